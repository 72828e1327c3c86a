import { randomUUID } from 'node:crypto';
import type { Command, CommandArgs, CommandKind } from '@holdfast/protocol/commands';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { isSound, verify } from '../ops/verify.ts';
import { CatalogueCache } from './catalogue.ts';
import { changeRules, type RulesAsked } from './change-rules.ts';
import { changeRow, readRuleRows } from './rules-sql.ts';
import { rulesView } from './rules-view.ts';
import { readSettingHistory } from './setting-history.ts';
import { longAgo } from './test-long-ago.ts';

/** Which resources are one person, said as a rule. */

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  world = await createTestWorld(database.db, database.admin);
});
afterEach(() => world.feedWatch.close());

/** Half an hour away, with a doctor who is nobody here, as far as anybody said. */
async function branch(slug: string): Promise<{ locationId: string; doctor: string }> {
  const allDay = Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((one) => [one, [['00:00', '24:00']]]));
  const location = { id: randomUUID(), slug, name: `Branch ${slug}`, timeZone: 'Europe/Berlin', openingHours: allDay, gridMinutes: 15 };
  await database.admin.query('select gateway.put_location($1, $2)', [world.tenantNo, location]);
  const doctor = { id: randomUUID(), slug: 'doctor', name: 'Doctor', kind: 'person' };
  await database.admin.query('select gateway.put_resource($1, $2, $3)', [world.tenantNo, location.id, doctor]);
  await database.admin.query('select gateway.put_travel_time($1, $2, $3, $4)', [world.tenantNo, world.locationId, location.id, 30]);
  return { locationId: location.id, doctor: doctor.id };
}
const change = (asked: RulesAsked, locationId = world.locationId) => changeRules(database.db, { tenantNo: world.tenantNo, locationId, by: { channel: 'command_line' } }, asked);
const doctorIs = (person: string | null, more: Partial<RulesAsked> = {}) => change({ of: 'resource', subject: 'doctor', change: { person }, ...more });
async function read(locationId = world.locationId) {
  const rows = await readRuleRows(database.db, world.tenantNo, locationId);
  if (!rows) throw new Error('The location is gone.');
  return rulesView(rows);
}
const personOf = async (locationId = world.locationId) => (await read(locationId)).resources.find(({ slug }) => slug === 'doctor')?.rules.person;
const asked = (resourceId: string, wall: string) => ({ bookingId: randomUUID(), serviceId: null, start: `2026-12-08T${wall}:00Z`, end: new Date(Date.parse(`2026-12-08T${wall}:00Z`) + 3_600_000).toISOString(), resourceIds: [resourceId], customer: null });
const here = (wall: string) => world.submit('create_booking', asked(world.doctor, wall));
const there = ({ locationId, doctor }: { locationId: string; doctor: string }, wall: string) =>
  world.gateway.submit({ ...world.submitter, locationId }, world.command('create_booking', asked(doctor, wall), { locationId }));

test('the same person at two places is booked at one, from the next command on, and each place has it in its record and feed', async () => {
  const old = await branch('old-town');
  committed(await here('08:00'));
  committed(await there(old, '12:00'));
  expect((await read()).people).toEqual([{ person: 'old-town/doctor', name: 'Doctor', locations: ['Branch old-town'] }]);
  expect(await doctorIs('old-town/doctor')).toEqual({ status: 'changed' });
  expect([await personOf(), await personOf(old.locationId)]).toEqual(['old-town/doctor', 'riverside/doctor']);

  committed(await here('10:30'));
  refused(await here('13:00'), 'travel_too_short');
  refused(await there(old, '10:45'), 'travel_too_short');
  for (const locationId of [world.locationId, old.locationId]) {
    const [changed] = await readSettingHistory(database.db, world.tenantNo, { locationId, limit: 1 });
    expect(changed).toMatchObject({ kind: 'change_resource', channel: 'command_line', before: { personId: null }, after: { personId: expect.any(String) } });
    const { rows } = await database.admin.query<{ row: { personId: string } }>('select row from change where location_id = $1 and version = $2', [locationId, changed?.version]);
    expect(rows).toEqual([{ row: changed?.after }]);
  }
  expect(await verify(database.admin)).toSatisfy(isSound);
});

test('nobody else any more, both are booked at once', async () => {
  const old = await branch('old-town');
  await doctorIs('old-town/doctor');
  committed(await there(old, '12:00'));
  refused(await here('12:00'), 'travel_too_short');
  committed(await here('15:00'));
  refused(await there(old, '15:00'), 'travel_too_short');
  const shown = new CatalogueCache(database.db);
  const placesOf = async () => (await shown.current(world.tenantNo, old.locationId))?.elsewhere.size;
  expect(await placesOf()).toBe(1);
  expect(await doctorIs('none')).toEqual({ status: 'changed' });
  expect([await personOf(), await personOf(old.locationId), await placesOf()]).toEqual(['none', 'none', 0]);
  committed(await here('12:00'));
  committed(await there(old, '15:00'));
  expect(await doctorIs(null)).toEqual({ status: 'changed' });
});

