import { beforeEach, expect, test } from 'vitest';
import type { CommandArgs } from '@holdfast/protocol/commands';
import { mintId } from './outbox/command-id.ts';
import { at, CounterWorld, shownBookings } from './testing/counter-world.ts';
import { locationId, resourceIds, serviceId } from './testing/simulated-house.ts';
import { deadLine, perfectLine } from './testing/simulated-server.ts';
import { recordsOnDisk, type OpenDesk } from './testing/simulated-terminal.ts';

let world: CounterWorld;

beforeEach(async () => {
  world = await CounterWorld.prepared();
});

const customer = { id: mintId(0), name: 'Northside Choir' };

/** Today and tomorrow at 14:00, in the first room. */
function repeat(desk: OpenDesk['desk'], more: Partial<CommandArgs<'create_series'>> = {}) {
  const seriesId = mintId(world.time.clock.now());
  const args = { seriesId, serviceId, start: at(14), rule: 'FREQ=DAILY;COUNT=2', resourceIds: [resourceIds[0]!], customer, acceptance: 'free' as const, ...more };
  return { seriesId, ...desk.submit({ kind: 'create_series', args }) };
}

test('a series tapped without a network is kept, sent, and stands on the board when it is answered', async () => {
  const { desk } = await world.open();
  await world.time.pass(1_000);
  world.line = deadLine;
  const { seriesId, commandId, onDisk } = repeat(desk);
  await onDisk;
  expect((await recordsOnDisk(world.browser))[0]).toMatchObject({ kind: 'create_series', chain: seriesId, state: 'queued' });
  world.line = perfectLine;
  await world.time.pass(60_000);
  expect(world.server.calendar.executed).toEqual([commandId]);
  expect(shownBookings(desk)).toMatchObject([{ start: Date.parse(at(14)), row: { seriesId } }]);
});

/** A series at a desk that is told that its first date was gone. */
async function withOneTaken() {
  const { desk } = await world.open();
  await world.time.pass(1_000);
  world.takeElsewhere(14);
  await world.time.pass(1_000);
  const { seriesId } = repeat(desk);
  await world.time.pass(60_000);
  return { desk, seriesId };
}

test('a date that was taken becomes one of the series when an alternative is chosen', async () => {
  const { desk, seriesId } = await withOneTaken();
  const [shortfall] = desk.shortfalls.get();
  expect(shortfall).toMatchObject({ kind: 'create_series', done: 1, missing: [{ bookingId: null, reason: 'slot_taken' }] });
  const { onDisk } = shortfall!.missing[0]!.accept(0);
  const settled = () => shownBookings(desk).find(({ start }) => start === Date.parse(at(18)));
  expect(settled()).toMatchObject({ certainty: 'waiting', row: { seriesId, customerName: 'Northside Choir' } });
  await onDisk;
  await world.time.pass(60_000);
  expect(settled()).toMatchObject({ certainty: 'confirmed', row: { seriesId } });
});

test('the deposit that was paid for the series is that of a date which joins it', async () => {
  const { desk } = await world.open();
  await world.time.pass(1_000);
  world.takeElsewhere(14);
  await world.time.pass(1_000);
  repeat(desk, { depositReference: 'till 42' });
  await world.time.pass(60_000);
  await desk.shortfalls.get()[0]!.missing[0]!.accept(0).onDisk;
  expect((await recordsOnDisk(world.browser)).at(-1)).toMatchObject({ kind: 'create_booking', command: { args: { depositReference: 'till 42' } } });
});

