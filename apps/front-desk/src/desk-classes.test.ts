import { expect, test } from 'vitest';
import { mintId } from './outbox/command-id.ts';
import { at, CounterWorld, shownBookings } from './testing/counter-world.ts';
import { resources, service } from './testing/simulated-house.ts';
import { deadLine } from './testing/simulated-server.ts';

const [room] = resources;
const day = { start: Date.parse(at(0)), end: Date.parse(at(24)) };

/** A counter whose first room and whose service have just been made one for classes, with a guest in the class at two. */
async function withClass() {
  const world = await CounterWorld.prepared();
  const { desk } = await world.open();
  await world.time.pass(1_000);
  world.server.calendar.write([
    { entity: 'resource', row: { ...room!, capacity: 12, oneClassAtATime: true } },
    { entity: 'service', row: { ...service, isClass: true } },
  ]);
  const { bookingId } = world.create(desk, 14);
  await world.time.pass(60_000);
  return { world, desk, bookingId };
}

test('without a network the next place of a class is painted as any, and beside it nobody is safe', async () => {
  const { world, desk, bookingId } = await withClass();
  world.line = deadLine;
  const [second, beside] = [world.create(desk, 14), world.create(desk, 14.5)];
  const shown = new Map(shownBookings(desk).map(({ id, certainty, atRisk }) => [id, [certainty, atRisk]]));
  expect(shown).toEqual(new Map([[bookingId, ['confirmed', false]], [second.bookingId, ['waiting', false]], [beside.bookingId, ['waiting', true]]]));
});

test('a class stays one, and comes later as one, when nothing more is sold of its service', async () => {
  const { world, desk, bookingId } = await withClass();
  const { calendar } = world.server;
  calendar.write([
    { entity: 'booking', row: { ...calendar.bookings.get(bookingId)!, id: mintId(0), reference: 'HF-2' } },
    { entity: 'service', row: { ...service, isClass: true, archived: true } },
  ]);
  await world.time.pass(60_000);
  expect(desk.catalogue.get().services).toEqual([]);
  const [first, second, ...more] = desk.busy(room!.id, day).map(({ classKey }) => classKey);
  expect(first).toContain(service.id);
  expect([second, ...more]).toEqual([first]);
  expect(desk.foreseeLate(room!.id, 15, Date.parse(at(13)))).toMatchObject({ moved: [{}, {}], staying: [] });
});
