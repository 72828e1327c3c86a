import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noShowPolicy } from '@holdfast/domain/no-show-rule';
import { rulesOf, type TestRules } from '../availability/test-rules.ts';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';

let database: TestDatabase;
let world: TestWorld;
let rules: TestRules;
beforeAll(async () => {
  database = await createTestDatabase();
  world = await createTestWorld(database.db, database.admin);
  rules = rulesOf(world, database.admin);
});
afterAll(() => world.feedWatch.close());

let hour = Date.parse('2026-12-02T00:00:00Z');
const freshHour = (): string => new Date((hour += 3_600_000)).toISOString();
const policy = (then: 'deposit' | 'approval' | null, from = 2): Promise<void> =>
  rules.service(world.services.hour, { noShowPolicy: then && noShowPolicy(from, then) });
const book = (change: object = {}, actorId: string = world.colleagueId) => {
  const args = { bookingId: randomUUID(), serviceId: world.services.hour, start: freshHour(), resourceIds: [], customer: null };
  return world.submit('create_booking', { ...args, ...change }, { actorId });
};
interface Somebody {
  id: string;
  name: string;
}

/** Misses a booking, as it happens: booked, the time comes, nobody does. */
async function miss(customer: Somebody): Promise<void> {
  const { bookingId = '' } = committed(await book({ customer }));
  const before = world.clock.now;
  world.clock.now = hour + 11 * 60_000;
  committed(await world.submit('no_show_booking', { bookingId }));
  world.clock.now = before;
}

async function whoMissedTwo(): Promise<Somebody> {
  const who = { id: randomUUID(), name: 'Tom Adler' };
  await policy(null);
  committed(await book({ customer: who }));
  await database.admin.query('update customer set no_shows = 2 where customer_id = $1', [who.id]);
  return who;
}

test('from the second missed booking on a manager has to book', async () => {
  const customer = { id: randomUUID(), name: 'Tom Adler' };
  await policy('approval');
  await miss(customer);
  committed(await book({ customer }));
  await policy(null);
  await miss(customer);
  await policy('approval');
  expect(refused(await book({ customer }), 'approval_required').detail).toBe('The customer missed 2 bookings. A manager has to book hour for them.');
  committed(await book({ customer }, world.staffId));
  committed(await book());
  committed(await book({ customer: { id: randomUUID(), name: 'Somebody new' } }));
  committed(await book({ customer, serviceId: world.services.buffered }));
});

test('the rule may be set aside with a reason, by who may, and the booking says so', async () => {
  const waive = { rules: ['no_shows' as const], reason: 'Was in hospital' };
  const customer = await whoMissedTwo();
  await policy('approval');
  refused(await book({ customer, waive }), 'policy_forbids');
  await rules.settings({ waiveRole: 'staff' });
  const { bookingId } = committed(await book({ customer, waive }));
  await rules.settings({ waiveRole: null });
  refused(await book({ customer, waive: { ...waive, rules: ['orphan_gap'] } }, world.colleagueId), 'policy_forbids');
  const { rows } = await database.admin.query(
    `select e.reason, e.after->'waived' as waived from event e where e.subject_id = $1`, [bookingId]);
  expect(rows).toEqual([{ reason: waive.reason, waived: waive }]);
});

test('a deposit is asked of everybody\'s customer, and its reference is kept', async () => {
  const customer = await whoMissedTwo();
  await policy('deposit');
  refused(await book({ customer }), 'deposit_required');
  refused(await book({ customer }, world.staffId), 'deposit_required');
  for (const blank of ['', '  ']) refused(await book({ customer, depositReference: blank }), 'deposit_required');
  const { bookingId } = committed(await book({ customer, depositReference: 'Till 2, receipt 1184' }));
  const { rows } = await database.admin.query(`select after->>'depositReference' as paid from event where subject_id = $1`, [bookingId]);
  expect(rows).toEqual([{ paid: 'Till 2, receipt 1184' }]);
  committed(await book({ customer, waive: { rules: ['no_shows'], reason: 'Our own mistake' } }, world.staffId));
});

test('where one missed booking is enough, it says one', async () => {
  const late = { id: randomUUID(), name: 'Once' };
  await policy(null);
  await miss(late);
  await policy('approval', 1);
  expect(refused(await book({ customer: late }), 'approval_required').detail).toBe('The customer missed 1 booking. A manager has to book hour for them.');
});

test('a hold is confirmed under the same rule, live or run out', async () => {
  const customer = await whoMissedTwo();
  await policy('deposit');
  const holdId = randomUUID();
  committed(await world.submit('place_hold', { holdId, serviceId: world.services.hour, start: freshHour(), resourceIds: [], customer }, { actorId: world.colleagueId }));
  const confirm = (change: object = {}, actorId: string = world.colleagueId) =>
    world.submit('confirm_hold', { holdId, bookingId: randomUUID(), customer, ...change }, { actorId });
  refused(await confirm(), 'deposit_required');
  refused(await confirm({ waive: { rules: ['no_shows'], reason: 'Asked nicely' } }), 'policy_forbids');
  await database.admin.query(`update hold set expires_at = now() - interval '1 second' where hold_id = $1`, [holdId]);
  await database.admin.query(`update claim set expires_at = now() - interval '1 second' where owner_id = $1`, [holdId]);
  refused(await confirm(), 'deposit_required');
  committed(await confirm({ depositReference: 'Till 1' }));
});

