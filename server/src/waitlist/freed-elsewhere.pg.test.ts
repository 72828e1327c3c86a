import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import type { Command, CommandArgs, CommandKind } from '@holdfast/protocol/commands';
import { addBranch, rulesOf } from '../availability/test-rules.ts';
import { committed } from '../commands/test-outcomes.ts';
import { lookForOffers } from './look-for-offers.ts';
import { createWaitlistWorld, type WaitlistWorld } from './waitlist-world.ts';

/** A doctor works here and at a branch, half an hour away: what frees them there is offered to those who wait here. */

const day = '2026-12-02';
const at = (wall: string): string => `${day}T${wall}:00Z`;
let world: WaitlistWorld;
let branch: { locationId: string; doctor: string };
beforeEach(async () => {
  world = await createWaitlistWorld();
  const personId = randomUUID();
  await rulesOf(world, world.database.admin).resource(world.doctor, { personId });
  branch = await addBranch(world, world.database.admin, { personId, travelMinutes: 30 });
  return () => world.feedWatch.close();
});

const there = async <K extends CommandKind>(kind: K, args: CommandArgs<K>) => {
  const { locationId } = branch;
  return committed(await world.gateway.submit({ ...world.submitter, locationId }, world.command(kind, args, { locationId }) as Command));
};
const bookThere = async (start = at('10:00'), end = at('11:00')) =>
  (await there('create_booking', { bookingId: randomUUID(), serviceId: null, start, end, resourceIds: [branch.doctor], customer: null })).bookingId ?? '';
/** Somebody waits for the doctor here, from ten to eleven, and a look finds nothing. */
async function waitsHere(): Promise<string> {
  const entryId = await world.join(day, { serviceId: world.services.visit, from: at('10:00'), to: at('11:00') });
  await world.look();
  expect((await world.entry(entryId)).status).toBe('waiting');
  return entryId;
}
async function isOffered(entryId: string): Promise<void> {
  await world.look();
  expect(await world.entry(entryId)).toMatchObject({ status: 'offered', start: `${day}T10:00:00.000Z` });
}
const next = async () =>
  (await world.database.admin.query<{ due_location: string }>('select * from gateway.next_waitlist(to_timestamp($1::float8 / 1000), 0)', [world.clock.now])).rows.map(
    (row) => row.due_location,
  );

test('a booking that is cancelled there is offered here', async () => {
  const bookingId = await bookThere();
  const entryId = await waitsHere();
  await there('cancel_booking', { bookingId });
  await isOffered(entryId);
});

test('one that moves there leaves the doctor to those who wait here', async () => {
  const bookingId = await bookThere();
  const entryId = await waitsHere();
  await there('move_booking', { bookingId, start: at('15:00'), end: at('16:00'), resourceIds: [] });
  await isOffered(entryId);
});

test('a hold that runs out there is offered here', async () => {
  const holdId = randomUUID();
  await there('place_hold', { holdId, serviceId: null, start: at('10:00'), end: at('11:00'), resourceIds: [branch.doctor] });
  const entryId = await waitsHere();
  const { admin } = world.database;
  await admin.query(`update hold set expires_at = now() - interval '1 second' where hold_id = $1`, [holdId]);
  await admin.query(`update claim set expires_at = now() - interval '1 second' where owner_id = $1`, [holdId]);
  await admin.query('select gateway.sweep_expired_holds()');
  await isOffered(entryId);
});

test('so is what came free in changes that are pruned by now', async () => {
  const bookingId = await bookThere();
  const entryId = await waitsHere();
  await there('cancel_booking', { bookingId });
  const { admin } = world.database;
  await admin.query('delete from change where location_id = $1', [branch.locationId]);
  await admin.query('update feed_head set floor = head where location_id = $1', [branch.locationId]);
  await isOffered(entryId);
});

test('what only takes time there causes no look here, and what comes free where nobody works who works here neither', async () => {
  await bookThere();
  const entryId = await waitsHere();
  expect(await next()).toEqual([]);
  await bookThere(at('17:00'), at('18:00'));
  expect(await next()).toEqual([]);
  const stranger = await addBranch(world, world.database.admin, { personId: randomUUID(), travelMinutes: 30 });
  await world.look();
  branch = stranger;
  await there('cancel_booking', { bookingId: await bookThere() });
  expect(await next()).toEqual([]);
  expect((await world.entry(entryId)).status).toBe('waiting');
});

test('what is freed there while a look here is under way is looked at next', async () => {
  const bookingId = await bookThere();
  const entryId = await waitsHere();
  const { tenantNo, locationId, db, gateway } = world;
  const node = { db, gateway, now: () => world.clock.now };
  const looked = await lookForOffers(node, { tenantNo, locationId }, new AbortController().signal);
  await there('cancel_booking', { bookingId });
  await db.pool.query('select gateway.waitlist_looked($1, $2, $3, $4, $5)', [tenantNo, locationId, looked?.head, looked?.catalogueVersion, looked?.elsewhere]);
  expect(await next()).toEqual([locationId]);
  await isOffered(entryId);
});

test.each([
  ['neither settings nor other locations', 'select gateway.waitlist_looked($1, $2, $3)'],
  ['no other locations', 'select gateway.waitlist_looked($1, $2, $3, (select catalogue_version from feed_head where tenant_no = $1 and location_id = $2))'],
])('a node of an earlier build that knows %s is done with a list once it has looked', async (_, looked) => {
  const bookingId = await bookThere();
  await waitsHere();
  await world.settings({ undoSeconds: 10 });
  await there('cancel_booking', { bookingId });
  const { tenantNo, locationId } = world;
  const { admin } = world.database;
  expect(await next()).toEqual([locationId]);
  const { rows } = await admin.query<{ head: number }>('select head from feed_head where location_id = $1', [locationId]);
  await admin.query(looked, [tenantNo, locationId, rows[0]?.head]);
  expect(await next()).toEqual([]);
});

test('a look that is given up leaves everything to the next', async () => {
  const bookingId = await bookThere();
  const entryId = await waitsHere();
  await there('cancel_booking', { bookingId });
  const { tenantNo, locationId } = world;
  expect(await next()).toEqual([locationId]);
  await world.database.admin.query('select gateway.waitlist_looked($1, $2, null, null, null)', [tenantNo, locationId]);
  expect(await next()).toEqual([locationId]);
  await isOffered(entryId);
});
