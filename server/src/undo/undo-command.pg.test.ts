import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Command, CommandArgs, CommandKind } from '@holdfast/protocol/commands';
import type { BookingRow } from '@holdfast/protocol/rows';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createTestWorld } from '../commands/test-world.ts';
import { createUndoWorld } from './undo-world.ts';

const { database, world, rules, freshDay, room, webBooks } = await createUndoWorld();

/** Does it, and answers its id. */
async function done<K extends CommandKind>(kind: K, args: CommandArgs<K>): Promise<string> {
  const command = world.command(kind, args) as Command;
  committed(await world.gateway.submit(world.submitter, command));
  return command.id;
}
const undo = (commandId: string) => world.submit('undo_command', { commandId });
const book = async (resourceId: string, start: string): Promise<string> => committed(await world.book(resourceId, start)).bookingId ?? '';
async function rowOf(bookingId: string): Promise<BookingRow> {
  const { rows } = await database.admin.query<{ row: BookingRow }>(
    'select gateway.booking_row(b, c) as row from booking b left join customer c using (tenant_no, customer_id) where booking_id = $1',
    [bookingId],
  );
  return rows[0]!.row;
}
async function customerOf(id: string) {
  const { rows } = await database.admin.query('select name, phone, email, visits, no_shows as "noShows" from customer where customer_id = $1', [id]);
  return rows[0];
}

test('a move is undone: the old time is back, the kept time is given up, the new time is free', async () => {
  const date = freshDay();
  const bookingId = await book(room(0), `${date}T10:00:00Z`);
  const before = await rowOf(bookingId);
  const moved = await done('move_booking', { bookingId, start: `${date}T14:00:00Z`, resourceIds: [room(1)] });
  refused(await webBooks(room(0), `${date}T10:00:00Z`), 'slot_taken');
  const outcome = committed(await undo(moved));
  expect(outcome).toMatchObject({ undoneCommandId: moved, bookingId, bookingVersion: 3, reference: before.reference });
  expect(await rowOf(bookingId)).toEqual({ ...before, version: 3 });
  const { rows } = await database.admin.query('select status, purpose from hold where hold_id = $1', [moved]);
  expect(rows).toEqual([{ status: 'released', purpose: 'undo' }]);
  committed(await webBooks(room(1), `${date}T14:00:00Z`));
});

test('past the window it is undone while the time is free, and refused with held alternatives when it is not', async () => {
  const date = freshDay();
  const bookingId = await book(room(0), `${date}T10:00:00Z`);
  const other = await book(room(0), `${date}T12:00:00Z`);
  const cancelled = await done('cancel_booking', { bookingId });
  const otherCancelled = await done('cancel_booking', { bookingId: other });
  await database.admin.query(`update claim set expires_at = now() where owner_id = any($1)`, [[cancelled, otherCancelled]]);
  await database.admin.query(`update hold set expires_at = now() where hold_id = any($1)`, [[cancelled, otherCancelled]]);
  committed(await undo(cancelled));
  expect((await rowOf(bookingId)).status).toBe('booked');

  committed(await webBooks(room(0), `${date}T12:00:00Z`));
  const { alternatives, conflicts } = refused(await undo(otherCancelled), 'slot_taken');
  expect(conflicts).toEqual([{ start: `${date}T12:00:00.000Z`, end: `${date}T13:00:00.000Z`, resourceId: room(0), kind: 'booking' }]);
  expect(alternatives).toHaveLength(3);
  expect(alternatives.every(({ holdId }) => holdId !== undefined)).toBe(true);
  expect((await rowOf(other)).status).toBe('cancelled');
});

test('what somebody changed since is not undone, nor is one of two undoes of the same', async () => {
  const date = freshDay();
  const bookingId = await book(room(0), `${date}T10:00:00Z`);
  const moved = await done('move_booking', { bookingId, start: `${date}T14:00:00Z`, resourceIds: [] });
  await done('edit_booking', { bookingId, notes: 'Rings twice' });
  refused(await undo(moved), 'stale_version');
  const arrived = await done('arrive_booking', { bookingId });
  const answers = await Promise.all([undo(arrived), undo(arrived)]);
  expect(answers.map(({ status }) => status).sort()).toEqual(['committed', 'refused']);
  refused(answers.find(({ status }) => status === 'refused')!, 'cannot_undo');
  expect(await rowOf(bookingId)).toMatchObject({ status: 'booked', notes: 'Rings twice' });
});