test('who is attached to a booking afterwards is judged as if it were made for them', async () => {
  const customer = await whoMissedTwo();
  await policy('approval');
  const nameless = async (): Promise<string> => committed(await book({ customer: null })).bookingId ?? '';
  const bookingId = await nameless();
  const attach = (change: object = {}, actorId: string = world.colleagueId) => world.submit('edit_booking', { bookingId, customer, ...change }, { actorId });
  refused(await attach(), 'approval_required');
  committed(await attach({ customer: undefined, notes: 'Nothing about who' }));
  const waive = { rules: ['no_shows' as const], reason: 'Was in hospital' };
  refused(await attach({ waive }), 'policy_forbids');
  const { rows: before } = await database.admin.query('select customer_id from booking where booking_id = $1', [bookingId]);
  expect(before).toEqual([{ customer_id: null }]);
  const approved = world.command('edit_booking', { bookingId, customer, waive });
  committed(await world.gateway.submit(world.submitter, approved));
  const said = async () => (await database.admin.query('select customer_id, waived, deposit_reference from booking where booking_id = $1', [bookingId])).rows[0];
  expect(await said()).toEqual({ customer_id: customer.id, waived: waive, deposit_reference: null });
  const { rows } = await database.admin.query('select reason from event where command_id = $1', [approved.id]);
  expect(rows).toEqual([{ reason: waive.reason }]);
  // Whose it is already is not asked about again; for somebody else nothing of it counts, until that is undone.
  committed(await attach({ customer: { ...customer, name: 'Tom A.' } }));
  const handed = world.command('edit_booking', { bookingId, customer: { id: randomUUID(), name: 'Somebody new' } });
  committed(await world.gateway.submit(world.submitter, handed));
  expect((await said()).waived).toBeNull();
  committed(await world.submit('undo_command', { commandId: handed.id }));
  expect(await said()).toMatchObject({ customer_id: customer.id, waived: waive });
  await policy('deposit');
  const other = await nameless();
  refused(await world.submit('edit_booking', { bookingId: other, customer }), 'deposit_required');
  committed(await world.submit('edit_booking', { bookingId: other, customer, depositReference: 'Till 1' }));
  committed(await world.submit('edit_booking', { bookingId: await nameless(), customer, waive }));
});

test('who is typed anew and is the same person is judged as them: nothing is asked again, and nothing is forgotten', async () => {
  await policy('approval');
  const phone = '07700 900177';
  const reachable = { id: randomUUID(), name: 'Uma Berg', phone };
  const { bookingId = '' } = committed(await book({ customer: reachable }));
  const waive = { rules: ['no_shows' as const], reason: 'Was in hospital' };
  await database.admin.query('update customer set no_shows = 2 where customer_id = $1', [reachable.id]);
  await database.admin.query('update booking set waived = $2 where booking_id = $1', [bookingId, waive]);
  const edit = (change: object) => world.submit('edit_booking', { bookingId, ...change }, { actorId: world.colleagueId });
  committed(await edit({ customer: { id: randomUUID(), name: 'uma  berg', phone: '+44 7700 900177' }, notes: 'Rang again' }));
  const said = async () => (await database.admin.query('select customer_id, waived, deposit_reference, notes from booking where booking_id = $1', [bookingId])).rows[0];
  expect(await said()).toEqual({ customer_id: reachable.id, waived: waive, deposit_reference: null, notes: 'Rang again' });
  expect((await database.admin.query('select name from customer where customer_id = $1', [reachable.id])).rows).toEqual([{ name: 'Uma Berg' }]);

  // A deposit that is paid later is written down, whoever it is for.
  const deposited = world.command('edit_booking', { bookingId, depositReference: 'Till 9' });
  committed(await world.gateway.submit(world.submitter, deposited));
  expect(await said()).toMatchObject({ deposit_reference: 'Till 9', waived: waive });
  committed(await world.submit('undo_command', { commandId: deposited.id }));
  expect(await said()).toMatchObject({ deposit_reference: null, waived: waive });
});

test('what is over is completed without asking', async () => {
  const customer = await whoMissedTwo();
  await policy('approval');
  const { bookingId = '' } = committed(await book({ customer: null }));
  committed(await world.submit('cancel_booking', { bookingId }));
  committed(await world.submit('edit_booking', { bookingId, customer }, { actorId: world.colleagueId }));
});

test('what was agreed elsewhere is imported as it was', async () => {
  const customer = await whoMissedTwo();
  await policy('deposit');
  const command = world.command('create_booking', {
    bookingId: randomUUID(), serviceId: world.services.hour, start: freshHour(), resourceIds: [], customer,
  }, { channel: 'import' });
  committed(await world.gateway.submit({ ...world.submitter, terminalId: null }, command));
});