test('it stays one of the series when that time is taken too and a held one is confirmed', async () => {
  const { desk, seriesId } = await withOneTaken();
  world.line = deadLine;
  await desk.shortfalls.get()[0]!.missing[0]!.accept(0).onDisk;
  world.takeElsewhere(18);
  world.line = perfectLine;
  await world.time.pass(60_000);
  const [card] = desk.attention.get();
  expect(card).toMatchObject({ kind: 'create_booking', outcome: { reason: 'slot_taken', alternatives: [{ holdId: expect.any(String) }] } });
  await card!.accept(0).onDisk;
  await world.time.pass(60_000);
  const records = await recordsOnDisk(world.browser);
  expect(records.at(-1)).toMatchObject({ kind: 'confirm_hold', command: { args: { seriesId } } });
  expect(shownBookings(desk).find(({ start }) => start === Date.parse(card!.outcome.alternatives[0]!.start))).toMatchObject({ certainty: 'confirmed', row: { seriesId } });
});

test('undone, all of it leaves the board at once, without a network too', async () => {
  const { desk } = await world.open();
  await world.time.pass(1_000);
  const { commandId } = repeat(desk, { rule: 'FREQ=DAILY;COUNT=1' });
  await world.time.pass(60_000);
  expect(shownBookings(desk)).toMatchObject([{ certainty: 'confirmed' }]);
  world.line = deadLine;
  const { onDisk } = desk.submit({ kind: 'undo_command', args: { commandId } });
  expect(shownBookings(desk).map(({ row }) => row.status)).not.toContain('booked');
  await onDisk;
  world.line = perfectLine;
  await world.time.pass(60_000);
  expect(desk.attention.get()).toEqual([]);
  expect([...world.server.calendar.bookings.values()]).toMatchObject([{ status: 'cancelled', version: 2 }]);
});

/** Somebody else cancels what is left of the series, or takes that back. */
function cancelElsewhere(seriesId: string, cancelled = true): void {
  const row = { id: seriesId, locationId, serviceId, rule: 'FREQ=DAILY;COUNT=2', start: at(14), customerId: customer.id, cancelled };
  world.server.calendar.write([{ entity: 'series', row }]);
}

test('what was missing of a series waits for nobody once it is cancelled, on a fresh copy and after a restart too', async () => {
  const { desk, seriesId } = await withOneTaken();
  expect(desk.shortfalls.get()).toHaveLength(1);
  cancelElsewhere(seriesId);
  await world.time.pass(60_000);
  expect(desk.shortfalls.get()).toEqual([]);
  desk.close();
  world.line = deadLine;
  const again = await world.open();
  expect(again.desk.shortfalls.get()).toEqual([]);
  world.line = perfectLine;
  // The feed begins after what the copy knows: it is taken anew.
  world.server.calendar.write([]);
  world.server.calendar.prune(world.server.calendar.head);
  await world.time.pass(60_000);
  expect(again.desk.shortfalls.get()).toEqual([]);
  cancelElsewhere(seriesId, false);
  await world.time.pass(60_000);
  expect(again.desk.shortfalls.get()).toHaveLength(1);
});

test('a series cancelled here has nothing missing at once, and has it again when that is taken back or was not to be had', async () => {
  const { desk, seriesId } = await withOneTaken();
  const [booking] = shownBookings(desk).filter(({ row }) => row.seriesId === seriesId);
  const cancel = (scope: 'all' | 'this') => desk.submit({ kind: 'cancel_series', args: { seriesId, bookingId: booking?.id ?? mintId(0), scope } });
  world.line = deadLine;
  await cancel('this').onDisk;
  expect(desk.shortfalls.get()).toHaveLength(1);
  const { commandId, onDisk } = cancel('all');
  expect(desk.shortfalls.get()).toEqual([]);
  await onDisk;
  await desk.submit({ kind: 'undo_command', args: { commandId } }).onDisk;
  expect(desk.shortfalls.get()).toHaveLength(1);
  await cancel('all').onDisk;
  expect(desk.shortfalls.get()).toEqual([]);
  // The simulated server cancels no series.
  world.line = perfectLine;
  await world.time.pass(60_000);
  expect(desk.shortfalls.get()).toHaveLength(1);
});

