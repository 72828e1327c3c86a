import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { readHistory } from './history-sql.ts';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  world = await createTestWorld(database.db, database.admin);
});
afterEach(() => world.feedWatch.close());

const room = (index: number): string => world.rooms[index] ?? '';
const historyOf = (bookingId: string) => readHistory(database.db, world.tenantNo, world.locationId, bookingId);

test('who, when, from where, seeing what, why, and from what to what; undone and undo point at each other', async () => {
  const { bookingId = '', version } = committed(await world.book(room(0), '2026-12-02T10:00:00Z'));
  const moved = world.command('move_booking', { bookingId, start: '2026-12-02T14:00:00Z', resourceIds: [room(1)] }, { sawVersion: version });
  const { version: movedAt } = committed(await world.gateway.submit(world.submitter, moved));
  const undo = world.command('undo_command', { commandId: moved.id }, { sawVersion: movedAt });
  committed(await world.gateway.submit(world.submitter, undo));
  refused(await world.submit('undo_command', { commandId: moved.id }, { sawVersion: movedAt }), 'cannot_undo');
  const [again, undone, move, made] = await historyOf(bookingId);
  expect(made).toMatchObject({ kind: 'create_booking', actorName: 'Ana', channel: 'desk', sawVersion: 0, unseen: false, undone: false, undoes: null, before: null });
  expect(move).toMatchObject({
    kind: 'move_booking', commandId: moved.id, version: movedAt, sawVersion: version, undone: true,
    before: { id: bookingId, start: '2026-12-02T10:00:00.000Z' }, after: { start: '2026-12-02T14:00:00.000Z', resourceIds: [room(1)] },
  });
  expect(undone).toMatchObject({ kind: 'undo_command', undoes: 'move_booking', undone: false, after: { start: '2026-12-02T10:00:00.000Z', version: 3 } });
  expect(again).toMatchObject({ kind: 'undo_command', refusalReason: 'cannot_undo', undoes: null, after: null });
});

test('a booking made of a hold begins with the hold, and that with whose time was taken, by whom and why', async () => {
  const chen = { id: randomUUID(), name: 'Chen', phone: '+44 7700 900123' };
  const [first, second, bookingId] = [randomUUID(), randomUUID(), randomUUID()];
  const start = '2026-12-02T17:00:00Z';
  const onPage = world.command('place_hold', { holdId: first, serviceId: world.services.hour, start, resourceIds: [room(2)], customer: chen }, { channel: 'web' });
  committed(await world.gateway.submit({ ...world.submitter, terminalId: null }, onPage));
  committed(await world.submit('extend_hold', { holdId: first }));
  committed(await world.submit('override_hold', { holdId: first, newHoldId: second, reason: 'Wheelchair user' }));
  committed(await world.submit('extend_hold', { holdId: second }));
  committed(await world.submit('confirm_hold', { holdId: second, bookingId, customer: null }));
  refused(await world.submit('release_hold', { holdId: second }), 'hold_not_active');
  const kinds = (rows: { kind: string }[]) => rows.map(({ kind }) => kind);
  const taken = { kind: 'override_hold', actorName: 'Ana', reason: 'Wheelchair user', takenFrom: { name: 'Chen', channel: 'web' }, before: null, after: null };
  const whole = await historyOf(bookingId);
  expect(kinds(whole)).toEqual(['release_hold', 'confirm_hold', 'extend_hold', 'override_hold', 'extend_hold', 'place_hold']);
  expect(whole[1]).toMatchObject({ takenFrom: null, before: null, after: { id: bookingId } });
  expect(whole[3]).toMatchObject(taken);
  expect(kinds(await historyOf(second))).toEqual(['release_hold', 'extend_hold', 'override_hold', 'extend_hold', 'place_hold']);
  const whose = await historyOf(first);
  expect(kinds(whose)).toEqual(['override_hold', 'extend_hold', 'place_hold']);
  expect(whose[0]).toMatchObject(taken);
});

test('an alternative begins with the refusal that held it', async () => {
  committed(await world.book(room(5), '2026-12-02T17:00:00Z'));
  const { alternatives } = refused(await world.book(room(5), '2026-12-02T17:00:00Z'), 'slot_taken');
  const newHoldId = randomUUID();
  committed(await world.submit('override_hold', { holdId: alternatives[0]?.holdId ?? '', newHoldId, reason: 'Emergency' }));
  expect((await historyOf(newHoldId)).map(({ kind, refusalReason }) => [kind, refusalReason])).toEqual([['override_hold', null], ['create_booking', 'slot_taken']]);
});

test('what was done to several at once stands in the history of each, with its own part of it', async () => {
  const ids: string[] = [];
  for (const [index, start] of ['2026-12-01T10:00:00Z', '2026-12-01T12:00:00Z'].entries()) {
    const bookingId = randomUUID();
    committed(await world.submit('create_booking', { bookingId, serviceId: world.services.visit, start, resourceIds: [world.doctor, room(index)], customer: null }));
    ids.push(bookingId);
  }
  const late = world.command('run_late', { resourceId: world.doctor, minutes: 15 });
  committed(await world.gateway.submit(world.submitter, late));
  const undo = world.command('undo_command', { commandId: late.id });
  committed(await world.gateway.submit(world.submitter, undo));
  for (const [index, id] of ids.entries()) {
    const hour = index === 0 ? '10' : '12';
    const [undone, shifted] = await historyOf(id);
    expect(shifted).toMatchObject({ kind: 'run_late', undone: true, before: { id, start: `2026-12-01T${hour}:00:00.000Z` }, after: { id, start: `2026-12-01T${hour}:15:00.000Z` } });
    expect(undone).toMatchObject({ kind: 'undo_command', undoes: 'run_late', before: { id }, after: { id, start: `2026-12-01T${hour}:00:00.000Z` } });
  }
});

test('a change that somebody else had made and the asker had not seen is said so; one\'s own is not', async () => {
  const { bookingId = '', version } = committed(await world.book(room(3), '2026-12-03T10:00:00Z'));
  const elsewhere = { ...world.submitter, terminalId: randomUUID() };
  const arrive = world.command('arrive_booking', { bookingId }, { sawVersion: version });
  committed(await world.gateway.submit(elsewhere, arrive));
  committed(await world.submit('start_booking', { bookingId }, { sawVersion: version }));
  const seen = committed(await world.submit('edit_booking', { bookingId, notes: 'Knee' }, { sawVersion: version + 1 }));
  const web = world.command('edit_booking', { bookingId, notes: 'Both knees' }, { channel: 'web' });
  committed(await world.gateway.submit({ ...world.submitter, terminalId: null }, web));
  const history = await historyOf(bookingId);
  expect(seen.version).toBe(version + 3);
  expect(history.map(({ kind, unseen, sawVersion }) => [kind, unseen, sawVersion])).toEqual([
    ['edit_booking', false, null],
    ['edit_booking', false, version + 1],
    ['start_booking', true, version],
    ['arrive_booking', false, version],
    ['create_booking', false, 0],
  ]);
});

test('a corrected phone number or e-mail is in the record, too', async () => {
  const bookingId = randomUUID();
  const customer = { id: randomUUID(), name: 'Jon' };
  committed(await world.submit('create_booking', { bookingId, serviceId: world.services.hour, start: '2026-12-04T10:00:00Z', resourceIds: [room(0)], customer }));
  committed(await world.submit('edit_booking', { bookingId, customer: { ...customer, email: 'jon@example.org' } }));
  const [edited] = await historyOf(bookingId);
  expect([edited?.before?.customer?.email, edited?.after?.customer?.email]).toEqual([null, 'jon@example.org']);
});
