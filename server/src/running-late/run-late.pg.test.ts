import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { addBranch, rulesOf, type TestRules } from '../availability/test-rules.ts';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { isSound, verify } from '../ops/verify.ts';
import { markTold, readMessages } from '../messages/message-sql.ts';

let database: TestDatabase;
let world: TestWorld;
let rules: TestRules;
beforeAll(async () => {
  database = await createTestDatabase();
});
/** A house of its own for each: a day is shifted whole. */
beforeEach(async () => {
  world = await createTestWorld(database.db, database.admin, { now: Date.parse('2093-12-01T09:50:00Z') });
  rules = rulesOf(world, database.admin);
  return () => world.feedWatch.close();
});

/** Far ahead: what has begun by the database's clock is news to nobody. */
const at = (wall: string): string => `2093-12-01T${wall}:00.000Z`;
const room = (index: number): string => world.rooms[index] ?? '';
async function visit(start: string, roomIndex: number, more: object = {}): Promise<string> {
  const bookingId = randomUUID();
  committed(await world.submit('create_booking', { bookingId, serviceId: world.services.visit, start: at(start), resourceIds: [world.doctor, room(roomIndex)], customer: null, ...more }));
  return bookingId;
}
const late = (minutes: number, more: object = {}) => world.submit('run_late', { resourceId: world.doctor, minutes, ...more });
/** When bookings are, as `HH:MM v`, by what the record and the claims say. */
async function times(...ids: string[]): Promise<string[]> {
  const { rows } = await database.admin.query<{ id: string; time: string }>(
    `select booking_id as id, to_char(starts_at at time zone 'UTC', 'HH24:MI') || ' v' || version as time from booking b
      where booking_id = any($1) and not exists (select from claim c where c.owner_id = b.booking_id and c.released_at is null
        and (c.starts_at, c.ends_at) is distinct from (b.occupied_from, b.occupied_to))`,
    [ids],
  );
  return ids.map((id) => rows.find((row) => row.id === id)?.time ?? 'claims elsewhere');
}

test('the day moves in one step, what began or is over stays, and each is told with its new version', async () => {
  const [begun, first, second, gap, tomorrow] = [await visit('09:30', 0), await visit('10:00', 0), await visit('10:30', 1), await visit('14:00', 0), randomUUID()];
  await world.submit('create_booking', { bookingId: tomorrow, serviceId: world.services.visit, start: '2093-12-02T10:00:00Z', resourceIds: [world.doctor, room(0)], customer: null });
  await world.submit('arrive_booking', { bookingId: begun });
  await world.submit('start_booking', { bookingId: begun });
  await world.submit('arrive_booking', { bookingId: first });
  const outcome = committed(await late(20));
  expect(outcome.unmoved).toEqual([]);
  expect(outcome.moved).toEqual([
    { bookingId: first, bookingVersion: 3, start: at('10:20'), end: at('10:50') },
    { bookingId: second, bookingVersion: 2, start: at('10:50'), end: at('11:20') },
    { bookingId: gap, bookingVersion: 2, start: at('14:20'), end: at('14:50') },
  ]);
  expect(await times(begun, first, second, gap, tomorrow)).toEqual(['09:30 v3', '10:20 v3', '10:50 v2', '14:20 v2', '10:00 v1']);
  const { rows } = await database.admin.query(`select count(distinct version)::int as versions, count(*)::int as rows from change where command_id in (select command_id from event where kind = 'run_late' and tenant_no = $1)`, [world.tenantNo]);
  // With each what it gave up, kept for an undo.
  expect(rows).toEqual([{ versions: 1, rows: 7 }]);
});

test('nobody is sold the minutes in which they are not there, booked before or not, and it is undone all the same', async () => {
  const [morning, afternoon] = [await visit('10:30', 0), await visit('14:00', 1)];
  const command = world.command('run_late', { resourceId: world.doctor, minutes: 60 });
  committed(await world.gateway.submit(world.submitter, command));
  const { rows } = await database.admin.query<{ times: string; seconds: number }>(
    `select to_char(starts_at, 'HH24:MI-') || to_char(ends_at, 'HH24:MI') as times, ceil(extract(epoch from expires_at - clock_timestamp()))::int as seconds
       from claim where owner_id = $1 and released_at is null and yields`, [command.id]);
  // They come at ten to eleven.
  expect(rows).toEqual([{ times: '09:50-10:50', seconds: 3_600 }]);
  const asked = (start: string, roomIndex: number) => ({ bookingId: randomUUID(), serviceId: world.services.visit, start: at(start), resourceIds: [world.doctor, room(roomIndex)], customer: { id: randomUUID(), name: 'Una Late', phone: '+44 7700 900555' } });
  const asGuest = (start: string) => world.gateway.submit({ ...world.submitter, terminalId: null, keyRole: 'agent' }, world.command('create_booking', asked(start, 2), { channel: 'web', actorId: randomUUID() }));
  for (const start of ['10:00', '10:30']) refused(await asGuest(start), 'slot_taken');
  expect(await verify(database.admin)).toSatisfy(isSound);
  committed(await world.submit('undo_command', { commandId: command.id }));
  expect(await times(morning, afternoon)).toEqual(['10:30 v3', '14:00 v3']);
  committed(await asGuest('10:00'));
});

