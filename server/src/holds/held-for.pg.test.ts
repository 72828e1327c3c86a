import { randomUUID } from 'node:crypto';
import type { Command, CommandArgs, CommandKind } from '@holdfast/protocol/commands';
import type { Outcome } from '@holdfast/protocol/outcomes';
import type { HoldRow } from '@holdfast/protocol/rows';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readHistory } from '../bookings/history-sql.ts';
import { committed, refused } from '../commands/test-outcomes.ts';
import { isSound, verify } from '../ops/verify.ts';
import { createWaitlistWorld, type WaitlistWorld } from '../waitlist/waitlist-world.ts';

/** Whom the alternatives of a refusal are held for, where the record says it and not the command. */

let world: WaitlistWorld;
beforeAll(async () => {
  world = await createWaitlistWorld();
});
afterAll(() => world.feedWatch.close());

/** Some days apart: what one test holds stands in no other's way. */
let days = 0;
const freshDay = (): string => new Date(Date.UTC(2026, 11, 2 + 3 * days++)).toISOString().slice(0, 10);
const room = (index: number): string => world.rooms[index] ?? '';

interface Person {
  id: string;
  name: string;
  phone: string;
  email: string;
  timeZone: string;
}
let people = 0;
function somebody(): Person {
  const n = ++people;
  return { id: randomUUID(), name: `Guest ${n}`, phone: `+1 212 555 01${String(n).padStart(2, '0')}`, email: `guest${n}@example.org`, timeZone: 'America/New_York' };
}

async function booked(start: string, more: Partial<CommandArgs<'create_booking'>>): Promise<string> {
  const bookingId = randomUUID();
  committed(await world.submit('create_booking', { bookingId, serviceId: world.services.hour, start, resourceIds: [room(0)], customer: null, ...more }));
  return bookingId;
}
/** Does it, and answers its id. */
async function done<K extends CommandKind>(kind: K, args: CommandArgs<K>): Promise<string> {
  const command = world.command(kind, args) as Command;
  committed(await world.gateway.submit(world.submitter, command));
  return command.id;
}
type Refuses<Whose> = (date: string, whose: Whose) => Promise<Outcome>;

/** Each refuses what is about the person's booking, or about what has the title. */
const ofBooking: Record<string, Refuses<{ customer: Person } | { title: string }>> = {
  'a move to a time that is taken': async (date, whose) => {
    const bookingId = await booked(`${date}T10:00:00Z`, whose);
    await booked(`${date}T14:00:00Z`, { resourceIds: [room(1)] });
    return world.submit('move_booking', { bookingId, start: `${date}T14:00:00Z`, resourceIds: [room(1)] });
  },
  'a move to a time at which the doctor is not free, in any room': async (date, whose) => {
    const visit = { serviceId: world.services.visit, resourceIds: [world.doctor] };
    const bookingId = await booked(`${date}T10:00:00Z`, { ...visit, ...whose });
    await booked(`${date}T14:00:00Z`, visit);
    return world.submit('move_booking', { bookingId, start: `${date}T14:00:00Z`, resourceIds: [world.doctor] });
  },
  'an undo of a cancellation whose time was sold': async (date, whose) => {
    const bookingId = await booked(`${date}T10:00:00Z`, whose);
    const cancelled = await done('cancel_booking', { bookingId });
    await booked(`${date}T10:00:00Z`, {});
    return world.submit('undo_command', { commandId: cancelled });
  },
  'an undo of a move whose old time was sold': async (date, whose) => {
    const bookingId = await booked(`${date}T10:00:00Z`, whose);
    const moved = await done('move_booking', { bookingId, start: `${date}T12:00:00Z`, resourceIds: [] });
    await booked(`${date}T10:00:00Z`, {});
    return world.submit('undo_command', { commandId: moved });
  },
  'a move of one of a series': async (date, whose) => {
    const seriesId = randomUUID();
    const { occurrences = [] } = committed(await world.submit('create_series', {
      seriesId, serviceId: world.services.hour, start: `${date}T10:00:00Z`, rule: 'FREQ=DAILY;COUNT=2', resourceIds: [room(2)], customer: null, acceptance: 'all', ...whose,
    }));
    await booked(`${date}T14:00:00Z`, { resourceIds: [room(2)] });
    return world.submit('move_series', { seriesId, bookingId: occurrences[0]?.bookingId ?? '', scope: 'this', start: `${date}T14:00:00Z`, resourceIds: [], acceptance: 'all' });
  },
};

