import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rulesOf } from '../availability/test-rules.ts';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { changeRules, type RulesAsked } from '../locations/change-rules.ts';
import { isSound, verify, type Verification } from './verify.ts';

let database: TestDatabase;
let world: TestWorld;
/** By what they are called in the damages below. */
const ids = { party: '', buffered: '', visit: '', block: '', held: '', whole: '', taken: '', kept: '', other: '' };

beforeAll(async () => {
  database = await createTestDatabase();
  world = await createTestWorld(database.db, database.admin);
  const { rooms, classRoom, services, doctor } = world;
  const rules = rulesOf(world, database.admin);
  await database.admin.query('update resource set capacity = 12 where resource_id = $1', [classRoom]);
  // The doctor needs no airing, so the two are taken for different times.
  await rules.service(services.visit, { kindBuffers: { room: { preparationMinutes: 10, cleanupMinutes: 20 } } });
  const create = async (serviceId: string, start: string, resourceIds: string[], more: object = {}): Promise<string> => {
    const bookingId = randomUUID();
    committed(await world.submit('create_booking', { bookingId, serviceId, start, resourceIds, customer: null, ...more }));
    return bookingId;
  };
  ids.party = await create(services.class, '2026-12-05T10:00:00Z', [classRoom], { partySize: 6 });
  ids.buffered = await create(services.buffered, '2026-12-05T10:00:00Z', [rooms[0] ?? '']);
  ids.visit = await create(services.visit, '2026-12-05T10:00:00Z', [doctor, rooms[1] ?? '']);
  ids.other = await create(services.class, '2026-12-05T15:00:00Z', [classRoom], { partySize: 2 });

  ids.block = randomUUID();
  committed(await world.submit('place_block', { blockId: ids.block, resourceIds: [classRoom], start: '2026-12-06T10:00:00Z', end: '2026-12-06T12:00:00Z' }));
  ids.held = randomUUID();
  committed(await world.submit('place_hold', { holdId: ids.held, serviceId: services.class, start: '2026-12-07T10:00:00Z', resourceIds: [classRoom], partySize: 2 }));

  // Held instead of a block: all of the class. A manager takes one of those over.
  const { alternatives } = refused(
    await world.submit('place_block', { blockId: randomUUID(), resourceIds: [classRoom], start: '2026-12-05T10:00:00Z', end: '2026-12-05T11:00:00Z' }), 'capacity_full');
  const [whole, taken] = alternatives.flatMap(({ holdId }) => holdId ?? []);
  ids.whole = whole ?? '';
  ids.taken = randomUUID();
  committed(await world.submit('override_hold', { holdId: taken ?? '', newHoldId: ids.taken, reason: 'Needed' }));

  const moving = await create(services.class, '2026-12-08T10:00:00Z', [classRoom], { partySize: 2 });
  const move = world.command('move_booking', { bookingId: moving, start: '2026-12-08T10:30:00Z', resourceIds: [] });
  committed(await world.gateway.submit(world.submitter, move));
  ids.kept = move.id;
});
afterAll(() => world.feedWatch.close());

/** Damages the claims, looks, and takes the damage back. `:name` in it is one of the ids above. */
async function seenAfter(damage: string): Promise<Verification> {
  const client = await database.admin.connect();
  try {
    await client.query('begin');
    await client.query(damage.replaceAll(/ :([a-z]+)/g, (_, name) => ` '${ids[name as keyof typeof ids]}'`));
    return await verify(client);
  } finally {
    await client.query('rollback');
    client.release();
  }
}

/** What is not 0 of what has to be. */
async function faultsAfter(damage: string): Promise<object> {
  const { claims: _c, bookings: _b, commands: _o, events: _e, heads: _h, ...faults } = { heads: [], ...(await seenAfter(damage)) };
  return Object.fromEntries(Object.entries(faults).filter(([, count]) => count !== 0));
}

const release = (owner: string, lanes: number): string =>
  `update claim set released_at = now() where claim_no in (select claim_no from claim where owner_id = ${owner} and released_at is null order by lane desc limit ${lanes})`;
const claimAgain = (owner: string, resource: string): string =>
  `insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id, expires_at, yields)
    select tenant_no, ${resource}, 12, starts_at, ends_at, owner_kind, owner_id, expires_at, yields from claim where owner_id = ${owner} and released_at is null limit 1`;

test('what was sold, blocked, held, taken over and kept is sound', async () => {
  expect(await faultsAfter('select')).toEqual({});
});

