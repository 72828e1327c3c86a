import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { noShowPolicy } from '@holdfast/domain/no-show-rule';
import type { CommandArgs } from '@holdfast/protocol/commands';
import type { Committed, Refused } from '@holdfast/protocol/outcomes';
import { readHistory } from '../bookings/history-sql.ts';
import { rulesOf } from '../availability/test-rules.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';

let database: TestDatabase;
let world: TestWorld;
let seriesId: string;
let ids: string[];
let ana: { id: string; name: string; phone: string };
beforeAll(async () => {
  database = await createTestDatabase();
});
/** Four Tuesdays at ten, for Ana. */
beforeEach(async () => {
  world = await createTestWorld(database.db, database.admin);
  seriesId = randomUUID();
  ana = { id: randomUUID(), name: 'Ana Lind', phone: '+44 20 7946 0101' };
  const outcome = committed(await world.submit('create_series', {
    seriesId, serviceId: world.services.hour, start: '2026-12-08T10:00:00Z', rule: 'FREQ=WEEKLY;COUNT=4', resourceIds: [world.rooms[0] ?? ''],
    customer: ana, notes: 'Shoes off', acceptance: 'all',
  }));
  ids = outcome.occurrences?.flatMap(({ bookingId }) => bookingId ?? []) ?? [];
});
afterEach(() => world.feedWatch.close());

function committed(outcome: unknown): Committed {
  expect(outcome).toMatchObject({ status: 'committed' });
  return outcome as Committed;
}
function refused(outcome: unknown, reason: Refused['reason']): void {
  expect(outcome).toMatchObject({ status: 'refused', reason });
}

type Edit = Partial<CommandArgs<'edit_series'>>;
const asked = (at: number, args: Edit) => world.command('edit_series', { seriesId, bookingId: ids[at] ?? '', scope: 'all', ...args });
const edit = (at: number, args: Edit) => world.gateway.submit(world.submitter, asked(at, args));
const editAlone = async (at: number, args: Partial<CommandArgs<'edit_booking'>>) => committed(await world.submit('edit_booking', { bookingId: ids[at] ?? '', ...args }));

/** Of each whom it is for and what is written on it, with its version. */
async function written(): Promise<string[]> {
  const { rows } = await database.admin.query<{ id: string; said: string }>(
    `select booking_id as id, concat(coalesce(c.name, 'nobody'), ': ', b.notes, ' ', b.version) as said
       from booking b left join customer c using (tenant_no, customer_id) where booking_id = any($1)`,
    [ids],
  );
  return ids.map((id) => rows.find((row) => row.id === id)?.said ?? '');
}

test('this one, this and the following, or all: one answer and one entry in the record', async () => {
  committed(await edit(1, { scope: 'this', notes: 'Cake' }));
  expect(await written()).toEqual(['Ana Lind: Shoes off 1', 'Ana Lind: Cake 2', 'Ana Lind: Shoes off 1', 'Ana Lind: Shoes off 1']);
  committed(await edit(2, { scope: 'following', notes: 'Window' }));
  expect(await written()).toEqual(['Ana Lind: Shoes off 1', 'Ana Lind: Cake 2', 'Ana Lind: Window 2', 'Ana Lind: Window 2']);
  const outcome = committed(await edit(0, { notes: 'Socks' }));
  // What one was given on its own it keeps, also when that was done as one of its series.
  expect(await written()).toEqual(['Ana Lind: Socks 2', 'Ana Lind: Cake 2', 'Ana Lind: Socks 3', 'Ana Lind: Socks 3']);
  expect(outcome).toMatchObject({ seriesId, bookingId: ids[0], bookingVersion: 2 });
  expect(outcome.edited?.map(({ bookingId, bookingVersion, keeps }) => [bookingId, bookingVersion, keeps])).toEqual([
    [ids[0], 2, undefined], [ids[1], 2, ['notes']], [ids[2], 3, undefined], [ids[3], 3, undefined],
  ]);
  const { rows } = await database.admin.query(`select kind, jsonb_array_length(after->'bookings') as changed from event where tenant_no = $1 and version = $2`, [world.tenantNo, outcome.version]);
  expect(rows).toEqual([{ kind: 'edit_series', changed: 3 }]);
});

test('what one was given on its own it keeps, until that is taken back, or the others are given the same', async () => {
  await editAlone(2, { notes: 'Cake' });
  const cancelled = world.command('edit_booking', { bookingId: ids[3] ?? '', notes: 'Tea' });
  committed(await world.gateway.submit(world.submitter, cancelled));
  committed(await world.submit('undo_command', { commandId: cancelled.id }));
  committed(await edit(0, { notes: 'Socks' }));
  expect(await written()).toEqual(['Ana Lind: Socks 2', 'Ana Lind: Socks 2', 'Ana Lind: Cake 2', 'Ana Lind: Socks 4']);
  committed(await edit(2, { notes: 'For all' }));
  expect((await written()).map((each) => each.slice(0, -2))).toEqual(ids.map(() => 'Ana Lind: For all'));
  committed(await edit(0, { notes: 'Again' }));
  expect((await written()).map((each) => each.slice(0, -2))).toEqual(ids.map(() => 'Ana Lind: Again'));
});