const ofWaiting: Record<string, Refuses<{ customer: Person }>> = {
  'an offer of a time that is taken': async (date, whose) => {
    const entryId = await world.join(date, whose);
    await booked(`${date}T10:00:00Z`, {});
    return world.submit('offer_waitlist', { entryId, holdId: randomUUID(), start: `${date}T10:00:00Z`, resourceIds: [room(0)] });
  },
  'an offer that is accepted when its time is somebody else’s': async (date, whose) => {
    const entryId = await world.join(date, whose);
    committed(await world.submit('offer_waitlist', { entryId, holdId: randomUUID(), start: `${date}T10:00:00Z`, resourceIds: [room(0)] }));
    await world.lapse(entryId);
    await booked(`${date}T10:00:00Z`, {});
    return world.submit('accept_offer', { entryId, bookingId: randomUUID() });
  },
};

/** The rows of what a refusal holds, as everybody sees them. */
async function heldOf(outcome: Outcome): Promise<HoldRow[]> {
  const ids = (outcome.status === 'refused' ? outcome.alternatives : []).flatMap(({ holdId }) => holdId ?? []);
  const { rows } = await world.database.admin.query<{ row: HoldRow }>(
    `select c.row from change c where c.entity = 'hold' and c.entity_id = any($1) order by c.version, c.idx`, [ids]);
  expect(rows).toHaveLength(ids.length);
  expect(ids.length).toBeGreaterThan(0);
  return rows.map(({ row }) => row);
}

test.each([...Object.entries(ofBooking), ...Object.entries(ofWaiting)])('%s holds other times for the customer, who is told when a manager takes one', async (_, refuses) => {
  const person = somebody();
  const held = await heldOf(await refuses(freshDay(), { customer: person }));
  for (const row of held) expect(row).toMatchObject({ customerName: person.name, customerPhone: person.phone, customerTimeZone: person.timeZone });
  const [first] = held;
  committed(await world.submit('override_hold', { holdId: first?.id ?? '', newHoldId: randomUUID(), reason: 'Emergency' }));
  const { rows } = await world.database.admin.query('select to_name, to_phone, to_email, body from message where subject_id = $1', [first?.id]);
  expect(rows).toMatchObject([{ to_name: person.name, to_phone: person.phone, to_email: person.email, body: { customerTimeZone: person.timeZone } }]);
});

test.each(Object.entries(ofBooking))('%s holds other times under the title of what has no customer, and nobody is told', async (_, refuses) => {
  const held = await heldOf(await refuses(freshDay(), { title: 'Choir rehearsal' }));
  for (const row of held) expect(row).toMatchObject({ customerName: null, customerPhone: null, title: 'Choir rehearsal' });
  const [first] = held;
  committed(await world.submit('override_hold', { holdId: first?.id ?? '', newHoldId: randomUUID(), reason: 'Emergency' }));
  const { rows } = await world.database.admin.query('select from message where subject_id = $1', [first?.id]);
  expect(rows).toEqual([]);
  const [newest] = await readHistory(world.db, world.tenantNo, world.locationId, first?.id ?? '');
  expect(newest).toMatchObject({ kind: 'override_hold', takenFrom: { name: 'Choir rehearsal' } });
});

test('they are reached as the record has them now, not as they were when they booked', async () => {
  const [date, person] = [freshDay(), somebody()];
  const bookingId = await booked(`${date}T10:00:00Z`, { customer: person });
  committed(await world.submit('edit_booking', { bookingId, customer: { id: person.id, name: person.name, phone: '+1 212 555 0199' }, corrects: ['phone'] }));
  await booked(`${date}T14:00:00Z`, { resourceIds: [room(1)] });
  const held = await heldOf(await world.submit('move_booking', { bookingId, start: `${date}T14:00:00Z`, resourceIds: [room(1)] }));
  expect(held[0]).toMatchObject({ customerName: person.name, customerPhone: '+1 212 555 0199' });
});