test('at three places, whichever of the others is named; to be somebody else is to be them alone', async () => {
  const [old, harbour] = [await branch('old-town'), await branch('harbour')];
  await doctorIs('old-town/doctor');
  expect(await change({ of: 'resource', subject: 'doctor', change: { person: 'riverside/doctor' } }, harbour.locationId)).toEqual({ status: 'changed' });
  expect([await personOf(), await personOf(old.locationId), await personOf(harbour.locationId)]).toEqual([
    'harbour/doctor,old-town/doctor', 'harbour/doctor,riverside/doctor', 'old-town/doctor,riverside/doctor',
  ]);
  expect((await read()).people).toEqual([{ person: 'harbour/doctor,old-town/doctor', name: 'Doctor', locations: ['Branch harbour', 'Branch old-town'] }]);
  // The same again, in other words.
  const head = async () => (await database.admin.query<{ head: number }>('select head from feed_head where location_id = $1', [world.locationId])).rows[0]?.head;
  const before = await head();
  expect(await doctorIs('harbour/doctor', { expected: { person: 'harbour/doctor,old-town/doctor' } })).toEqual({ status: 'changed' });
  expect(await head()).toBe(before);
  committed(await there(harbour, '12:00'));
  refused(await there(old, '12:00'), 'travel_too_short');

  const east = await branch('east');
  expect(await doctorIs('east/doctor', { expected: { person: 'none' } })).toMatchObject({ status: 'moved' });
  expect(await doctorIs('east/doctor')).toEqual({ status: 'changed' });
  expect([await personOf(), await personOf(old.locationId), await personOf(east.locationId)]).toEqual(['east/doctor', 'harbour/doctor', 'riverside/doctor']);
  expect(await verify(database.admin)).toSatisfy(isSound);
});

test('who would be wanted at two places is named, and nothing changes before they are moved', async () => {
  const old = await branch('old-town');
  const [mine, theirs] = [committed(await here('10:00')), committed(await there(old, '11:15'))];
  committed(await here('07:00'));
  const { bookingId: _, ...slot } = asked(world.doctor, '12:00');
  const { holdId = '' } = committed(await world.submit('place_hold', { ...slot, holdId: randomUUID(), customer: { id: randomUUID(), name: 'Chen' } }));
  expect(await doctorIs('old-town/doctor')).toEqual({
    status: 'refused',
    problem: `person: One person would be wanted at two places at once, the way between included: ${mine.reference} (Riverside, 2026-12-08 10:00), ${theirs.reference} (Branch old-town, 2026-12-08 12:15), Chen (Riverside, 2026-12-08 12:00). Move one of each first.`,
  });
  expect(await personOf()).toBe('none');
  committed(await world.submit('release_hold', { holdId }));
  const move = world.command('move_booking', { bookingId: mine.bookingId ?? '', start: '2026-12-08T09:45:00Z', resourceIds: [] });
  committed(await world.gateway.submit(world.submitter, move));
  expect(await doctorIs('old-town/doctor')).toEqual({ status: 'changed' });
  // What was kept for an undo is the person's no more.
  refused(await world.submit('undo_command', { commandId: move.id }), 'travel_too_short');
  expect(await verify(database.admin)).toSatisfy(isSound);
});

test('whoever stands with that person is looked at too, at every place, before their way and after it', async () => {
  const [old, harbour] = [await branch('old-town'), await branch('harbour')];
  expect(await change({ of: 'resource', subject: 'doctor', change: { person: 'old-town/doctor' } }, harbour.locationId)).toEqual({ status: 'changed' });
  const [before, mine, after] = [committed(await there(harbour, '10:00')), committed(await here('11:15')), committed(await there(old, '12:30'))];
  committed(await there(harbour, '14:00'));
  expect(await doctorIs('old-town/doctor')).toMatchObject({
    status: 'refused',
    problem: expect.stringContaining(`: ${before.reference} (Branch harbour, 2026-12-08 11:00), ${mine.reference} (Riverside, 2026-12-08 11:15), ${after.reference} (Branch old-town, 2026-12-08 13:30). Move`),
  });
  committed(await world.submit('cancel_booking', { bookingId: mine.bookingId ?? '' }));
  expect(await doctorIs('old-town/doctor')).toEqual({ status: 'changed' });
  refused(await here('11:15'), 'travel_too_short');
});

