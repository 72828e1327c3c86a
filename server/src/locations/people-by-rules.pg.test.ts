import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { isSound, verify } from '../ops/verify.ts';
import { changeRules, type RulesAsked } from './change-rules.ts';
import { readRuleRows } from './rules-sql.ts';
import { rulesView } from './rules-view.ts';
import { readSettingHistory } from './setting-history.ts';

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
  expect(await doctorIs('none')).toEqual({ status: 'changed' });
  expect([await personOf(), await personOf(old.locationId)]).toEqual(['none', 'none']);
  committed(await here('12:00'));
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

test('of two who make a person of the same two at once nobody waits for the other for ever', async () => {
  const old = await branch('old-town');
  const both = await Promise.all([doctorIs('old-town/doctor'), change({ of: 'resource', subject: 'doctor', change: { person: 'riverside/doctor' } }, old.locationId), change({ of: 'business', change: { undoSeconds: 20 } })]);
  expect(both).toEqual(Array.from({ length: 3 }, () => ({ status: 'changed' })));
  expect([await personOf(), await personOf(old.locationId)]).toEqual(['old-town/doctor', 'riverside/doctor']);
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
