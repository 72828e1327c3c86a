import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { addBranch, rulesOf } from '../availability/test-rules.ts';
import { committed } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { inTwoPlacesQuery } from './in-two-places.ts';
import { isSound, verify } from './verify.ts';

// A century ahead, so that nothing here is ever over.
const date = '2126-12-05';
let database: TestDatabase;
/** The doctor of `world` also works at `branch`, half an hour away, and is booked there from 10 to 11. */
let world: TestWorld;
let branch: { locationId: string; doctor: string };
beforeAll(async () => {
  database = await createTestDatabase();
  world = await createTestWorld(database.db, database.admin, { now: Date.parse('2126-12-01T08:00:00Z') });
  const personId = randomUUID();
  await rulesOf(world, database.admin).resource(world.doctor, { personId });
  branch = await addBranch(world, database.admin, { personId, travelMinutes: 30 });
  const booked = world.command('create_booking', {
    bookingId: randomUUID(), serviceId: null, start: `${date}T10:00:00Z`, end: `${date}T11:00:00Z`, resourceIds: [branch.doctor], customer: null,
  }, { locationId: branch.locationId });
  committed(await world.gateway.submit({ ...world.submitter, locationId: null }, booked));
  return () => world.feedWatch.close();
});

type Found = Awaited<ReturnType<typeof verify>>;

/** Claims the doctor at `world` past the gateway, looks, and takes the claim back. `there`: changes the claim at the branch. */
async function seenWith(start: string, end: string, columns: Record<string, string> = {}, there: Record<string, string> = {}): Promise<Found> {
  return undone(async (client) => {
    for (const [name, value] of Object.entries(there)) await client.query(`update claim set ${name} = $1`, [value]);
    const claim = { owner_kind: 'hold', owner_id: randomUUID(), starts_at: `${date}T${start}:00Z`, ends_at: `${date}T${end}:00Z`, ...columns };
    await client.query(
      `insert into claim (tenant_no, resource_no, lane, ${Object.keys(claim).join(', ')})
       select tenant_no, resource_no, 1, ${Object.keys(claim).map((_, index) => `$${index + 2}`).join(', ')} from resource where resource_id = $1`,
      [world.doctor, ...Object.values(claim)],
    );
    return verify(client);
  });
}

async function undone<T>(look: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await database.admin.connect();
  try {
    await client.query('begin');
    return await look(client);
  } finally {
    await client.query('rollback');
    client.release();
  }
}

test.each([
  ['at the same time', '10:15', '10:45', 1],
  ['too late for the way', '11:29', '12:00', 1],
  ['too early for the way', '09:00', '09:31', 1],
  ['around it', '08:00', '12:00', 1],
  ['with the time for the way after it', '11:30', '12:00', 0],
  ['with the time for the way before it', '09:00', '09:30', 0],
])('the person is wanted here as well %s', async (_, start, end, pairs) => {
  expect((await seenWith(start, end)).in_two_places).toBe(pairs);
});

test('one that is, is a fault', async () => {
  const { bookingId = '' } = await booked();
  expect(await verify(database.admin)).toSatisfy(isSound);
  const found = await undone(async (client) => {
    // Moved past the gateway, with its claim: nothing else about it is wrong.
    await client.query(`update claim set starts_at = starts_at - interval '3 hours', ends_at = ends_at - interval '3 hours' where owner_id = $1`, [bookingId]);
    await client.query(`update booking set starts_at = starts_at - interval '3 hours', ends_at = ends_at - interval '3 hours',
      occupied_from = occupied_from - interval '3 hours', occupied_to = occupied_to - interval '3 hours' where booking_id = $1`, [bookingId]);
    return verify(client);
  });
  expect(found).toMatchObject({ in_two_places: 1, overlaps: 0, orphans: 0, unclaimed: 0 });
  expect(isSound(found)).toBe(false);
});

/** The doctor here, from 13 to 14. */
async function booked(): Promise<{ bookingId?: string }> {
  return committed(await world.submit('create_booking', {
    bookingId: randomUUID(), serviceId: null, start: `${date}T13:00:00Z`, end: `${date}T14:00:00Z`, resourceIds: [world.doctor], customer: null,
  }));
}

test.each([
  ['a block', { owner_kind: 'block' }],
  ['a hold that ran out', { expires_at: '2026-01-01T00:00:00Z' }],
  ['time kept for an undo', { yields: 'true' }],
  ['a claim that was given up', { released_at: '2026-01-01T00:00:00Z' }],
])('%s wants nobody', async (_, columns) => {
  expect((await seenWith('10:15', '10:45', columns)).in_two_places).toBe(0);
  expect((await seenWith('10:15', '10:45', {}, columns)).in_two_places).toBe(0);
});

test('what is over is not counted, unless somebody asks for it', async () => {
  await undone(async (client) => {
    await client.query(`update claim set starts_at = starts_at - interval '120 years', ends_at = ends_at - interval '120 years'`);
    await client.query(
      `insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id)
       select tenant_no, resource_no, 1, $2, $3, 'booking', gen_random_uuid() from resource where resource_id = $1`,
      [world.doctor, '2006-12-05T10:15:00Z', '2006-12-05T10:45:00Z'],
    );
    expect((await verify(client)).in_two_places).toBe(0);
    const { rows } = await client.query(`select ${inTwoPlacesQuery}::int as pairs`, [new Date(0)]);
    expect(rows).toEqual([{ pairs: 1 }]);
  });
});