test("the counter may have a late person's minutes all the same", async () => {
  committed(await late(60));
  await visit('10:00', 0);
});

test('one that is due and has not begun moves; from later on, only what comes then', async () => {
  const [due, next] = [await visit('09:40', 0), await visit('11:00', 0)];
  committed(await late(10, { from: at('10:30') }));
  expect(await times(due, next)).toEqual(['09:40 v1', '11:10 v2']);
  committed(await late(10));
  expect(await times(due, next)).toEqual(['09:50 v2', '11:20 v3']);
});

test('what cannot wait stays and says why, with other times; what is behind it stays too', async () => {
  const [first, second, third] = [await visit('10:00', 0), await visit('10:30', 1), await visit('12:00', 2)];
  const foreign = committed(await world.book(room(1), at('11:00')));
  const outcome = committed(await late(15));
  expect(outcome.moved?.map(({ bookingId }) => bookingId)).toEqual([third]);
  expect(await times(first, second, third)).toEqual(['10:00 v1', '10:30 v1', '12:15 v2']);
  const [stuckBehind, stuck] = outcome.unmoved ?? [];
  expect(stuckBehind).toMatchObject({
    bookingId: first, reason: 'slot_taken',
    conflicts: [{ resourceId: world.doctor, kind: 'booking', start: at('10:30'), end: at('11:00') }],
  });
  expect(stuck).toMatchObject({
    bookingId: second, reason: 'slot_taken',
    conflicts: [{ resourceId: room(1), kind: 'booking', start: at('11:00'), end: at('12:00') }],
  });
  expect(foreign.bookingId).toBeTruthy();
  for (const { alternatives } of [stuckBehind!, stuck!]) {
    expect(alternatives).toHaveLength(3);
    expect(alternatives.every(({ holdId }) => holdId === undefined)).toBe(true);
    // Not where anybody is, or has just been moved to.
    expect(alternatives.map(({ start }) => start)).toEqual([at('11:00'), at('11:30'), at('12:45')]);
  }
});

test('nobody is offered the time in which whoever is late is not there', async () => {
  await visit('11:00', 1);
  committed(await world.book(room(1), at('12:00')));
  const [stuck] = committed(await late(60)).unmoved ?? [];
  expect(stuck?.alternatives.map(({ start }) => start)).toEqual([at('11:30'), at('12:00'), at('12:30')]);
});

test('a room that is cleaned for longer than the doctor stays keeps the one before it, too', async () => {
  await rules.service(world.services.visit, { kindBuffers: { room: { preparationMinutes: 0, cleanupMinutes: 30 } } });
  await rules.resource(world.doctor, { hours: { 2: [['09:00', '11:30']] } });
  const [first, last] = [await visit('10:00', 0), await visit('11:00', 0)];
  const outcome = committed(await late(15));
  expect(outcome.unmoved).toMatchObject([
    { bookingId: first, reason: 'slot_taken', conflicts: [{ kind: 'booking', resourceId: room(0), start: at('11:00'), end: at('12:00') }] },
    { bookingId: last, reason: 'outside_hours' },
  ]);
});

test('hours and shifts hold, and a gap too short to sell holds nobody up', async () => {
  await rules.location({ openingHours: { 2: [['09:00', '18:00']] }, kinds: { person: { shortestSellableMinutes: 30 } } });
  await rules.resource(world.doctor, { hours: { 2: [['09:00', '12:00'], ['13:00', '18:00']] } });
  const [beforeLunch, afterLunch, last] = [await visit('11:30', 0), await visit('16:30', 0), await visit('17:30', 0)];
  const outcome = committed(await late(10));
  expect(await times(beforeLunch, afterLunch, last)).toEqual(['11:30 v1', '16:40 v2', '17:30 v1']);
  expect(outcome.unmoved?.map(({ bookingId, reason, conflicts }) => [bookingId, reason, conflicts])).toEqual([
    [beforeLunch, 'outside_hours', []],
    [last, 'outside_hours', []],
  ]);
});

