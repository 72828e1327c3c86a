import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CommandArgs } from '@holdfast/protocol/commands';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { isSound, verify } from '../ops/verify.ts';
import { offerFreedTime } from '../waitlist/offering-job.ts';
import { changeRules, type RulesAsked } from './change-rules.ts';
import { changedValues, readSettingHistory } from './setting-history.ts';

/** What a service needs is changed while people have booked it, hold it and wait for it. */

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  world = await createTestWorld(database.db, database.admin);
});
afterEach(() => world.feedWatch.close());

const change = (asked: RulesAsked) =>
  changeRules(database.db, { tenantNo: world.tenantNo, locationId: world.locationId, by: { channel: 'command_line' } }, asked);
const needs = async (subject: string, counts: Record<string, unknown>) =>
  expect(await change({ of: 'service', subject, change: { needs: counts } })).toEqual({ status: 'changed' });
const room = (index: number): string => world.rooms[index] ?? '';
const day = '2026-12-08';
const at = (wall: string): string => `${day}T${wall}:00.000Z`;

/** On what somebody is booked, by name and in order, and when. */
async function booked(bookingId: string | undefined): Promise<string> {
  const { rows } = await database.admin.query<{ at: string }>(
    `select to_char(b.starts_at at time zone 'UTC', 'DD HH24:MI') || ' ' || (select string_agg(r.name, ', ' order by r.name)
         from resource r where r.resource_id = any(b.resource_ids)) as at
       from booking b where b.booking_id = $1 and cardinality(b.resource_ids) = (select count(*) from claim c where c.owner_id = b.booking_id and c.released_at is null)`,
    [bookingId],
  );
  return rows[0]?.at ?? 'claims elsewhere';
}
const book = (args: Partial<CommandArgs<'create_booking'>>) =>
  world.submit('create_booking', { bookingId: randomUUID(), serviceId: world.services.visit, start: at('10:00'), resourceIds: [], customer: null, ...args });
async function runOut(holdId: string): Promise<void> {
  for (const [table, key] of [['hold', 'hold_id'], ['claim', 'owner_id']])
    await database.admin.query(`update ${table} set expires_at = clock_timestamp() where ${key} = $1`, [holdId]);
}

test('it holds from the next booking on, travels in the feed and stands in the record', async () => {
  await needs('hour', { person: 1 });
  const { bookingId } = committed(await book({ serviceId: world.services.hour, resourceIds: [room(2)] }));
  expect(await booked(bookingId)).toBe('08 10:00 Doctor, Room 3');
  const { rows } = await database.admin.query<{ row: { needs: string[] } }>(
    `select row from change where location_id = $1 and entity = 'service' order by version desc limit 1`, [world.locationId]);
  expect(rows[0]?.row.needs).toEqual(['room', 'person']);
  const [changed] = await readSettingHistory(database.db, world.tenantNo, { locationId: world.locationId, limit: 1 });
  expect(changed && [changed.kind, changedValues(changed)]).toEqual(['change_service', [{ name: 'needs', from: ['room'], to: ['room', 'person'] }]]);

  // Two of one kind are two of them; what is not named stays.
  await needs('hour', { room: 2 });
  expect(await booked(committed(await book({ serviceId: world.services.hour, start: at('12:00') })).bookingId)).toBe('08 12:00 Doctor, Room 1, Room 2');
  await needs('hour', { room: 1, person: null });
  expect(await booked(committed(await book({ serviceId: world.services.hour, start: at('14:00') })).bookingId)).toBe('08 14:00 Room 1');
});

test('a kind that is needed no more takes the buffers along that it had of its own, and another rule does not move what is needed', async () => {
  const own = { person: { preparationMinutes: 0, cleanupMinutes: 10 } };
  expect(await change({ of: 'service', subject: 'visit', change: { kindBuffers: own } })).toEqual({ status: 'changed' });
  const row = async () => (await database.admin.query<{ needs: string[]; buffers: object }>('select needs, kind_buffers as buffers from service where service_id = $1', [world.services.visit])).rows[0];
  expect(await row()).toEqual({ needs: ['person', 'room'], buffers: own });
  expect(await change({ of: 'service', subject: 'visit', change: { needs: { person: 0, class: 1 }, kindBuffers: { room: { cleanupMinutes: 5 } } } })).toEqual({ status: 'changed' });
  expect(await row()).toEqual({ needs: ['room', 'class'], buffers: { room: { preparationMinutes: 0, cleanupMinutes: 5 } } });
});

