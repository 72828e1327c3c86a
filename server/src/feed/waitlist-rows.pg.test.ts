import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { committed } from '../commands/test-outcomes.ts';
import type { WaitlistEntryRow } from '@holdfast/protocol/rows';
import { createWaitlistWorld, type WaitlistWorld } from '../waitlist/waitlist-world.ts';
import { snapshot } from './snapshot.ts';

let world: WaitlistWorld;
beforeEach(async () => {
  world = await createWaitlistWorld();
});
afterEach(() => world.feedWatch.close());

const lines = async () =>
  (await snapshot(world.db, world.tenantNo, { locationId: world.locationId, from: '2026-12-02', to: '2026-12-02', now: world.clock.now })) ?? [];

test('a snapshot of any days brings everybody who waits, in order of joining, and counts them apart', async () => {
  const [first, second, gone] = [await world.join('2027-01-04'), await world.join('2026-12-24'), await world.join('2026-12-24')];
  committed(await world.submit('leave_waitlist', { entryId: gone }));
  const all = await lines();
  expect(all.map(({ type }) => type)).toEqual(['head', 'waitlist', 'series', 'end']);
  const waiting = all[1] as { rows: WaitlistEntryRow[] };
  expect(waiting.rows.map(({ id }) => id)).toEqual([first, second]);
  expect(waiting.rows[0]).toMatchObject({ customerName: 'Chen', status: 'waiting', from: '2027-01-04T09:00:00.000Z', offerUntil: null });
  expect(all.at(-1)).toMatchObject({ rows: 0, waiting: 2 });
});

test("a customer's corrected name is told on the waitlist too", async () => {
  const customer = { id: randomUUID(), name: 'Pria' };
  const entryId = await world.join('2026-12-05', { customer });
  const bookingId = randomUUID();
  committed(await world.submit('create_booking', { bookingId, serviceId: world.services.hour, start: '2026-12-06T10:00:00Z', resourceIds: [], customer }));
  const { version } = committed(await world.submit('edit_booking', { bookingId, customer: { ...customer, name: 'Priya' } }));
  const { rows } = await world.database.admin.query(
    `select row->>'customerName' as name from change where tenant_no = $1 and version = $2 and entity = 'waitlist_entry' and entity_id = $3`,
    [world.tenantNo, version, entryId],
  );
  expect(rows).toEqual([{ name: 'Priya' }]);
});