test('notes of its own keep nobody from another customer, nor a customer of its own from the notes', async () => {
  const ben = { id: randomUUID(), name: 'Ben Okri', phone: '+44 20 7946 0102' };
  const eve = { id: randomUUID(), name: 'Eve Moss', phone: '+44 20 7946 0103' };
  await editAlone(1, { customer: ben });
  await editAlone(2, { notes: 'Cake' });
  const { edited } = committed(await edit(0, { customer: eve, notes: 'Socks' }));
  expect(await written()).toEqual(['Eve Moss: Socks 2', 'Ben Okri: Socks 3', 'Eve Moss: Cake 3', 'Eve Moss: Socks 2']);
  expect(edited?.map(({ keeps }) => keeps)).toEqual([undefined, ['customer'], ['notes'], undefined]);
});

test('what has begun or was cancelled stays as it is; what was moved on its own goes along', async () => {
  committed(await world.submit('move_booking', { bookingId: ids[2] ?? '', start: '2026-12-24T10:00:00Z', resourceIds: [] }));
  committed(await world.submit('cancel_booking', { bookingId: ids[3] ?? '' }));
  world.clock.now = Date.parse('2026-12-08T10:05:00Z');
  committed(await edit(1, { notes: 'Socks' }));
  expect(await written()).toEqual(['Ana Lind: Shoes off 1', 'Ana Lind: Socks 2', 'Ana Lind: Socks 3', 'Ana Lind: Shoes off 2']);
  refused(await edit(0, { notes: 'x' }), 'illegal_status');
  refused(await edit(3, { notes: 'x' }), 'illegal_status');
});

test('undone, all of it is as before: the notes, the customer, and what was corrected about them', async () => {
  await editAlone(3, { customer: null });
  const command = asked(1, { customer: { ...ana, phone: '+44 20 7946 0199' }, notes: 'Socks' });
  committed(await world.gateway.submit(world.submitter, command));
  const phone = async () => (await database.admin.query<{ phone: string }>('select phone from customer where customer_id = $1', [ana.id])).rows[0]?.phone;
  expect(await phone()).toBe('+44 20 7946 0199');
  const [entry] = await readHistory(world.db, world.tenantNo, world.locationId, ids[2] ?? '');
  expect(entry).toMatchObject({ kind: 'edit_series', before: { customer: { phone: ana.phone } }, after: { customer: { phone: '+44 20 7946 0199' } } });
  // Whose it is not, of them it says nothing.
  const [other] = await readHistory(world.db, world.tenantNo, world.locationId, ids[3] ?? '');
  expect(other).toMatchObject({ kind: 'edit_series', after: { notes: 'Socks', customerId: null } });
  expect(other?.after).not.toHaveProperty('customer');

  const outcome = committed(await world.submit('undo_command', { commandId: command.id }));
  expect(outcome.moved).toHaveLength(4);
  expect(await phone()).toBe(ana.phone);
  expect(await written()).toEqual(['Ana Lind: Shoes off 3', 'Ana Lind: Shoes off 3', 'Ana Lind: Shoes off 3', 'nobody: Shoes off 4']);
  refused(await world.submit('undo_command', { commandId: command.id }), 'cannot_undo');
});

test('nothing of it is undone when one of them, or the customer, was changed since', async () => {
  const first = asked(0, { notes: 'Socks' });
  committed(await world.gateway.submit(world.submitter, first));
  await editAlone(3, { notes: 'Cake' });
  refused(await world.submit('undo_command', { commandId: first.id }), 'stale_version');
  const second = asked(0, { customer: { ...ana, name: 'Anna Lind' } });
  committed(await world.gateway.submit(world.submitter, second));
  const elsewhere = committed(await world.book(world.rooms[1] ?? '', '2026-12-15T10:00:00Z'));
  committed(await world.submit('edit_booking', { bookingId: elsewhere.bookingId ?? '', customer: ana }));
  committed(await world.submit('edit_booking', { bookingId: elsewhere.bookingId ?? '', customer: { ...ana, name: 'Ana-Maria Lind' } }));
  refused(await world.submit('undo_command', { commandId: second.id }), 'stale_version');
});

test('who missed bookings is asked about once for all of them, and what was given stands on each', async () => {
  await rulesOf(world, database.admin).service(world.services.hour, { noShowPolicy: noShowPolicy(1, 'deposit') });
  const ben = { id: randomUUID(), name: 'Ben Okri', phone: '+44 20 7946 0102' };
  await editAlone(3, { customer: ben, depositReference: 'till 1' });
  await database.admin.query('update customer set no_shows = 2 where tenant_no = $1', [world.tenantNo]);
  refused(await edit(0, { customer: ben }), 'deposit_required');
  committed(await edit(0, { customer: ben, depositReference: 'till 42' }));
  const { rows } = await database.admin.query<{ paid: string }>('select deposit_reference as paid from booking where booking_id = any($1) order by starts_at', [ids]);
  expect(rows.map(({ paid }) => paid)).toEqual(['till 42', 'till 42', 'till 42', 'till 1']);
  // Notes ask nothing of anybody.
  committed(await edit(0, { notes: 'Socks' }));
});

test('an edit of one beside an edit of all: each is written once, and nothing is lost', async () => {
  const [one, all] = await Promise.all([world.submit('edit_booking', { bookingId: ids[2] ?? '', notes: 'Cake' }), edit(0, { notes: 'Socks' })]);
  committed(one);
  committed(all);
  const [first = '', second = '', third = '', fourth = ''] = await written();
  expect([first, second, fourth]).toEqual(['Ana Lind: Socks 2', 'Ana Lind: Socks 2', 'Ana Lind: Socks 2']);
  // Whichever came last, the one that was written alone has what was meant for it alone.
  expect(third).toMatch(/^Ana Lind: Cake [23]$/);
});
