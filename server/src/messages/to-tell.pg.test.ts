import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { committed } from '../commands/test-outcomes.ts';
import { createTestWorld } from '../commands/test-world.ts';
import { createWaitlistWorld, type WaitlistWorld } from '../waitlist/waitlist-world.ts';
import { markTold, readMessages } from './message-sql.ts';

/** The log of whom to tell, as the staff work it off. */

let world: WaitlistWorld;
beforeEach(async () => {
  world = await createWaitlistWorld();
});
afterEach(() => world.feedWatch.close());

const list = () => readMessages(world.db, world.tenantNo, world.locationId);
const told = (messageId: string, staffId = world.staffId) =>
  markTold(world.db, world.tenantNo, { locationId: world.locationId, messageId, staffId });

async function offered(day: string): Promise<{ entryId: string; messageId: string }> {
  const entryId = await world.join(day);
  const start = `${day}T10:00:00Z`;
  committed(await world.submit('offer_waitlist', { entryId, holdId: randomUUID(), start, resourceIds: [] }));
  const message = (await list()).find(({ subjectId }) => subjectId === entryId);
  return { entryId, messageId: message?.id ?? '' };
}

test('an offer is to tell, with its deadline and link; told once, it stands in the log with who told it', async () => {
  const { entryId, messageId } = await offered('2026-12-02');
  const { holdId } = await world.entry(entryId);
  const { rows } = await world.database.admin.query('select gateway.wire_time(expires_at) as until from hold where hold_id = $1', [holdId]);
  expect(await list()).toMatchObject([
    {
      id: messageId, kind: 'waitlist_offer', toName: 'Chen', toPhone: '+44 7700 900123', status: 'queued', until: rows[0].until, toldBy: null,
      body: { start: '2026-12-02T10:00:00.000Z', link: `/book/riverside/offers/${entryId}/${holdId}` },
    },
  ]);
  expect(await told(messageId)).toBe('told');
  expect(await list()).toMatchObject([{ status: 'sent', toldBy: 'Ana', toldAt: expect.any(String) }]);
  expect(await told(messageId)).toBe('over');
});

test('what is no longer so is nothing to tell', async () => {
  const { entryId, messageId } = await offered('2026-12-03');
  committed(await world.submit('decline_offer', { entryId }));
  expect(await told(messageId)).toBe('over');
  expect((await list()).find(({ id }) => id === messageId)).toMatchObject({ status: 'stopped' });
});

test('what is still to tell stands before what was told', async () => {
  const { messageId } = await offered('2026-12-04');
  await offered('2026-12-05');
  await told(messageId);
  const statuses = (await list()).map(({ status }) => status);
  expect(statuses.indexOf('queued')).toBe(0);
  expect(statuses.lastIndexOf('queued')).toBeLessThan(statuses.indexOf('sent'));
});

test('nobody marks a message of another business, nor in the name of somebody who is not there', async () => {
  const { messageId } = await offered('2026-12-06');
  const other = await createTestWorld(world.db, world.database.admin);
  expect(await markTold(other.db, other.tenantNo, { locationId: other.locationId, messageId, staffId: other.staffId })).toBe('no_message');
  expect(await readMessages(other.db, other.tenantNo, other.locationId)).toEqual([]);
  expect(await told(messageId, other.staffId)).toBe('no_staff');
  expect(await told(randomUUID())).toBe('no_message');
  other.feedWatch.close();
});