test('who has to be at another place by then keeps what makes the way too short, and what is there stays', async () => {
  const personId = randomUUID();
  await rules.resource(world.doctor, { personId });
  const branch = await addBranch(world, database.admin, { personId, travelMinutes: 30 });
  const [first, last] = [await visit('10:00', 0), await visit('13:00', 0)];
  const there = world.command('create_booking', { bookingId: randomUUID(), serviceId: null, start: at('14:00'), end: at('15:00'), resourceIds: [branch.doctor], customer: null }, { locationId: branch.locationId });
  committed(await world.gateway.submit({ ...world.submitter, locationId: null }, there));
  const outcome = committed(await late(45));
  expect(outcome.moved?.map(({ bookingId }) => bookingId)).toEqual([first]);
  expect(outcome.unmoved).toMatchObject([{ bookingId: last, reason: 'travel_too_short', conflicts: [{ resourceId: world.doctor, start: at('14:00'), end: at('15:00') }] }]);
  expect(await times(first, last, there.args.bookingId)).toEqual(['10:45 v2', '13:00 v1', '14:00 v1']);
});

test('what whoever is late comes too late for at other locations is told, with the place; nothing is moved there', async () => {
  const personId = randomUUID();
  await rules.resource(world.doctor, { personId });
  const branch = await addBranch(world, database.admin, { personId, travelMinutes: 30 });
  const bookThere = async (start: string, end: string) => {
    const command = world.command('create_booking', { bookingId: randomUUID(), serviceId: null, start: at(start), end: at(end), resourceIds: [branch.doctor], customer: { id: randomUUID(), name: 'Zoe', phone: '+44 7700 900333' } }, { locationId: branch.locationId });
    committed(await world.gateway.submit({ ...world.submitter, locationId: null }, command));
    return command.args.bookingId;
  };
  const [first, last] = [await visit('10:00', 0), await visit('13:00', 0)];
  const there = [await bookThere('14:00', '15:00'), await bookThere('15:15', '16:00'), await bookThere('17:00', '18:00')];
  const told = { locationId: branch.locationId, locationName: 'Branch', timeZone: 'UTC' };
  const outcome = committed(await late(45));
  // The way there keeps the last one here where it is; who is late is late all the same, and for the one after, too.
  expect(outcome.unmoved).toMatchObject([{ bookingId: last, reason: 'travel_too_short' }]);
  expect(outcome.elsewhere).toEqual([
    { ...told, start: at('14:00'), end: at('15:00'), earliest: at('14:45') },
    { ...told, start: at('15:15'), end: at('16:00'), earliest: at('15:45') },
  ]);
  expect(await times(first, ...there)).toEqual(['10:45 v2', '14:00 v1', '15:15 v1', '17:00 v1']);
  expect(JSON.stringify(outcome)).not.toContain('Zoe');

  // With time enough on the way nobody is told.
  committed(await world.submit('cancel_booking', { bookingId: last }));
  expect(committed(await late(15)).elsewhere).toBeUndefined();
  // What has begun ends late as well, though nothing of it is moved.
  await world.submit('arrive_booking', { bookingId: first });
  committed(await world.submit('start_booking', { bookingId: first }));
  expect(committed(await late(180))).toMatchObject({ moved: [], elsewhere: [{ start: at('14:00'), earliest: at('15:00') }, { start: at('15:15'), earliest: at('16:00') }] });
});

test('a hold stands in the way, time kept for an undo does not', async () => {
  const moving = await visit('10:00', 0);
  const { bookingId: cancelled = '' } = committed(await world.book(room(0), at('10:30')));
  committed(await world.submit('cancel_booking', { bookingId: cancelled }));
  expect(committed(await late(15)).unmoved).toEqual([]);
  const other = await visit('15:00', 3);
  committed(await world.submit('place_hold', { holdId: randomUUID(), serviceId: world.services.hour, start: at('15:30'), resourceIds: [room(3)] }));
  expect(committed(await late(15)).unmoved).toMatchObject([{ bookingId: other, reason: 'slot_taken', conflicts: [{ kind: 'hold', resourceId: room(3) }] }]);
  expect(await times(moving, other)).toEqual(['10:30 v3', '15:00 v1']);
});