test('a booking with a title alone, and a block, hold other times under it', async () => {
  const date = freshDay();
  await booked(`${date}T10:00:00Z`, {});
  const asked = { bookingId: randomUUID(), serviceId: world.services.hour, start: `${date}T10:00:00Z`, resourceIds: [room(0)], customer: null };
  for (const row of await heldOf(await world.submit('create_booking', { ...asked, title: 'Choir rehearsal' }))) expect(row.title).toBe('Choir rehearsal');
  const block = { blockId: randomUUID(), resourceIds: [room(0)], start: `${date}T10:00:00Z`, end: `${date}T11:00:00Z` };
  for (const row of await heldOf(await world.submit('place_block', { ...block, reason: 'Piano tuning' }))) expect(row.title).toBe('Piano tuning');
  const another = freshDay();
  const placed = { blockId: randomUUID(), resourceIds: [room(5)], start: `${another}T10:00:00Z`, end: `${another}T11:00:00Z`, reason: 'Floor waxed' };
  await done('place_block', placed);
  const removed = await done('remove_block', { blockId: placed.blockId });
  await booked(`${another}T10:30:00Z`, { resourceIds: [room(5)] });
  for (const row of await heldOf(refused(await world.submit('undo_command', { commandId: removed }), 'slot_taken'))) expect(row.title).toBe('Floor waxed');
});

/** A hold that ran out, and its time was sold before anybody booked it. */
async function tooLate({ id, start, resourceIds }: Pick<HoldRow, 'id' | 'start' | 'resourceIds'>): Promise<void> {
  await world.database.admin.query(`update hold set expires_at = now() - interval '1 second' where hold_id = $1`, [id]);
  await world.database.admin.query(`update claim set expires_at = now() - interval '1 second' where owner_id = $1`, [id]);
  await booked(start, { resourceIds });
}

test('time that was held is booked for nobody by name, too late: other times are held for whom the hold named', async () => {
  const [date, person, holdId] = [freshDay(), somebody(), randomUUID()];
  const start = `${date}T10:00:00Z`;
  committed(await world.submit('place_hold', { holdId, serviceId: world.services.hour, start, resourceIds: [room(0)], customer: person }));
  await tooLate({ id: holdId, start, resourceIds: [room(0)] });
  const walkIn = { holdId, bookingId: randomUUID(), customer: null };
  const [first, ...others] = await heldOf(refused(await world.submit('confirm_hold', walkIn, { channel: 'walk_in' }), 'hold_expired'));
  for (const row of [first, ...others]) expect(row).toMatchObject({ customerName: person.name, customerPhone: person.phone, customerTimeZone: person.timeZone });
  committed(await world.submit('override_hold', { holdId: first?.id ?? '', newHoldId: randomUUID(), reason: 'Emergency' }));
  const { rows } = await world.database.admin.query('select to_name, to_email from message where subject_id = $1', [first?.id]);
  expect(rows).toEqual([{ to_name: person.name, to_email: person.email }]);
  // Who is named now is whom it is for, whoever the hold was for.
  const another = somebody();
  for (const row of await heldOf(await world.submit('confirm_hold', { ...walkIn, bookingId: randomUUID(), customer: another }))) expect(row.customerName).toBe(another.name);
  for (const row of await heldOf(await world.submit('confirm_hold', { ...walkIn, bookingId: randomUUID(), title: 'Choir rehearsal' }))) expect(row).toMatchObject({ customerName: null, title: 'Choir rehearsal' });
});

test('an alternative that ran out hands on the title it was held under', async () => {
  const date = freshDay();
  await booked(`${date}T10:00:00Z`, {});
  const asked = { bookingId: randomUUID(), serviceId: world.services.hour, start: `${date}T10:00:00Z`, resourceIds: [room(0)], customer: null };
  const [alternative] = await heldOf(await world.submit('create_booking', { ...asked, title: 'Choir rehearsal' }));
  if (!alternative) throw new Error('Nothing was held.');
  await tooLate(alternative);
  for (const row of await heldOf(await world.submit('confirm_hold', { holdId: alternative.id, bookingId: randomUUID(), customer: null }))) expect(row.title).toBe('Choir rehearsal');
});

test('nobody and nothing named: so does what is held', async () => {
  const date = freshDay();
  const bookingId = await booked(`${date}T10:00:00Z`, {});
  await booked(`${date}T14:00:00Z`, { resourceIds: [room(1)] });
  const held = await heldOf(await world.submit('move_booking', { bookingId, start: `${date}T14:00:00Z`, resourceIds: [room(1)] }));
  for (const row of held) expect(row).toMatchObject({ customerName: null, title: null });
});

test('after all of the above the record is sound', async () => {
  expect(await verify(world.database.admin)).toSatisfy(isSound);
});
