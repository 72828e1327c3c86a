import { beforeEach, expect, test } from 'vitest';
import { at, CounterWorld } from './testing/counter-world.ts';
import { perfectLine, type Line } from './testing/simulated-server.ts';

/** Everything arrives, and no answer comes back. */
const deafLine: Line = { delayMs: () => 5, fault: () => 'drop_after' };

let world: CounterWorld;

beforeEach(async () => {
  world = await CounterWorld.prepared();
});

/** A booking that this computer edited, as the server knows and the computer does not; then `meanwhile`, and it is cancelled here. */
async function cancelledBehindAnEdit(meanwhile: (bookingId: string) => void) {
  const first = await world.open();
  await world.time.pass(1_000);
  const { bookingId } = world.create(first.desk, 14);
  await world.time.pass(1_000);
  world.line = deafLine;
  await first.desk.submit({ kind: 'edit_booking', args: { bookingId, expectedVersion: 1, notes: 'Side door' } }).onDisk;
  await world.time.pass(1_000);
  meanwhile(bookingId);
  await first.desk.submit({ kind: 'cancel_booking', args: { bookingId } }).onDisk;
  first.tab.die();
  world.line = perfectLine;
  const { desk } = await world.open();
  await world.time.pass(60_000);
  return { attention: desk.attention.get(), booking: world.server.calendar.bookings.get(bookingId) };
}

test('what somebody else did after a command of one’s own, and before the next one came, is not overruled', async () => {
  const { attention, booking } = await cancelledBehindAnEdit((bookingId) => void world.moveElsewhere(bookingId, 16));
  expect(attention).toMatchObject([{ kind: 'cancel_booking', outcome: { reason: 'stale_version' } }]);
  expect(booking).toMatchObject({ start: at(16), status: 'booked', notes: 'Side door', version: 3 });
});

test('one’s own doing is no news', async () => {
  const { attention, booking } = await cancelledBehindAnEdit(() => {});
  expect(attention).toEqual([]);
  expect(booking).toMatchObject({ status: 'cancelled', version: 3 });
});
