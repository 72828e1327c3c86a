import { beforeEach, expect, test } from 'vitest';
import { mintId } from './outbox/command-id.ts';
import { at, CounterWorld, shownBookings, today } from './testing/counter-world.ts';
import { resourceIds } from './testing/simulated-house.ts';
import { deadLine, perfectLine } from './testing/simulated-server.ts';
import { recordsOnDisk } from './testing/simulated-terminal.ts';

let world: CounterWorld;

beforeEach(async () => {
  world = await CounterWorld.prepared();
});

test('an undo is on the board at once, offline too, and is sent behind what it takes back', async () => {
  const { desk } = await world.open();
  await world.time.pass(1_000);
  const { bookingId } = world.create(desk, 14);
  await world.time.pass(1_000);
  world.line = deadLine;
  const move = desk.submit({ kind: 'move_booking', args: { bookingId, expectedVersion: 1, start: at(16), resourceIds: [resourceIds[1]!] } });
  expect(shownBookings(desk)).toMatchObject([{ start: Date.parse(at(16)), certainty: 'waiting' }]);
  const undo = desk.submit({ kind: 'undo_command', args: { commandId: move.commandId } });
  expect(shownBookings(desk)).toMatchObject([{ start: Date.parse(at(14)), resourceIds: [resourceIds[0]], certainty: 'waiting', row: { version: 3, status: 'booked' } }]);
  await undo.onDisk;
  world.line = perfectLine;
  await world.time.pass(60_000);
  expect(shownBookings(desk)).toMatchObject([{ start: Date.parse(at(14)), certainty: 'confirmed', row: { version: 3 } }]);
  const [, moved, undone] = await recordsOnDisk(world.browser);
  expect(undone!.command.dependsOn).toBe(moved!.id);
  expect(desk.attention.get()).toEqual([]);
});

test('an undo takes back what was answered long before, and survives a closed browser on the way', async () => {
  const first = await world.open();
  await world.time.pass(1_000);
  const { bookingId } = world.create(first.desk, 14);
  await world.time.pass(1_000);
  const cancel = first.desk.submit({ kind: 'cancel_booking', args: { bookingId, expectedVersion: 1 } });
  await world.time.pass(60_000);
  world.line = deadLine;
  await first.desk.submit({ kind: 'undo_command', args: { commandId: cancel.commandId } }).onDisk;
  first.tab.die();
  const { desk } = await world.open();
  expect(shownBookings(desk)).toMatchObject([{ id: bookingId, certainty: 'waiting', row: { status: 'booked', version: 3 } }]);
  world.line = perfectLine;
  await world.time.pass(60_000);
  expect(shownBookings(desk)).toMatchObject([{ id: bookingId, certainty: 'confirmed', row: { status: 'booked' } }]);
});

test('an undo of a booking that was made by mistake clears the board at once, whether it was sent or not', async () => {
  const { desk } = await world.open();
  await world.time.pass(1_000);
  const standing = () => shownBookings(desk).filter(({ row }) => row.status !== 'cancelled');
  const sent = world.create(desk, 14);
  await world.time.pass(1_000);
  desk.submit({ kind: 'undo_command', args: { commandId: sent.commandId } });
  expect(standing()).toEqual([]);
  await world.time.pass(1_000);
  expect(standing()).toEqual([]);

  world.line = deadLine;
  const unsent = world.create(desk, 15);
  expect(standing()).toHaveLength(1);
  desk.submit({ kind: 'undo_command', args: { commandId: unsent.commandId } });
  expect(standing()).toEqual([]);
  world.line = perfectLine;
  await world.time.pass(60_000);
  expect(standing()).toEqual([]);
  expect((await recordsOnDisk(world.browser)).map(({ kind, state }) => [kind, state])).toEqual(Array(2).fill([['create_booking', 'absorbed'], ['undo_command', 'absorbed']]).flat());
  expect(desk.attention.get()).toEqual([]);
});

test('an undo of a hold gives its time back at once, with a connection and without', async () => {
  const { desk } = await world.open();
  await world.time.pass(1_000);
  const hold = (hour: number) => desk.submit({ kind: 'place_hold', args: { holdId: mintId(0), serviceId: null, start: at(hour), end: at(hour + 1), resourceIds: [resourceIds[0]!], customer: null } });
  const undo = (commandId: string) => desk.submit({ kind: 'undo_command', args: { commandId } });
  const held = () => [desk.holds.get().length, desk.day(today).get().items.filter(({ kind }) => kind === 'hold').length];
  const sent = hold(14);
  await world.time.pass(1_000);
  expect(held()).toEqual([1, 1]);
  world.line = deadLine;
  undo(sent.commandId);
  const unsent = hold(16);
  expect(held()).toEqual([1, 1]);
  await undo(unsent.commandId).onDisk;
  expect(held()).toEqual([0, 0]);
  world.line = perfectLine;
  await world.time.pass(60_000);
  expect(held()).toEqual([0, 0]);
  expect([...world.server.calendar.holds.values()].map(({ status }) => status)).toEqual(['released', 'released']);
  expect(desk.attention.get()).toEqual([]);
});