test.each([
  ['four of six claims of a party are released', release(':party', 4), { wrong_lanes: 1 }],
  ['a party has a claim more', claimAgain(':party', 'resource_no'), { wrong_lanes: 1 }],
  ['eleven of twelve claims of a block are released', release(':block', 11), { wrong_lanes: 1 }],
  ['a lane of a block is open', release(':block', 1), { wrong_lanes: 1 }],
  ['all claims of a block are released', release(':block', 12), { unclaimed: 1 }],
  ['a claim of a hold is released', release(':held', 1), { wrong_lanes: 2 }],
  ['a claim of a hold is taken out', 'delete from claim where claim_no = (select min(claim_no) from claim where owner_id = :held)', { wrong_lanes: 1 }],
  ['a hold has no claim', 'delete from claim where owner_id = :held', { unclaimed: 1 }],
  ['a lane of what is held whole is open', 'delete from claim where owner_id = :whole and lane = 3', { wrong_lanes: 1 }],
  ['a lane of what a manager took over whole is open', 'delete from claim where owner_id = :taken and lane = 3', { wrong_lanes: 1 }],
  ['a claim kept for an undo is released', release(':kept', 1), { wrong_lanes: 1 }],
  ['a claim of a block is cut short', `update claim set ends_at = starts_at + interval '5 minutes' where owner_id = :block and lane = 4`, { wrong_times: 1 }],
  ['all claims of a block are cut short', `update claim set ends_at = starts_at + interval '5 minutes' where owner_id = :block`, { unclaimed: 1, wrong_times: 1 }],
  ['a booking loses its cleanup', `update claim set ends_at = ends_at - interval '15 minutes' where owner_id = :buffered`, { wrong_times: 1 }],
  ['a booking loses its preparation', `update claim set starts_at = starts_at + interval '15 minutes' where owner_id = :buffered`, { wrong_times: 1 }],
  ['a booking claims more than it occupies', `update claim set ends_at = ends_at + interval '1 minute' where owner_id = :buffered`, { wrong_times: 1 }],
  ['the room of a visit is not aired', `update claim set ends_at = ends_at - interval '20 minutes' where owner_id = :visit and ends_at = '2026-12-05T10:50:00Z'`, { wrong_times: 1 }],
  ['a booking begins before its claim', `update claim set starts_at = starts_at + interval '20 minutes' where owner_id = :buffered`, { unclaimed: 1, wrong_times: 1 }],
  ['a hold is cut short', `update claim set ends_at = ends_at - interval '1 minute' where owner_id = :held`, { unclaimed: 1, wrong_times: 1 }],
  ['a booking claims a resource that it does not have', claimAgain(':party', '(select min(resource_no) from resource)'), { wrong_resources: 1 }],
  ['a block does', claimAgain(':block', '(select min(resource_no) from resource)'), { wrong_resources: 1 }],
  ['a hold does', claimAgain(':held', '(select min(resource_no) from resource)'), { wrong_resources: 1 }],
  ['what is kept for an undo lies elsewhere', `update claim set resource_no = (select min(resource_no) from resource) where owner_id = :kept and released_at is null`, { wrong_resources: 2 }],
  ['a booking runs out', `update claim set expires_at = now() + interval '1 hour' where owner_id = :buffered`, { wrong_expiries: 1 }],
  ['a block yields', 'update claim set yields = true where owner_id = :block', { wrong_expiries: 1 }],
  ['a hold yields', 'update claim set yields = true where owner_id = :held', { wrong_expiries: 1 }],
  ['what is kept for an undo does not yield', 'update claim set yields = false where owner_id = :kept and released_at is null', { wrong_expiries: 1 }],
  ['a hold never runs out', 'update claim set expires_at = null where owner_id = :held', { wrong_expiries: 1 }],
  ['a claim runs out before its hold', `update claim set expires_at = expires_at - interval '1 minute' where owner_id = :held and lane = 1`, { wrong_expiries: 1 }],
  ['a block and a booking share an id, and only one of them a claim', `update booking set booking_id = :block where booking_id = :buffered; ${release(':buffered', 1)}`, { orphans: 0, unclaimed: 1 }],
])('it is seen when %s', async (_, damage, faults) => {
  const seen = await seenAfter(damage);
  expect(seen).toMatchObject(faults);
  expect(isSound(seen)).toBe(false);
});

test('a hold that ran out and is not swept yet is sound', async () => {
  const runOut = `update hold set expires_at = now() where hold_id = :held; update claim set expires_at = now() where owner_id = :held`;
  expect(await faultsAfter(runOut)).toEqual({});
});

test('claims keep what they took when the capacity changes, and a block that is not over grows along', async () => {
  const { rooms, services, tenantNo, locationId } = world;
  const [room = '', studio = ''] = rooms.slice(5);
  const change = async (subject: string, capacity: number) => {
    const asked: RulesAsked = { of: 'resource', subject, change: { capacity }, confirmed: true };
    expect(await changeRules(database.db, { tenantNo, locationId, by: { channel: 'command_line' } }, asked)).toEqual({ status: 'changed' });
  };
  const book = async (resourceId: string, start: string, partySize: number) => {
    const bookingId = randomUUID();
    committed(await world.submit('create_booking', { bookingId, serviceId: services.hour, start, resourceIds: [resourceId], customer: null, partySize }));
    return bookingId;
  };
  await book(room, '2026-12-10T10:00:00Z', 4);
  const blockId = randomUUID();
  committed(await world.submit('place_block', { blockId, resourceIds: [room], start: '2026-12-10T14:00:00Z', end: '2026-12-10T15:00:00Z' }));
  await change('room-6', 5);
  const three = await book(room, '2026-12-11T10:00:00Z', 3);
  await change('room-7', 2);
  await book(studio, '2026-12-10T10:00:00Z', 2);
  await change('room-7', 1);
  await change('room-6', 3);
  expect(await faultsAfter('select')).toEqual({});
  expect(await faultsAfter(`delete from claim where owner_id = '${three}' and lane = 2`)).toEqual({ wrong_lanes: 1 });
  expect(await faultsAfter(`delete from claim where owner_id = '${blockId}' and lane > 2`)).toEqual({ wrong_lanes: 1 });
  // It was over when there was one lane still.
  const longAgo = `update block set starts_at = starts_at - interval '120 years', ends_at = ends_at - interval '120 years' where block_id = '${blockId}';
    update claim set starts_at = starts_at - interval '120 years', ends_at = ends_at - interval '120 years' where owner_id = '${blockId}'`;
  expect(await faultsAfter(`${longAgo}; delete from claim where owner_id = '${blockId}' and lane > 1`)).toEqual({});
});