test('cannot be undone: an undo, a longer hold, a refusal, what never was, and what another house did', async () => {
  const date = freshDay();
  const creation = world.command('create_booking', { bookingId: randomUUID(), serviceId: world.services.hour, start: `${date}T10:00:00Z`, resourceIds: [room(0)], customer: null });
  committed(await world.gateway.submit(world.submitter, creation));
  const holdId = randomUUID();
  await done('place_hold', { holdId, serviceId: world.services.hour, start: `${date}T14:00:00Z`, resourceIds: [room(0)] });
  expect(refused(await undo(await done('extend_hold', { holdId })), 'cannot_undo').detail).toContain('extend_hold');
  const cancelled = await done('cancel_booking', { bookingId: creation.args.bookingId });
  const undone = world.command('undo_command', { commandId: cancelled });
  committed(await world.gateway.submit(world.submitter, undone));
  expect(refused(await undo(undone.id), 'cannot_undo').detail).toContain('An undo cannot be undone');
  const late = world.command('arrive_booking', { bookingId: randomUUID() });
  refused(await world.gateway.submit(world.submitter, late), 'not_found');
  refused(await undo(late.id), 'cannot_undo');
  refused(await undo(randomUUID()), 'cannot_undo');
  const elsewhere = await createTestWorld(database.db, database.admin);
  const there = committed(await elsewhere.book(elsewhere.rooms[0] ?? '', `${date}T10:00:00Z`)).bookingId ?? '';
  const theirs = elsewhere.command('cancel_booking', { bookingId: there });
  committed(await elsewhere.gateway.submit(elsewhere.submitter, theirs));
  refused(await undo(theirs.id), 'cannot_undo');
  elsewhere.feedWatch.close();
});

test('an undo sent behind a change that was refused ends it: what was held instead is for sale, and nothing else has changed', async () => {
  const date = freshDay();
  const bookingId = await book(room(0), `${date}T10:00:00Z`);
  await book(room(1), `${date}T10:00:00Z`);
  const move = world.command('move_booking', { bookingId, start: `${date}T10:00:00Z`, resourceIds: [room(1)] });
  const offered = refused(await world.gateway.submit(world.submitter, move), 'slot_taken').alternatives.flatMap(({ holdId }) => holdId ?? []);
  expect(offered).not.toEqual([]);
  const before = await rowOf(bookingId);
  const behind = world.command('undo_command', { commandId: move.id }, { dependsOn: move.id });
  const answer = committed(await world.gateway.submit(world.submitter, behind));
  expect(answer).toMatchObject({ undoneCommandId: move.id });
  expect(answer).not.toHaveProperty('bookingId');
  expect(await world.gateway.submit(world.submitter, behind)).toEqual(answer);
  const { rows } = await database.admin.query('select distinct status from hold where hold_id = any($1)', [offered]);
  expect(rows).toEqual([{ status: 'released' }]);
  expect(await rowOf(bookingId)).toEqual(before);
  const { rows: told } = await database.admin.query('select subject_id as about, undoes, before, after from event where command_id = $1', [behind.id]);
  expect(told).toEqual([{ about: bookingId, undoes: move.id, before: null, after: null }]);
});

test('an undo that depends on another command than it takes back is refused with that one', async () => {
  const date = freshDay();
  const bookingId = await book(room(0), `${date}T10:00:00Z`);
  const move = world.command('move_booking', { bookingId, start: `${date}T14:00:00Z`, resourceIds: [] });
  committed(await world.gateway.submit(world.submitter, move));
  const arrival = world.command('arrive_booking', { bookingId: randomUUID() });
  refused(await world.gateway.submit(world.submitter, arrival), 'not_found');
  refused(await world.submit('undo_command', { commandId: move.id }, { dependsOn: arrival.id }), 'dependency_refused');
  refused(await world.submit('undo_command', { commandId: randomUUID() }, { dependsOn: randomUUID() }), 'dependency_refused');
});

