import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Command } from '@holdfast/protocol/commands';
import { commandSchemaVersion } from '@holdfast/protocol/protocol-version';
import { committed } from '../commands/test-outcomes.ts';
import { lookForOffers, type OfferingNode } from './look-for-offers.ts';
import { offerFreedTime } from './offering-job.ts';
import { createWaitlistWorld, type WaitlistWorld } from './waitlist-world.ts';

/** One look at the list: what it sends, what it does with a no, and when it ends. */

let world: WaitlistWorld;
beforeAll(async () => {
  world = await createWaitlistWorld();
});
afterAll(() => world.feedWatch.close());

let day = 1;
const running = new AbortController().signal;
const due = () => ({ tenantNo: world.tenantNo, locationId: world.locationId });

/** A node whose gateway says no to offers to these, without asking; what it was sent is kept. */
function nodeRefusing(...refused: readonly string[]): { node: OfferingNode; sent: Command[] } {
  const sent: Command[] = [];
  const { gateway } = world;
  const submit: OfferingNode['gateway']['submit'] = async (submitter, command) => {
    sent.push(command);
    return command.kind === 'offer_waitlist' && refused.includes(command.args.entryId)
      ? { status: 'refused', reason: 'slot_taken', detail: 'Somebody was faster.', conflicts: [], alternatives: [], version: 0 }
      : gateway.submit(submitter, command);
  };
  return { node: { db: world.db, gateway: { ...gateway, submit }, now: () => world.clock.now }, sent };
}

/** So many wait for nine o'clock of a day of their own, when one room of it is free. */
async function oneHourFor(count: number): Promise<{ date: string; waiting: string[] }> {
  const date = `2026-12-${String(++day).padStart(2, '0')}`;
  const [first] = await world.fill(date);
  committed(await world.submit('move_booking', { bookingId: first ?? '', start: `${date}T10:00:00Z`, end: `${date}T18:00:00Z`, resourceIds: [] }));
  const waiting: string[] = [];
  for (let one = 0; one < count; one++) waiting.push(await world.join(date, { to: `${date}T10:00:00Z` }));
  return { date, waiting };
}
const head = async () => (await world.database.admin.query<{ head: number }>('select head from feed_head where location_id = $1', [world.locationId])).rows[0]?.head;
const holdsIn = (sent: readonly Command[]) => sent.flatMap(({ kind, args }) => (kind === 'offer_waitlist' ? [(args as { holdId: string }).holdId] : []));
const offersIn = (sent: readonly Command[]) => sent.flatMap(({ kind, args }) => (kind === 'offer_waitlist' ? [(args as { entryId: string }).entryId] : []));

test('whom it could not be offered to is not asked about again in this look, and the next in line is', async () => {
  const { date, waiting } = await oneHourFor(2);
  const [first = '', second = ''] = waiting;
  const { node, sent } = nodeRefusing(first);
  const before = await head();
  expect(await lookForOffers(node, due(), running)).toMatchObject({ head: await head() });
  expect(offersIn(sent)).toEqual([first, second]);
  expect(await world.entry(first)).toMatchObject({ status: 'waiting' });
  expect(await world.entry(second)).toMatchObject({ status: 'offered', start: `${date}T09:00:00.000Z` });
  // In the record it is the list itself that offers, on what it saw.
  expect(sent[0]).toMatchObject({
    kind: 'offer_waitlist', channel: 'api', actorId: '0190b6f2-5a00-7000-8000-77616974696e', seq: 1, schema: commandSchemaVersion, locationId: world.locationId,
    sawVersion: Number(before), tappedAt: new Date(world.clock.now).toISOString(), args: { start: `${date}T09:00:00.000Z`, resourceIds: [world.rooms[0]] },
  });
});

test('nodes that see the same send the same, and in another state of the list something else', async () => {
  const { waiting } = await oneHourFor(1);
  const [one, other, later] = [nodeRefusing(...waiting), nodeRefusing(...waiting), nodeRefusing(...waiting)];
  await lookForOffers(one.node, due(), running);
  await lookForOffers(other.node, due(), running);
  expect(other.sent.map(({ id, args }) => [id, args])).toEqual(one.sent.map(({ id, args }) => [id, args]));
  committed(await world.book(world.rooms[1] ?? '', '2026-12-31T20:00:00Z'));
  await lookForOffers(later.node, due(), running);
  expect(later.sent).toHaveLength(1);
  expect(later.sent[0]?.id).not.toBe(one.sent[0]?.id);
  expect(holdsIn(later.sent)).not.toEqual(holdsIn(one.sent));
  await world.look();
});

test('offered to all, the first whom it can be offered to opens it for the others', async () => {
  await world.settings({ waitlist: 'all' });
  const { waiting } = await oneHourFor(3);
  const [first = '', second = '', third = ''] = waiting;
  const { node, sent } = nodeRefusing(first);
  await lookForOffers(node, due(), running);
  // Those of other days may join an offer that is under way there.
  expect(offersIn(sent).filter((entryId) => waiting.includes(entryId))).toEqual([first, second, third]);
  const [b, c] = [await world.entry(second), await world.entry(third)];
  expect([b.status, c.status]).toEqual(['offered', 'offered']);
  expect(b.holdId).toBe(c.holdId);
  await world.settings({ waitlist: 'in_order' });
});

test('told to stop, it sends nothing and answers nothing', async () => {
  const { waiting } = await oneHourFor(1);
  const { node, sent } = nodeRefusing();
  const stopped = AbortSignal.abort();
  expect(await lookForOffers(node, due(), stopped)).toBeNull();
  await offerFreedTime(node, stopped);
  expect(sent).toEqual([]);
  await world.look();
  expect(await world.entry(waiting[0] ?? '')).toMatchObject({ status: 'offered' });
});

test('a location that is not there has nothing to offer', async () => {
  expect(await lookForOffers(nodeRefusing().node, { tenantNo: world.tenantNo, locationId: randomUUID() }, running)).toBeNull();
});

test('whose window is over is taken off before anybody is offered anything, and is offered nothing', async () => {
  const { date, waiting } = await oneHourFor(1);
  const evening = await world.join(date, { from: `${date}T17:00:00Z`, to: `${date}T20:00:00Z` });
  const before = world.clock.now;
  world.clock.now = Date.parse(`${date}T10:00:00Z`);
  const { node, sent } = nodeRefusing();
  await lookForOffers(node, due(), running);
  world.clock.now = before;
  const ofToday = sent.map(({ kind, args }) => [kind, (args as { entryId: string }).entryId]).filter(([, entryId]) => entryId === evening || entryId === waiting[0]);
  expect(ofToday).toEqual([['leave_waitlist', waiting[0]], ['offer_waitlist', evening]]);
  expect(await world.entry(waiting[0] ?? '')).toMatchObject({ status: 'lapsed' });
  expect(await world.entry(evening)).toMatchObject({ status: 'offered', start: `${date}T18:00:00.000Z` });
});