test.each<[Record<string, unknown>, string]>([
  [{ chair: 1 }, 'needs.chair: There is no chair here. There are: room, class, person.'],
  [{ person: 2 }, 'needs.person: Give at most 1: there are no more here.'],
  [{ room: 9 }, 'needs.room: Give at most 8.'],
  [{ room: 'two' }, 'needs.room: Give a whole number from 0 to 8.'],
  [{ room: 0, person: 0 }, 'needs: It needs at least one of a kind.'],
  [{ room: 8 }, 'needs: Give at most 8 together.'],
])('%j is refused in one plain sentence', async (counts, problem) => {
  expect(await change({ of: 'service', subject: 'visit', change: { needs: counts } })).toEqual({ status: 'refused', problem });
});

test('it is said by kind, and never by default', async () => {
  const visit = (value: unknown) => change({ of: 'service', subject: 'visit', change: { needs: value } });
  expect(await visit('room')).toEqual({ status: 'refused', problem: 'needs: Say how many of each kind, e.g. needs.room=1.' });
  expect(await visit(null)).toEqual({ status: 'refused', problem: 'needs has no default: say what it is.' });
  expect(await change({ of: 'service', subject: 'visit', change: { needs: { class: 1 } }, expected: { needs: { room: 1 } } })).toMatchObject({ status: 'moved' });
});

test('a class stays the one it was sold as: its guests move and meet again, and who books it as it is today begins another', async () => {
  expect(await change({ of: 'service', subject: 'class', change: { isClass: true } })).toEqual({ status: 'changed' });
  expect(await change({ of: 'resource', subject: 'class', change: { oneClassAtATime: true } })).toEqual({ status: 'changed' });
  const guest = async () => committed(await book({ serviceId: world.services.class })).bookingId ?? '';
  const [first, second] = [await guest(), await guest()];
  await needs('class', { person: 1 });
  refused(await book({ serviceId: world.services.class }), 'slot_taken');
  for (const bookingId of [first, second]) committed(await world.submit('move_booking', { bookingId, start: at('14:00'), resourceIds: [] }));
  expect([await booked(first), await booked(second)]).toEqual(['08 14:00 Class', '08 14:00 Class']);
  expect(await booked(await guest())).toBe('08 10:00 Class, Doctor');
  expect(await verify(database.admin)).toSatisfy(isSound);
});

test('who waits for one of two that are needed now is offered that one and another', async () => {
  const entryId = randomUUID();
  committed(await world.submit('join_waitlist', {
    entryId, serviceId: world.services.hour, from: `${day}T09:00:00Z`, to: `${day}T10:00:00Z`, resourceIds: [room(6)], customer: { id: randomUUID(), name: 'Chen' },
  }));
  await needs('hour', { room: 2 });
  await offerFreedTime({ db: world.db, gateway: world.gateway, now: () => world.clock.now }, new AbortController().signal);
  expect(await booked(committed(await world.submit('accept_offer', { entryId, bookingId: randomUUID() })).bookingId)).toBe('08 09:00 Room 1, Room 7');
});

test('a booking that comes in later and names more than is needed by then is offered what is, and it is held', async () => {
  await needs('visit', { person: 0 });
  const bookingId = randomUUID();
  const { detail, alternatives } = refused(await book({ bookingId, resourceIds: [world.doctor, room(1)] }), 'unsuitable_resource');
  expect(detail).toBe('visit needs one of each: room.');
  expect(alternatives.map(({ start, resourceIds }) => [start, resourceIds])).toEqual([[at('10:00'), [room(1)]], [at('10:00'), [room(0)]], [at('10:00'), [room(2)]]]);
  refused(await book({ resourceIds: [room(1)] }), 'slot_taken');
  committed(await world.submit('confirm_hold', { holdId: alternatives[0]?.holdId ?? '', bookingId, customer: null }));
  expect(await booked(bookingId)).toBe('08 10:00 Room 2');
});