test('visits and missed visits are counted back', async () => {
  const customer = { id: randomUUID(), name: 'Zoë' };
  const create = async (resourceId: string): Promise<string> => {
    const bookingId = randomUUID();
    await done('create_booking', { bookingId, serviceId: world.services.hour, start: '2026-12-01T07:00:00Z', resourceIds: [resourceId], customer });
    return bookingId;
  };
  const missing = await create(room(0));
  const missed = await done('no_show_booking', { bookingId: missing });
  expect(await customerOf(customer.id)).toMatchObject({ noShows: 1 });
  committed(await undo(missed));
  expect(await customerOf(customer.id)).toMatchObject({ noShows: 0 });

  const bookingId = await create(room(1));
  const arrived = await done('arrive_booking', { bookingId });
  const started = await done('start_booking', { bookingId });
  const completed = await done('complete_booking', { bookingId });
  expect(await customerOf(customer.id)).toMatchObject({ visits: 1 });
  refused(await undo(arrived), 'stale_version');
  committed(await undo(completed));
  expect(await customerOf(customer.id)).toMatchObject({ visits: 0 });
  expect((await rowOf(bookingId)).status).toBe('in_service');
  // What stands before an undo was changed since: the undo itself is a change.
  refused(await undo(started), 'stale_version');
});

test('an edit is undone with the correction of the customer, unless somebody corrected them again', async () => {
  const date = freshDay();
  const customer = { id: randomUUID(), name: 'Jon', email: 'jon@example.org' };
  const bookingId = randomUUID();
  await done('create_booking', { bookingId, serviceId: world.services.hour, start: `${date}T10:00:00Z`, resourceIds: [room(0)], customer, notes: 'Piano' });
  const before = await rowOf(bookingId);
  const edited = await done('edit_booking', { bookingId, customer: { id: customer.id, name: 'John', phone: '0123', email: 'john@example.org' }, notes: '', title: 'Lesson' });
  expect(await customerOf(customer.id)).toMatchObject({ name: 'John', phone: '0123', email: 'john@example.org' });
  committed(await undo(edited));
  expect(await customerOf(customer.id)).toMatchObject({ name: 'Jon', phone: null, email: 'jon@example.org' });
  expect(await rowOf(bookingId)).toEqual({ ...before, version: 3 });

  const other = await book(room(1), `${date}T10:00:00Z`);
  const again = await done('edit_booking', { bookingId, customer: { id: customer.id, name: 'Johnny' } });
  await done('edit_booking', { bookingId: other, customer: { id: customer.id, name: 'Jonathan' } });
  await done('edit_booking', { bookingId: other, customer: { id: customer.id, name: 'Jonathan' } });
  refused(await undo(again), 'stale_version');
  expect(await customerOf(customer.id)).toMatchObject({ name: 'Jonathan' });
});

test('a booking handed to somebody else goes back with the visit it counted', async () => {
  const [first, second] = [{ id: randomUUID(), name: 'First' }, { id: randomUUID(), name: 'Second' }];
  const bookingId = randomUUID();
  await done('create_booking', { bookingId, serviceId: world.services.hour, start: '2026-12-01T06:00:00Z', resourceIds: [room(2)], customer: first });
  await done('arrive_booking', { bookingId });
  await done('start_booking', { bookingId });
  await done('complete_booking', { bookingId });
  const handed = await done('edit_booking', { bookingId, customer: second });
  expect([(await customerOf(first.id)).visits, (await customerOf(second.id)).visits]).toEqual([0, 1]);
  committed(await undo(handed));
  expect([(await customerOf(first.id)).visits, (await customerOf(second.id)).visits]).toEqual([1, 0]);
  expect(await rowOf(bookingId)).toMatchObject({ customerId: first.id, customerName: 'First' });
});