test('what is taken back before it was sent, and then refused, asks nobody anything, and nothing stays held', async () => {
  const { desk } = await world.open();
  await world.time.pass(1_000);
  world.takeElsewhere(14);
  const kept = world.create(desk, 12);
  await world.time.pass(1_000);
  world.line = deadLine;
  const slip = world.create(desk, 14);
  desk.submit({ kind: 'undo_command', args: { commandId: slip.commandId } });
  const move = desk.submit({ kind: 'move_booking', args: { bookingId: kept.bookingId, start: at(14), resourceIds: [resourceIds[0]!] } });
  await desk.submit({ kind: 'undo_command', args: { commandId: move.commandId } }).onDisk;
  world.line = perfectLine;
  await world.time.pass(60_000);
  expect((await recordsOnDisk(world.browser)).map(({ kind, state }) => [kind, state])).toEqual([
    ['create_booking', 'absorbed'], ['create_booking', 'dismissed'], ['undo_command', 'absorbed'], ['move_booking', 'dismissed'], ['undo_command', 'absorbed'],
  ]);
  expect(desk.attention.get()).toEqual([]);
  expect(desk.holds.get()).toEqual([]);
  expect(desk.booking(kept.bookingId).get()).toMatchObject({ start: Date.parse(at(12)), certainty: 'confirmed', row: { version: 1 } });
});

test('an undo hides a block that was placed, and shows one that was removed', async () => {
  const { desk } = await world.open();
  await world.time.pass(1_000);
  const blocks = () => desk.day(today).get().items.filter(({ kind }) => kind === 'block');
  const args = { blockId: mintId(0), resourceIds: [resourceIds[0]!], start: at(14), end: at(16) };
  const placed = desk.submit({ kind: 'place_block', args });
  await world.time.pass(1_000);
  expect(blocks()).toHaveLength(1);
  desk.submit({ kind: 'undo_command', args: { commandId: placed.commandId } });
  expect(blocks()).toHaveLength(0);
  await world.time.pass(1_000);
  expect(blocks()).toHaveLength(0);

  const again = { ...args, blockId: mintId(0) };
  desk.submit({ kind: 'place_block', args: again });
  await world.time.pass(1_000);
  const removed = desk.submit({ kind: 'remove_block', args: { blockId: again.blockId } });
  expect(blocks()).toHaveLength(0);
  desk.submit({ kind: 'undo_command', args: { commandId: removed.commandId } });
  expect(blocks()).toMatchObject([{ id: again.blockId, certainty: 'waiting' }]);
  await world.time.pass(1_000);
  expect(blocks()).toMatchObject([{ id: again.blockId, certainty: 'confirmed' }]);
});

test('an undo that is refused says where the booking wanted to be, and an alternative moves it there', async () => {
  const { desk } = await world.open();
  await world.time.pass(1_000);
  const { bookingId } = world.create(desk, 14);
  await world.time.pass(1_000);
  const move = desk.submit({ kind: 'move_booking', args: { bookingId, expectedVersion: 1, start: at(18), resourceIds: [] } });
  await world.time.pass(1_000);
  world.takeElsewhere(14);
  desk.submit({ kind: 'undo_command', args: { commandId: move.commandId } });
  await world.time.pass(1_000);
  const [card] = desk.attention.get();
  expect(card).toMatchObject({ kind: 'undo_command', outcome: { reason: 'slot_taken' }, wanted: { title: 'Chen', start: Date.parse(at(14)) } });
  expect(shownBookings(desk).filter(({ id }) => id === bookingId)).toMatchObject([{ start: Date.parse(at(18)) }]);
  card!.accept(0);
  await world.time.pass(1_000);
  expect(shownBookings(desk).filter(({ id }) => id === bookingId)).toMatchObject([{ start: Date.parse(card!.outcome.alternatives[0]!.start), certainty: 'confirmed' }]);
  expect(desk.attention.get()).toEqual([]);
});

test('what another counter did is taken back by what the record says, and a refusal offers other times', async () => {
  const { desk } = await world.open();
  await world.time.pass(1_000);
  const { bookingId } = world.create(desk, 14);
  await world.time.pass(1_000);
  const before = desk.booking(bookingId).get()!.row;
  const commandId = world.moveElsewhere(bookingId, 18);
  await world.time.pass(60_000);
  expect(shownBookings(desk)).toMatchObject([{ start: Date.parse(at(18)) }]);
  world.takeElsewhere(14);
  desk.submit({ kind: 'undo_command', args: { commandId }, takesBack: { kind: 'move_booking', before } });
  expect(desk.booking(bookingId).get()).toMatchObject({ start: Date.parse(at(14)), certainty: 'waiting' });
  await world.time.pass(1_000);
  const [card] = desk.attention.get();
  expect(card!.wanted).toMatchObject({ bookingId, start: Date.parse(at(14)), end: Date.parse(at(15)) });
  expect(card!.accept(0)).toMatchObject({ commandId: expect.any(String) });
});
