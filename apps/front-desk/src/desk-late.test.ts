import { beforeEach, expect, test } from 'vitest';
import { toWire } from '@holdfast/domain/instant';
import { mintId } from './outbox/command-id.ts';
import { at, CounterWorld } from './testing/counter-world.ts';
import { resourceIds, serviceId } from './testing/simulated-house.ts';
import { deadLine, perfectLine } from './testing/simulated-server.ts';
import type { OpenDesk } from './testing/simulated-terminal.ts';

const [late = '', other = ''] = resourceIds;
let world: CounterWorld;

beforeEach(async () => {
  world = await CounterWorld.prepared();
});

function book(desk: OpenDesk['desk'], hour: number, on = [late]): string {
  const bookingId = mintId(world.time.clock.now());
  desk.submit({ kind: 'create_booking', args: { bookingId, serviceId, start: at(hour), resourceIds: on, customer: null } });
  return bookingId;
}
const runLate = (desk: OpenDesk['desk'], minutes: number) => desk.submit({ kind: 'run_late', args: { resourceId: late, minutes, from: toWire(desk.now()) } });
const shown = ({ desk }: OpenDesk, id: string) => {
  const booking = desk.booking(id).get();
  return booking === null ? null : [(booking.start - Date.parse(at(0))) / 3_600_000, booking.certainty, booking.row.version];
};

test('without a network the day moves on the board at once, waiting; the answer makes it certain', async () => {
  const terminal = await world.open();
  await world.time.pass(1_000);
  const [first, second] = [book(terminal.desk, 14), book(terminal.desk, 15)];
  await world.time.pass(1_000);
  world.line = deadLine;
  await runLate(terminal.desk, 30).onDisk;
  expect([shown(terminal, first), shown(terminal, second)]).toEqual([[14.5, 'waiting', 2], [15.5, 'waiting', 2]]);
  // Closed and opened again, it still waits.
  terminal.desk.close();
  const again = await world.open();
  expect([shown(again, first), shown(again, second)]).toEqual([[14.5, 'waiting', 2], [15.5, 'waiting', 2]]);
  world.line = perfectLine;
  await world.time.pass(60_000);
  expect([shown(again, first), shown(again, second)]).toEqual([[14.5, 'confirmed', 2], [15.5, 'confirmed', 2]]);
  expect(again.desk.shortfalls.get()).toEqual([]);
});

test('it is undone as one, offline too', async () => {
  const terminal = await world.open();
  await world.time.pass(1_000);
  const [first, second] = [book(terminal.desk, 14), book(terminal.desk, 16)];
  await world.time.pass(1_000);
  const { commandId } = runLate(terminal.desk, 30);
  await world.time.pass(60_000);
  world.line = deadLine;
  terminal.desk.submit({ kind: 'undo_command', args: { commandId } });
  expect([shown(terminal, first), shown(terminal, second)]).toEqual([[14, 'waiting', 3], [16, 'waiting', 3]]);
  world.line = perfectLine;
  await world.time.pass(60_000);
  expect([shown(terminal, first), shown(terminal, second)]).toEqual([[14, 'confirmed', 3], [16, 'confirmed', 3]]);
});

test('who could not move is listed until somebody decides, over a restart too; an alternative is one move', async () => {
  const terminal = await world.open();
  await world.time.pass(1_000);
  const [stuck, left, moving] = [book(terminal.desk, 14, [late, other]), book(terminal.desk, 17, [late, other]), book(terminal.desk, 20)];
  await world.time.pass(60_000);
  world.line = deadLine;
  await runLate(terminal.desk, 30).onDisk;
  world.takeElsewhere(15, other);
  world.takeElsewhere(18, other);
  world.line = perfectLine;
  await world.time.pass(60_000);
  expect([shown(terminal, stuck), shown(terminal, left), shown(terminal, moving)]).toEqual([[14, 'confirmed', 1], [17, 'confirmed', 1], [20.5, 'confirmed', 2]]);
  expect(terminal.desk.shortfalls.get()).toMatchObject([{ kind: 'run_late', done: 1, missing: [{ bookingId: left, reason: 'slot_taken' }, { bookingId: stuck }] }]);

  const [leftOne, stuckOne] = terminal.desk.shortfalls.get()[0]!.missing;
  await leftOne!.leave();
  const { onDisk } = stuckOne!.accept(0);
  expect(terminal.desk.shortfalls.get()).toEqual([]);
  expect(shown(terminal, stuck)).toEqual([19, 'waiting', 2]);
  await onDisk;
  terminal.desk.close();
  const again = await world.open();
  expect(again.desk.shortfalls.get()).toEqual([]);
  await world.time.pass(60_000);
  expect([shown(again, stuck), shown(again, left)]).toEqual([[19, 'confirmed', 2], [17, 'confirmed', 1]]);
});

test('what is missing is kept for longer than what is settled, and an undo of the whole ends it', async () => {
  const first = await world.open();
  await world.time.pass(1_000);
  book(first.desk, 14, [late, other]);
  const moving = book(first.desk, 20);
  await world.time.pass(60_000);
  world.line = deadLine;
  const { commandId, onDisk } = runLate(first.desk, 30);
  await onDisk;
  world.takeElsewhere(15, other);
  world.line = perfectLine;
  await world.time.pass(60_000);
  first.desk.close();
  await world.time.pass(8 * 24 * 3_600_000);
  const { desk } = await world.open();
  await world.time.pass(60_000);
  expect(desk.shortfalls.get()).toMatchObject([{ commandId, missing: [{}] }]);
  desk.submit({ kind: 'undo_command', args: { commandId } });
  expect(desk.shortfalls.get()).toEqual([]);
  await world.time.pass(60_000);
  expect(desk.booking(moving).get()?.start ?? Date.parse(at(20))).toBe(Date.parse(at(20)));
  expect(desk.shortfalls.get()).toEqual([]);
});

test('an undo that is refused offers other times for the one it was about', async () => {
  const terminal = await world.open();
  await world.time.pass(1_000);
  const only = book(terminal.desk, 14);
  await world.time.pass(60_000);
  const { commandId } = runLate(terminal.desk, 60);
  await world.time.pass(60_000);
  world.takeElsewhere(14, late);
  terminal.desk.submit({ kind: 'undo_command', args: { commandId } });
  await world.time.pass(60_000);
  const [card] = terminal.desk.attention.get();
  expect(card).toMatchObject({ kind: 'undo_command', outcome: { reason: 'slot_taken' } });
  expect(shown(terminal, only)).toEqual([15, 'confirmed', 2]);
});

test('what somebody comes too late for at another location is listed until they know there, over a restart too', async () => {
  const terminal = await world.open();
  await world.time.pass(1_000);
  book(terminal.desk, 14);
  await world.time.pass(1_000);
  world.server.calendar.lateElsewhere = [{ locationId: mintId(0), locationName: 'Harbour', start: at(16), end: at(17), earliest: at(16.25) }];
  runLate(terminal.desk, 30);
  await world.time.pass(60_000);
  const [shortfall] = terminal.desk.shortfalls.get();
  expect(shortfall).toMatchObject({ kind: 'run_late', done: 1, missing: [{ bookingId: null, slot: null, alternatives: [], elsewhere: { locationName: 'Harbour', start: at(16) } }] });
  terminal.desk.close();
  const again = await world.open();
  await again.desk.shortfalls.get()[0]!.missing[0]!.leave();
  expect(again.desk.shortfalls.get()).toEqual([]);
  again.desk.close();
  expect((await world.open()).desk.shortfalls.get()).toEqual([]);
});