test('a block goes, and one that was removed comes back unless its time was sold', async () => {
  const date = freshDay();
  const block = { blockId: randomUUID(), resourceIds: [room(0), world.classRoom], start: `${date}T10:00:00Z`, end: `${date}T12:00:00Z` };
  const placed = await done('place_block', block);
  committed(await undo(placed));
  committed(await webBooks(room(0), `${date}T10:00:00Z`));
  refused(await undo(placed), 'cannot_undo');

  const second = { ...block, blockId: randomUUID(), start: `${date}T14:00:00Z`, end: `${date}T16:00:00Z` };
  const placedToo = await done('place_block', second);
  const removed = await done('remove_block', { blockId: second.blockId });
  refused(await undo(placedToo), 'stale_version');
  expect(committed(await undo(removed))).toMatchObject({ blockId: second.blockId, undoneCommandId: removed });
  refused(await webBooks(room(0), `${date}T14:00:00Z`), 'resource_blocked');
  const removedAgain = await done('remove_block', { blockId: second.blockId });
  refused(await webBooks(room(0), `${date}T14:00:00Z`), 'slot_taken');
  const sold = committed(await world.book(room(0), `${date}T14:00:00Z`));
  const { conflicts } = refused(await undo(removedAgain), 'slot_taken');
  const { bookingId, reference } = sold;
  expect(conflicts).toEqual([
    { start: `${date}T14:00:00.000Z`, end: `${date}T15:00:00.000Z`, resourceId: room(0), kind: 'booking', bookingId, reference },
  ]);
});

test('a booking that was squeezed in goes back beyond the capacity, and counts there once', async () => {
  const date = freshDay();
  await rules.resource(room(7), { squeezeLanes: 1, squeezePerDay: 1 });
  await book(room(7), `${date}T10:00:00Z`);
  const bookingId = await book(room(6), `${date}T10:00:00Z`);
  // Squeezing in is the business of its own slice: here only the lane matters.
  await database.admin.query(`update claim set lane = 2, resource_no = (select resource_no from resource where resource_id = $2) where owner_id = $1`, [bookingId, room(7)]);
  await database.admin.query(`update booking set squeezed_in = true, squeeze_reason = 'Regular', resource_ids = array[$2::uuid],
    lanes_by_resource = gateway.lanes_by_resource(tenant_no, 'booking', booking_id) where booking_id = $1`, [bookingId, room(7)]);
  const before = await rowOf(bookingId);
  const cancelled = await done('cancel_booking', { bookingId });
  committed(await undo(cancelled));
  expect(await rowOf(bookingId)).toEqual({ ...before, version: 3 });
  const moved = await done('move_booking', { bookingId, start: `${date}T15:00:00Z`, resourceIds: [] });
  expect(await rowOf(bookingId)).toMatchObject({ squeezedIn: false, squeezeReason: null });
  committed(await undo(moved));
  expect(await rowOf(bookingId)).toEqual({ ...before, version: 5 });
});

test('a resource that went out of use takes nobody back', async () => {
  const date = freshDay();
  const bookingId = await book(room(5), `${date}T10:00:00Z`);
  const moved = await done('move_booking', { bookingId, start: `${date}T10:00:00Z`, resourceIds: [room(4)] });
  await rules.resource(room(5), { archived: true });
  refused(await undo(moved), 'unsuitable_resource');
  await rules.resource(room(5), { archived: false });
});

test('the record says what was undone, under the booking it is about, refused or not', async () => {
  const date = freshDay();
  const bookingId = await book(room(0), `${date}T10:00:00Z`);
  const moved = await done('move_booking', { bookingId, start: `${date}T14:00:00Z`, resourceIds: [] });
  committed(await undo(moved));
  refused(await undo(moved), 'cannot_undo');
  const { rows } = await database.admin.query(
    `select kind, refusal_reason, undoes, subject_id from event where tenant_no = $1 and kind = 'undo_command' and subject_id = $2 order by version`,
    [world.tenantNo, bookingId],
  );
  expect(rows).toEqual([
    { kind: 'undo_command', refusal_reason: null, undoes: moved, subject_id: bookingId },
    { kind: 'undo_command', refusal_reason: 'cannot_undo', undoes: null, subject_id: bookingId },
  ]);
});