test('a block, what ran out, what is over and what is kept for an undo want nobody anywhere', async () => {
  const old = await branch('old-town');
  const places = [{ locationId: world.locationId, doctor: world.doctor }, old] as const;
  for (const [place, other, date] of [[...places, '08'], [places[1], places[0], '09']] as const) {
    const at = (wall: string) => ({ start: `2026-12-${date}T${wall}:00Z`, end: `2026-12-${date}T${wall.slice(0, 2)}:59:00Z`, serviceId: null, customer: null });
    const submit = <K extends CommandKind>({ locationId }: { locationId: string }, kind: K, args: CommandArgs<K>) =>
      world.gateway.submit({ ...world.submitter, locationId }, world.command(kind, args, { locationId }) as Command);
    const bookedAt = async (where: typeof place, wall: string) =>
      committed(await submit(where, 'create_booking', { ...at(wall), bookingId: randomUUID(), resourceIds: [where.doctor] })).bookingId ?? '';
    for (const wall of ['06:00', '09:00', '12:00']) await bookedAt(other, wall);
    committed(await submit(place, 'place_block', { ...at('06:00'), blockId: randomUUID(), resourceIds: [place.doctor], reason: 'Dentist' }));
    const holdId = randomUUID();
    committed(await submit(place, 'place_hold', { ...at('09:00'), holdId, resourceIds: [place.doctor] }));
    for (const [table, key] of [['hold', 'hold_id'], ['claim', 'owner_id']])
      await database.admin.query(`update ${table} set expires_at = '2026-01-01T00:00:00Z' where ${key} = $1`, [holdId]);
    committed(await submit(place, 'cancel_booking', { bookingId: await bookedAt(place, '12:00') }));
    await longAgo(database.admin, [await bookedAt(place, '15:00'), await bookedAt(other, '15:00')]);
  }
  expect(await doctorIs('old-town/doctor')).toEqual({ status: 'changed' });
});

test('somebody who is gone by now is nobody to be', async () => {
  const rules = { capacity: 1, squeezeLanes: 0, squeezePerDay: 0, oneClassAtATime: false };
  const rest = { subjectId: world.doctor, expected: rules, confirmed: false, by: { channel: 'command_line' } } as const;
  const as = (samePersonAs: string) => changeRow(database.db, world.tenantNo, world.locationId, { of: 'resource', rules: { ...rules, samePersonAs } }, rest);
  expect([await as(randomUUID()), await as(world.doctor)]).toEqual(['moved', 'moved']);
  expect(await personOf()).toBe('none');
});

test('of two who make a person of the same two at once nobody waits for the other for ever', async () => {
  const old = await branch('old-town');
  const both = await Promise.all([doctorIs('old-town/doctor'), change({ of: 'resource', subject: 'doctor', change: { person: 'riverside/doctor' } }, old.locationId), change({ of: 'business', change: { undoSeconds: 20 } })]);
  expect(both).toEqual(Array.from({ length: 3 }, () => ({ status: 'changed' })));
  expect([await personOf(), await personOf(old.locationId)]).toEqual(['old-town/doctor', 'riverside/doctor']);
});

test('what is booked at the other place while the change waits for it is looked at', async () => {
  const old = await branch('old-town');
  committed(await here('10:00'));
  const ownerId = randomUUID();
  const other = await database.admin.connect();
  try {
    await other.query('begin');
    await other.query('select from feed_head where location_id = $1 for update', [old.locationId]);
    const changed = doctorIs('old-town/doctor');
    const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    while ((await database.admin.query(waiting)).rowCount === 0);
    await other.query(
      `insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id)
         select tenant_no, resource_no, 1, $2, $3, 'booking', $4 from resource where resource_id = $1`, [old.doctor, '2026-12-08T10:30:00Z', '2026-12-08T11:00:00Z', ownerId]);
    await other.query('commit');
    expect(await changed).toMatchObject({ status: 'refused', problem: expect.stringContaining('(Branch old-town, 2026-12-08 11:30)') });
  } finally {
    other.release();
    await database.admin.query('delete from claim where owner_id = $1', [ownerId]);
  }
});

test('who is no longer in use is nobody to be, nor somebody else’s other name', async () => {
  const [old, harbour] = [await branch('old-town'), await branch('harbour')];
  await doctorIs('old-town/doctor');
  const archive = (locationId: string) => database.admin.query(
    `select gateway.put_resource($1, $2, gateway.resource_row(r) || '{"archived": true}') from resource r where r.tenant_no = $1 and r.location_id = $2`, [world.tenantNo, locationId]);
  await archive(harbour.locationId);
  const gone = { status: 'refused', problem: 'person: "harbour/doctor" is no longer in use. Name another, or say none.' };
  expect(await doctorIs('harbour/doctor')).toEqual(gone);
  expect(await doctorIs('old-town/doctor,harbour/doctor')).toEqual(gone);
  await archive(old.locationId);
  expect(await personOf()).toBe('none');
  expect(await doctorIs('old-town/doctor')).toMatchObject({ problem: 'person: "old-town/doctor" is no longer in use. Name another, or say none.' });
});

test.each([
  ['old-town/nurse', 'person: There is no resource "old-town/nurse". Name it as LOCATION/RESOURCE, or say none.'],
  ['old-town/\0', 'person: There is no resource "old-town/\0". Name it as LOCATION/RESOURCE, or say none.'],
  ['riverside/doctor', 'person: It is the same as itself. Name a resource of another location, or say none.'],
  ['old-town/doctor,harbour/doctor', 'person: These are not one person: old-town/doctor,harbour/doctor. Name one of them.'],
])('%s is refused in one plain sentence', async (person, problem) => {
  await branch('old-town');
  await branch('harbour');
  expect(await doctorIs(person)).toEqual({ status: 'refused', problem });
});