/** A desk with two dates of a series on its board, and no network. */
async function withTwoDates() {
  const { desk } = await world.open();
  await world.time.pass(1_000);
  const { seriesId } = repeat(desk);
  await world.time.pass(60_000);
  world.line = deadLine;
  const [first, second] = [...world.server.calendar.bookings.values()];
  const seen = { expectedVersion: 1, expectedVersions: [first, second].map((row) => ({ bookingId: row!.id, version: 1 })) };
  return { desk, seriesId, first: first!.id, second: second!.id, seen };
}

/** What the last command on disk says was seen. */
async function saw() {
  const { command } = (await recordsOnDisk(world.browser)).at(-1)!;
  const { expectedVersion, expectedVersions, behindOwn } = command.args as Partial<CommandArgs<'cancel_series'>>;
  return { expectedVersion, expectedVersions, behindOwn };
}

test('behind an edit of the series that still waits here, what is next says what was seen before it', async () => {
  const { desk, seriesId, first, second, seen } = await withTwoDates();
  const of = (bookingId: string, scope: 'this' | 'all' = 'all') => ({ seriesId, bookingId, scope, ...seen });
  const edit = desk.submit({ kind: 'edit_series', args: { ...of(first), notes: 'Side door' } });
  await edit.onDisk;
  expect(await saw()).toEqual(seen);
  const all = desk.submit({ kind: 'cancel_series', args: of(second) });
  await all.onDisk;
  expect(await saw()).toEqual({ behindOwn: { commandIds: [edit.commandId], ...seen } });
  const one = desk.submit({ kind: 'cancel_booking', args: { bookingId: second, expectedVersion: 1 } });
  await one.onDisk;
  expect(await saw()).toEqual({ behindOwn: { commandIds: [edit.commandId, all.commandId], expectedVersion: 1 } });
  const undo = desk.submit({ kind: 'undo_command', args: { commandId: edit.commandId } });
  await undo.onDisk;
  await desk.submit({ kind: 'cancel_series', args: of(second) }).onDisk;
  expect(await saw()).toEqual({ behindOwn: { commandIds: [edit, all, one, undo].map(({ commandId }) => commandId), ...seen } });
});

test('behind an edit of one date that still waits here, a command on the series says so, and one on another date need not', async () => {
  const { desk, seriesId, first, second, seen } = await withTwoDates();
  const edit = desk.submit({ kind: 'edit_booking', args: { bookingId: second, expectedVersion: 1, notes: 'Piano' } });
  await edit.onDisk;
  await desk.submit({ kind: 'cancel_booking', args: { bookingId: first, expectedVersion: 1 } }).onDisk;
  expect(await saw()).toEqual({ expectedVersion: 1 });
  await desk.submit({ kind: 'cancel_series', args: { seriesId, bookingId: second, scope: 'all', expectedVersions: seen.expectedVersions } }).onDisk;
  expect(await saw()).toMatchObject({ behindOwn: { commandIds: [edit.commandId, expect.any(String)], expectedVersions: seen.expectedVersions } });
});

test('what waits here of another series, or was refused, leaves what was seen as it is', async () => {
  const { desk, seriesId, first, seen } = await withTwoDates();
  await desk.submit({ kind: 'edit_series', args: { seriesId: mintId(1), bookingId: mintId(2), scope: 'all', notes: 'Socks' } }).onDisk;
  await desk.submit({ kind: 'cancel_series', args: { seriesId, bookingId: first, scope: 'all', ...seen } }).onDisk;
  expect(await saw()).toEqual(seen);
  // The simulated server refuses it.
  world.line = perfectLine;
  await world.time.pass(60_000);
  expect(desk.attention.get()).toMatchObject([{ kind: 'edit_series' }, { kind: 'cancel_series' }]);
  world.line = deadLine;
  await desk.submit({ kind: 'cancel_series', args: { seriesId, bookingId: first, scope: 'all', ...seen } }).onDisk;
  expect(await saw()).toEqual(seen);
});