test('one that names fewer than are needed by then gets what is free beside them, or is offered when that is', async () => {
  await needs('hour', { person: 1 });
  expect(await booked(committed(await book({ serviceId: world.services.hour, resourceIds: [room(1)] })).bookingId)).toBe('08 10:00 Doctor, Room 2');
  const { alternatives } = refused(await book({ serviceId: world.services.hour, resourceIds: [room(2)] }), 'slot_taken');
  expect(alternatives.map(({ start, holdId, resourceIds }) => [start, holdId !== undefined, resourceIds])).toEqual(
    ['09:00', '11:00', '08:00'].map((clock) => [at(clock), true, expect.arrayContaining([room(2), world.doctor])]));
});

describe.each([
  ['more', { class: 1 }],
  ['less', { person: 0 }],
  ['something else', { room: 0, class: 1 }],
] as const)('a visit with a doctor in a room, which needs %s today,', (what, counts) => {
  const today = () => needs('visit', counts);

  test('moves as it was sold, to another room too, and back', async () => {
    const { bookingId = '' } = committed(await book({ resourceIds: [world.doctor, room(0)] }));
    await today();
    committed(await world.submit('move_booking', { bookingId, start: at('11:00'), resourceIds: [] }));
    expect(await booked(bookingId)).toBe('08 11:00 Doctor, Room 1');
    committed(await world.submit('move_booking', { bookingId, start: at('11:00'), resourceIds: [world.doctor, room(1)] }));
    expect(await booked(bookingId)).toBe('08 11:00 Doctor, Room 2');
    // Only what is to be another is named: the doctor stays.
    const third = world.command('move_booking', { bookingId, start: at('12:00'), resourceIds: [room(2)] });
    committed(await world.gateway.submit(world.submitter, third));
    expect(await booked(bookingId)).toBe('08 12:00 Doctor, Room 3');
    committed(await world.submit('undo_command', { commandId: third.id }));
    expect(await booked(bookingId)).toBe('08 11:00 Doctor, Room 2');
    const cancel = world.command('cancel_booking', { bookingId });
    committed(await world.gateway.submit(world.submitter, cancel));
    committed(await world.submit('undo_command', { commandId: cancel.id }));
    expect(await booked(bookingId)).toBe('08 11:00 Doctor, Room 2');
    expect(await verify(database.admin)).toSatisfy(isSound);
  });

  test('is offered other times as it was sold', async () => {
    const { bookingId = '' } = committed(await book({ resourceIds: [world.doctor, room(0)] }));
    committed(await book({ start: at('11:00'), resourceIds: [world.doctor, room(1)] }));
    await today();
    const { alternatives } = refused(await world.submit('move_booking', { bookingId, start: at('11:00'), resourceIds: [] }), 'slot_taken');
    expect(alternatives).toHaveLength(3);
    for (const { resourceIds } of alternatives) expect(resourceIds).toEqual([world.doctor, expect.toSatisfy((id: string) => world.rooms.includes(id))]);
    const [first] = alternatives;
    committed(await world.submit('move_booking', { bookingId, start: first?.start ?? '', resourceIds: first?.resourceIds ?? [], usingHoldId: first?.holdId }));
  });

  test('may be given what is needed today, and nothing that is neither', async () => {
    const { bookingId = '' } = committed(await book({ resourceIds: [world.doctor, room(0)] }));
    await today();
    const needed = { more: [world.doctor, room(3), world.classRoom], less: [room(3)], 'something else': [world.doctor, world.classRoom] }[what];
    committed(await world.submit('move_booking', { bookingId, start: at('11:00'), resourceIds: needed }));
    refused(await world.submit('move_booking', { bookingId, start: at('11:00'), resourceIds: [room(1), room(2)] }), 'unsuitable_resource');
  });

  test('moves with its series, one teacher or room for another', async () => {
    const seriesId = randomUUID();
    const made = committed(await world.submit('create_series', {
      seriesId, serviceId: world.services.visit, start: at('10:00'), rule: 'FREQ=WEEKLY;COUNT=3', resourceIds: [world.doctor, room(0)], customer: null, acceptance: 'all',
    }));
    const ids = made.occurrences?.flatMap(({ bookingId }) => bookingId ?? []) ?? [];
    await today();
    const move = (start: string, resourceIds: string[]) => {
      const command = world.command('move_series', { seriesId, bookingId: ids[0] ?? '', scope: 'all', start, resourceIds, acceptance: 'all' });
      return { id: command.id, outcome: world.gateway.submit(world.submitter, command) };
    };
    committed(await move(at('11:00'), []).outcome);
    const toAnother = move(at('11:30'), [room(4)]);
    committed(await toAnother.outcome);
    expect(await Promise.all(ids.map(booked))).toEqual(['08 11:30 Doctor, Room 5', '15 11:30 Doctor, Room 5', '22 11:30 Doctor, Room 5']);
    committed(await world.submit('undo_command', { commandId: toAnother.id }));
    expect(await Promise.all(ids.map(booked))).toEqual(['08 11:00 Doctor, Room 1', '15 11:00 Doctor, Room 1', '22 11:00 Doctor, Room 1']);
    // One that cannot move is offered times with a doctor and a room.
    committed(await book({ serviceId: null, start: '2026-12-15T13:00:00.000Z', end: '2026-12-15T14:00:00.000Z', resourceIds: [world.doctor] }));
    const command = world.command('move_series', { seriesId, bookingId: ids[0] ?? '', scope: 'all', start: at('13:00'), resourceIds: [], acceptance: 'free' });
    const { unmoved = [] } = committed(await world.gateway.submit(world.submitter, command));
    expect(unmoved.map(({ bookingId, alternatives }) => [bookingId, alternatives.length > 0 && alternatives.every(({ resourceIds }) => resourceIds.length === 2 && resourceIds[0] === world.doctor)])).toEqual([[ids[1], true]]);
    expect(await verify(database.admin)).toSatisfy(isSound);
  });

  test('moves along when somebody is late, and is offered times as it was sold when it cannot', async () => {
    const [first, second] = [committed(await book({ resourceIds: [world.doctor, room(0)] })), committed(await book({ start: at('11:00'), resourceIds: [world.doctor, room(1)] }))];
    committed(await book({ serviceId: null, start: at('11:30'), end: at('12:30'), resourceIds: [room(1)] }));
    await today();
    const late = world.command('run_late', { resourceId: world.doctor, minutes: 20, from: at('09:50') });
    const { moved = [], unmoved = [] } = committed(await world.gateway.submit(world.submitter, late));
    expect([moved.map(({ bookingId }) => bookingId), unmoved.map(({ bookingId }) => bookingId)]).toEqual([[first.bookingId], [second.bookingId]]);
    expect(unmoved[0]?.alternatives).toHaveLength(3);
    for (const { resourceIds } of unmoved[0]?.alternatives ?? []) expect(resourceIds).toEqual([world.doctor, expect.toSatisfy((id: string) => world.rooms.includes(id))]);
    expect(await booked(first.bookingId)).toBe('08 10:20 Doctor, Room 1');
    committed(await world.submit('undo_command', { commandId: late.id }));
    expect(await booked(first.bookingId)).toBe('08 10:00 Doctor, Room 1');
    expect(await verify(database.admin)).toSatisfy(isSound);
  });

  test.each(['live', 'run out'])('that was held before is confirmed as it was held, %s', async (when) => {
    const { holdId = '' } = committed(await world.submit('place_hold', { holdId: randomUUID(), serviceId: world.services.visit, start: at('10:00'), resourceIds: [world.doctor, room(0)] }));
    await today();
    if (when === 'run out') await runOut(holdId);
    const { bookingId } = committed(await world.submit('confirm_hold', { holdId, bookingId: randomUUID(), customer: null }));
    expect(await booked(bookingId)).toBe('08 10:00 Doctor, Room 1');
  });

  test('that was held and is overridden is answered with other times as it was held', async () => {
    const customer = { id: randomUUID(), name: 'Ada', phone: '+44 7700 900101' };
    const { holdId = '' } = committed(await world.submit('place_hold', { holdId: randomUUID(), serviceId: world.services.visit, start: at('10:00'), resourceIds: [world.doctor, room(0)], customer }));
    await today();
    committed(await world.submit('override_hold', { holdId, newHoldId: randomUUID(), reason: 'An emergency' }));
    const { alternatives } = refused(await world.submit('confirm_hold', { holdId, bookingId: randomUUID(), customer: null }), 'hold_not_active');
    const { rows } = await database.admin.query<{ told: typeof alternatives }>(`select body->'alternatives' as told from message where subject_id = $1 and kind = 'hold_overridden'`, [holdId]);
    const told = rows.flatMap((each) => each.told);
    expect([alternatives.length, told.length]).toEqual([3, 3]);
    for (const { resourceIds } of [...alternatives, ...told]) expect(resourceIds).toEqual([world.doctor, expect.toSatisfy((id: string) => world.rooms.includes(id))]);
  });

  test('that is waited for is offered as it is needed today, and an earlier offer is taken as it was made', async () => {
    await database.admin.query('select gateway.put_settings($1, $2)', [world.tenantNo, { undoSeconds: 0 }]);
    const join = async (name: string, date = day) => committed(await world.submit('join_waitlist', {
      entryId: randomUUID(), serviceId: world.services.visit, from: `${date}T09:00:00Z`, to: `${date}T10:00:00Z`, resourceIds: [world.doctor, room(0)],
      customer: { id: randomUUID(), name, phone: `+44 7700 90010${name.length}` },
    })).entryId ?? '';
    const offer = async (entryId: string, start: string) => committed(await world.submit('offer_waitlist', { entryId, holdId: randomUUID(), start, resourceIds: [] })).holdId ?? '';
    const [live, over, later] = [await join('Ada'), await join('Kwame'), await join('Priyanka', '2026-12-09')];
    await offer(live, at('09:00'));
    const lapsed = await offer(over, at('09:30'));
    await today();
    await runOut(lapsed);
    const taken = [committed(await world.submit('accept_offer', { entryId: live, bookingId: randomUUID() })), committed(await world.submit('accept_offer', { entryId: over, bookingId: randomUUID() }))];
    expect(await Promise.all(taken.map(({ bookingId }) => booked(bookingId)))).toEqual(['08 09:00 Doctor, Room 1', '08 09:30 Doctor, Room 1']);
    // A wish for what is not needed any more is none.
    await offerFreedTime({ db: world.db, gateway: world.gateway, now: () => world.clock.now }, new AbortController().signal);
    const { bookingId } = committed(await world.submit('accept_offer', { entryId: later, bookingId: randomUUID() }));
    expect(await booked(bookingId)).toBe({ more: '09 09:00 Class, Doctor, Room 1', less: '09 09:00 Room 1', 'something else': '09 09:00 Class, Doctor' }[what]);
    expect(await verify(database.admin)).toSatisfy(isSound);
  });
});

test('by hand nothing is offered beside a room that is waited for and taken', async () => {
  const customer = { id: randomUUID(), name: 'Ada', phone: '+44 7700 900101' };
  const { entryId = '' } = committed(await world.submit('join_waitlist', {
    entryId: randomUUID(), serviceId: world.services.visit, from: at('09:00'), to: at('12:00'), resourceIds: [world.doctor, room(1)], customer,
  }));
  await needs('visit', { room: 2 });
  committed(await book({ serviceId: null, start: at('09:00'), end: at('10:00'), resourceIds: [room(1)] }));
  const offer = (start: string) => world.submit('offer_waitlist', { entryId, holdId: randomUUID(), start, resourceIds: [] });
  expect(refused(await offer(at('09:00')), 'slot_taken').detail).toBe('Nothing that suits them is free at that time.');
  committed(await offer(at('10:00')));
});