test.each([['10:15', '10:00'], ['10:00', '10:15']])('who is in the regular lane at %s and who was squeezed in at %s move along, there and back', async (start, beside) => {
  await rules.resource(world.doctor, { squeezeLanes: 1, squeezePerDay: 2 });
  const regular = await visit(start, 0);
  const squeezed = await visit(beside, 1, { squeezeIn: { reason: 'In pain' } });
  const command = world.command('run_late', { resourceId: world.doctor, minutes: 30 });
  expect(committed(await world.gateway.submit(world.submitter, command)).unmoved).toEqual([]);
  const lanes = async () => {
    const { rows } = await database.admin.query(
      `select owner_id as id, lane from claim join resource using (resource_no) where resource_id = $1 and released_at is null and owner_kind = 'booking' order by lane`,
      [world.doctor],
    );
    return rows;
  };
  expect(await lanes()).toEqual([{ id: regular, lane: 1 }, { id: squeezed, lane: 2 }]);
  const outcome = committed(await world.submit('undo_command', { commandId: command.id }));
  expect(new Map(outcome.moved?.map((back) => [back.bookingId, back.start]))).toEqual(new Map([[squeezed, at(beside)], [regular, at(start)]]));
  expect(await lanes()).toEqual([{ id: regular, lane: 1 }, { id: squeezed, lane: 2 }]);
  const { rows } = await database.admin.query('select squeezed_in, squeeze_reason from booking where booking_id = $1', [squeezed]);
  expect(rows).toEqual([{ squeezed_in: true, squeeze_reason: 'In pain' }]);
});

test('it is undone as one: not when one was changed since, nor when the time of one was taken', async () => {
  const [first, second] = [await visit('10:00', 0), await visit('11:00', 1)];
  const run = async (minutes: number): Promise<string> => {
    const command = world.command('run_late', { resourceId: world.doctor, minutes });
    committed(await world.gateway.submit(world.submitter, command));
    return command.id;
  };
  const undo = (commandId: string) => world.submit('undo_command', { commandId, showsWhose: true });
  committed(await undo(await run(60)));
  expect(await times(first, second)).toEqual(['10:00 v3', '11:00 v3']);

  const changed = await run(60);
  committed(await world.submit('edit_booking', { bookingId: second, notes: 'Knee' }));
  refused(await undo(changed), 'stale_version');

  const taken = await run(30);
  const taker = committed(await world.book(room(0), at('10:30')));
  const refusal = refused(await undo(taken), 'slot_taken');
  expect(refusal).toMatchObject({
    conflicts: [{ resourceId: room(0), start: at('10:30') }],
    occurrences: [{ bookingId: first, status: 'taken' }, { bookingId: second, status: 'free' }],
  });
  expect(refusal.alternatives.map(({ holdId }) => typeof holdId)).toEqual(['string', 'string', 'string']);
  expect(await times(first, second)).toEqual(['11:30 v5', '12:30 v6']);
  committed(await world.submit('cancel_booking', { bookingId: taker.bookingId ?? '' }));
  committed(await undo(taken));
  expect(await times(first, second)).toEqual(['11:00 v6', '12:00 v7']);
});

test('nobody to shift is no fault, an unknown resource is', async () => {
  expect(committed(await late(15))).toMatchObject({ moved: [], unmoved: [] });
  refused(await world.submit('run_late', { resourceId: randomUUID(), minutes: 15 }), 'not_found');
});

test('it stands in the history of every booking it moved, also when that is one', async () => {
  const bookingId = await visit('10:00', 0);
  const other = await visit('12:00', 0);
  committed(await late(15));
  committed(await late(15, { from: at('12:00') }));
  const { rows } = await database.admin.query(
    `select s.subject_id as id, count(*)::int as n from event_subject s join event e using (tenant_no, location_id, version)
      where e.kind = 'run_late' and e.subject_id = $1 group by 1`,
    [world.doctor],
  );
  expect(new Map(rows.map(({ id, n }) => [id, n]))).toEqual(new Map([[bookingId, 1], [other, 2]]));
});

