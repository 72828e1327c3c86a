import { beforeEach, expect, test } from 'vitest';
import { toWire } from '@holdfast/domain/instant';
import type { BookingOnBoard } from './desk.ts';
import { mintId } from './outbox/command-id.ts';
import { seededRandom } from './testing/seeded-random.ts';
import { SimulatedBrowser } from './testing/simulated-browser.ts';
import { resourceIds, serviceId, staffId } from './testing/simulated-calendar.ts';
import { deadLine, perfectLine, SimulatedServer, type Line } from './testing/simulated-server.ts';
import { openDesk, prepareDisk, recordsOnDisk, type OpenDesk } from './testing/simulated-terminal.ts';
import { SimulatedTime } from './testing/simulated-time.ts';

const noon = Date.parse('2026-11-21T12:00:00Z');
const today = '2026-11-21';
const at = (hour: number): string => toWire(Date.parse(`${today}T00:00:00Z`) + hour * 3_600_000);

let time: SimulatedTime;
let server: SimulatedServer;
let browser: SimulatedBrowser;
let line: Line;

beforeEach(async () => {
  time = new SimulatedTime(noon);
  server = new SimulatedServer(time);
  browser = new SimulatedBrowser(time, seededRandom(1));
  line = perfectLine;
  await prepareDisk(browser);
});

const open = (on = browser): Promise<OpenDesk> => openDesk(on, server, () => line);

function create(desk: OpenDesk['desk'], hour: number, resourceId = resourceIds[0]!) {
  const bookingId = mintId(time.clock.now());
  const tap = desk.submit({
    kind: 'create_booking',
    args: { bookingId, serviceId, start: at(hour), resourceIds: [resourceId], customer: { id: mintId(0), name: 'Chen', phone: '+44 7700 900123' } },
    channel: 'walk_in',
  });
  return { bookingId, ...tap };
}

const shown = (desk: OpenDesk['desk']): BookingOnBoard[] =>
  desk.day(today).get().items.filter((item) => item.kind === 'booking');

/** Somebody else takes a slot, behind this terminal's back. */
function takeElsewhere(hour: number, resourceId = resourceIds[0]!): void {
  server.calendar.submit({
    id: mintId(0), seq: 1, schema: 1, locationId: '0190a000-0000-7000-8000-000000000001', actorId: staffId, channel: 'web',
    sawVersion: 0, tappedAt: at(12), kind: 'create_booking',
    args: { bookingId: mintId(0), serviceId, start: at(hour), resourceIds: [resourceId], customer: null },
  });
}

test('an undo is on the board at once, offline too, and is sent behind what it takes back', async () => {
  const { desk } = await open();
  await time.pass(1_000);
  const { bookingId } = create(desk, 14);
  await time.pass(1_000);
  line = deadLine;
  const move = desk.submit({ kind: 'move_booking', args: { bookingId, expectedVersion: 1, start: at(16), resourceIds: [resourceIds[1]!] } });
  expect(shown(desk)).toMatchObject([{ start: Date.parse(at(16)), certainty: 'waiting' }]);
  const undo = desk.submit({ kind: 'undo_command', args: { commandId: move.commandId } });
  expect(shown(desk)).toMatchObject([{ start: Date.parse(at(14)), resourceIds: [resourceIds[0]], certainty: 'waiting', row: { version: 3, status: 'booked' } }]);
  await undo.onDisk;
  line = perfectLine;
  await time.pass(60_000);
  expect(shown(desk)).toMatchObject([{ start: Date.parse(at(14)), certainty: 'confirmed', row: { version: 3 } }]);
  const [, moved, undone] = await recordsOnDisk(browser);
  expect(undone!.command.dependsOn).toBe(moved!.id);
  expect(desk.attention.get()).toEqual([]);
});

test('an undo takes back what was answered long before, and survives a closed browser on the way', async () => {
  const first = await open();
  await time.pass(1_000);
  const { bookingId } = create(first.desk, 14);
  await time.pass(1_000);
  const cancel = first.desk.submit({ kind: 'cancel_booking', args: { bookingId, expectedVersion: 1 } });
  await time.pass(60_000);
  line = deadLine;
  await first.desk.submit({ kind: 'undo_command', args: { commandId: cancel.commandId } }).onDisk;
  first.tab.die();
  const { desk } = await open();
  expect(shown(desk)).toMatchObject([{ id: bookingId, certainty: 'waiting', row: { status: 'booked', version: 3 } }]);
  line = perfectLine;
  await time.pass(60_000);
  expect(shown(desk)).toMatchObject([{ id: bookingId, certainty: 'confirmed', row: { status: 'booked' } }]);
});

test('an undo hides a block that was placed, and shows one that was removed', async () => {
  const { desk } = await open();
  await time.pass(1_000);
  const blocks = () => desk.day(today).get().items.filter(({ kind }) => kind === 'block');
  const args = { blockId: mintId(0), resourceIds: [resourceIds[0]!], start: at(14), end: at(16) };
  const placed = desk.submit({ kind: 'place_block', args });
  await time.pass(1_000);
  expect(blocks()).toHaveLength(1);
  desk.submit({ kind: 'undo_command', args: { commandId: placed.commandId } });
  expect(blocks()).toHaveLength(0);
  await time.pass(1_000);
  expect(blocks()).toHaveLength(0);

  const again = { ...args, blockId: mintId(0) };
  desk.submit({ kind: 'place_block', args: again });
  await time.pass(1_000);
  const removed = desk.submit({ kind: 'remove_block', args: { blockId: again.blockId } });
  expect(blocks()).toHaveLength(0);
  desk.submit({ kind: 'undo_command', args: { commandId: removed.commandId } });
  expect(blocks()).toMatchObject([{ id: again.blockId, certainty: 'waiting' }]);
  await time.pass(1_000);
  expect(blocks()).toMatchObject([{ id: again.blockId, certainty: 'confirmed' }]);
});

test('an undo that is refused says where the booking wanted to be, and an alternative moves it there', async () => {
  const { desk } = await open();
  await time.pass(1_000);
  const { bookingId } = create(desk, 14);
  await time.pass(1_000);
  const move = desk.submit({ kind: 'move_booking', args: { bookingId, expectedVersion: 1, start: at(18), resourceIds: [] } });
  await time.pass(1_000);
  takeElsewhere(14);
  desk.submit({ kind: 'undo_command', args: { commandId: move.commandId } });
  await time.pass(1_000);
  const [card] = desk.attention.get();
  expect(card).toMatchObject({ kind: 'undo_command', outcome: { reason: 'slot_taken' }, wanted: { title: 'Chen', start: Date.parse(at(14)) } });
  expect(shown(desk).filter(({ id }) => id === bookingId)).toMatchObject([{ start: Date.parse(at(18)) }]);
  card!.accept(0);
  await time.pass(1_000);
  expect(shown(desk).filter(({ id }) => id === bookingId)).toMatchObject([{ start: Date.parse(card!.outcome.alternatives[0]!.start), certainty: 'confirmed' }]);
  expect(desk.attention.get()).toEqual([]);
});