test('whoever is moved and known by name is to tell, until it is no longer so', async () => {
  const named = (name: string, phone?: string) => ({ customer: { id: randomUUID(), name, ...(phone === undefined ? {} : { phone }), email: `${name}@example.org` } });
  const chen = await visit('10:00', 0, named('Chen', '+44 7700 900123'));
  const nair = await visit('11:00', 0, named('Nair'));
  await visit('12:00', 0);
  const news = async () => {
    const messages = await readMessages(database.db, world.tenantNo, world.locationId);
    return messages.filter(({ status }) => status === 'queued').map(({ toName, body }) => [toName, body.before, body.start]).sort((a, b) => String(a).localeCompare(String(b)));
  };
  const command = world.command('run_late', { resourceId: world.doctor, minutes: 15 });
  committed(await world.gateway.submit(world.submitter, command));
  expect(await readMessages(database.db, world.tenantNo, world.locationId)).toEqual(expect.arrayContaining([
    expect.objectContaining({ kind: 'running_late', toName: 'Chen', toPhone: '+44 7700 900123', toEmail: 'Chen@example.org', subjectId: chen, status: 'queued' }),
  ]));
  expect(await news()).toEqual([['Chen', at('10:00'), at('10:15')], ['Nair', at('11:00'), at('11:15')]]);
  // Later still: only the newest is so.
  committed(await late(10));
  expect(await news()).toEqual([['Chen', at('10:15'), at('10:25')], ['Nair', at('11:15'), at('11:25')]]);
  committed(await world.submit('cancel_booking', { bookingId: nair }));
  expect(await news()).toEqual([['Chen', at('10:15'), at('10:25')]]);
  const [message] = await readMessages(database.db, world.tenantNo, world.locationId);
  committed(await world.submit('move_booking', { bookingId: chen, start: at('16:00'), resourceIds: [] }));
  expect(await news()).toEqual([]);
  expect(await markTold(database.db, world.tenantNo, { locationId: world.locationId, messageId: message?.id ?? '', staffId: world.staffId })).toBe('over');
});

test('who lives by another clock is told the new time on it, too', async () => {
  await visit('10:00', 0, { customer: { id: randomUUID(), name: 'Chen', phone: '+1 212 555 0100', timeZone: 'America/New_York' } });
  await visit('11:00', 0, { customer: { id: randomUUID(), name: 'Nair', phone: '+44 7700 900124' } });
  committed(await late(15));
  const messages = await readMessages(database.db, world.tenantNo, world.locationId);
  const bodyTo = (name: string) => messages.find(({ toName }) => toName === name)?.body;
  expect(bodyTo('Chen')).toMatchObject({ customerTimeZone: 'America/New_York', clocks: { utc: { start: at('10:15') }, customer: { text: 'Tue 1 Dec 2093, 05:15–05:45' } } });
  expect(bodyTo('Nair')).toMatchObject({ customerTimeZone: null });
  expect(bodyTo('Nair')).not.toHaveProperty('clocks');
});

test('undone, nobody is told', async () => {
  await visit('10:00', 0, { customer: { id: randomUUID(), name: 'Chen' } });
  const command = world.command('run_late', { resourceId: world.doctor, minutes: 15 });
  committed(await world.gateway.submit(world.submitter, command));
  committed(await world.submit('undo_command', { commandId: command.id }));
  expect(await readMessages(database.db, world.tenantNo, world.locationId)).toMatchObject([{ status: 'stopped' }]);
});

test('of a day that is over, as a terminal that was away may send it, nobody is told', async () => {
  const past = await createTestWorld(database.db, database.admin, { now: Date.parse('2020-12-01T09:50:00Z') });
  past.feedWatch.close();
  const visit = { bookingId: randomUUID(), serviceId: past.services.visit, start: '2020-12-01T10:00:00Z', resourceIds: [], customer: { id: randomUUID(), name: 'Chen' } };
  committed(await past.submit('create_booking', visit));
  expect(committed(await past.submit('run_late', { resourceId: past.doctor, minutes: 15 })).moved).toHaveLength(1);
  const [message] = await readMessages(database.db, past.tenantNo, past.locationId);
  expect(message).toMatchObject({ kind: 'running_late', status: 'stopped' });
  expect(await markTold(database.db, past.tenantNo, { locationId: past.locationId, messageId: message?.id ?? '', staffId: past.staffId })).toBe('over');
});

test('whose new time has come already is there or is not: nobody tells them', async () => {
  const quarterMs = 15 * 60_000;
  const due = Math.floor(Date.now() / quarterMs) * quarterMs - 2 * quarterMs;
  const today = await createTestWorld(database.db, database.admin, { now: due - quarterMs });
  today.feedWatch.close();
  const start = new Date(due).toISOString();
  const resourceIds = [today.rooms[0] ?? ''];
  committed(await today.submit('create_booking', { bookingId: randomUUID(), serviceId: today.services.hour, start, resourceIds, customer: { id: randomUUID(), name: 'Chen' } }));
  const late = async (minutes: number) => committed(await today.submit('run_late', { resourceId: resourceIds[0] ?? '', minutes, from: start })).moved;
  const statuses = async () => (await readMessages(database.db, today.tenantNo, today.locationId)).map(({ status }) => status).sort();
  // An hour that began a quarter of an hour ago; then one that begins in an hour.
  expect(await late(15)).toHaveLength(1);
  expect(await statuses()).toEqual(['stopped']);
  expect(await late(75)).toHaveLength(1);
  expect(await statuses()).toEqual(['queued', 'stopped']);
});
