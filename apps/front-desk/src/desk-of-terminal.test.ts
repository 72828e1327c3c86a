import { beforeEach, describe, expect, test } from 'vitest';
import { at, CounterWorld, shownBookings } from './testing/counter-world.ts';
import { resourceIds } from './testing/simulated-house.ts';
import { deadLine, perfectLine } from './testing/simulated-server.ts';
import { recordsOnDisk, type OpenDesk } from './testing/simulated-terminal.ts';

let world: CounterWorld;

beforeEach(async () => {
  world = await CounterWorld.prepared();
});

describe('a tap', () => {
  test('is on the board before submit returns, and waits until the server answered', async () => {
    const { desk } = await world.open();
    await world.time.pass(1_000);
    const { bookingId, onDisk } = world.create(desk, 14);
    expect(shownBookings(desk)).toMatchObject([{ id: bookingId, certainty: 'waiting', row: { version: 1 } }]);
    await onDisk;
    expect(desk.connection.get().waiting).toBe(1);
    await world.time.pass(1_000);
    expect(shownBookings(desk)).toMatchObject([{ id: bookingId, certainty: 'confirmed', row: { reference: 'HF-0' } }]);
    expect(desk.connection.get()).toMatchObject({ state: 'online', waiting: 0 });
  });

  test('survives a closed browser and a dead network, and is answered exactly once', async () => {
    const first = await world.open();
    await world.time.pass(1_000);
    world.line = deadLine;
    const { bookingId, commandId, onDisk } = world.create(first.desk, 14);
    await onDisk;
    first.tab.die();
    const { desk } = await world.open();
    expect(shownBookings(desk)).toMatchObject([{ id: bookingId, certainty: 'waiting' }]);
    await world.time.pass(60_000);
    expect(desk.connection.get()).toMatchObject({ state: 'offline', waiting: 1 });
    world.line = perfectLine;
    await world.time.pass(60_000);
    expect(shownBookings(desk)).toMatchObject([{ id: bookingId, certainty: 'confirmed' }]);
    expect(world.server.calendar.executed).toEqual([commandId]);
  });

  test('that the disk refuses is taken back and says so', async () => {
    const { desk, tab } = await world.open();
    await world.time.pass(1_000);
    tab.diskFault = new DOMException('full', 'QuotaExceededError');
    const { onDisk } = world.create(desk, 14);
    const fault = onDisk.then(() => null, String);
    expect(shownBookings(desk)).toHaveLength(1);
    await world.time.pass(100);
    expect(await fault).toContain('full');
    expect(shownBookings(desk)).toHaveLength(0);
    expect(desk.connection.get().waiting).toBe(0);
  });

  test('predicts the versions that the next tap on the same booking expects', async () => {
    const { desk } = await world.open();
    await world.time.pass(1_000);
    world.line = deadLine;
    const { bookingId } = world.create(desk, 14);
    desk.submit({ kind: 'arrive_booking', args: { bookingId, expectedVersion: 1 } });
    const row = desk.booking(bookingId).get()!.row;
    expect(row).toMatchObject({ status: 'arrived', version: 2 });
    await desk.submit({ kind: 'start_booking', args: { bookingId, expectedVersion: row.version } }).onDisk;
    world.line = perfectLine;
    await world.time.pass(60_000);
    expect(desk.booking(bookingId).get()).toMatchObject({ certainty: 'confirmed', row: { status: 'in_service', version: 3 } });
    const [created, arrived, started] = await recordsOnDisk(world.browser);
    expect(arrived!.command.dependsOn).toBe(created!.id);
    expect(started!.command.dependsOn).toBe(arrived!.id);
  });
});

describe('a refusal', () => {
  async function refused(): Promise<OpenDesk & { bookingId: string; commandId: string }> {
    const opened = await world.open();
    await world.time.pass(1_000);
    world.line = deadLine;
    const tap = world.create(opened.desk, 17);
    await tap.onDisk;
    world.takeElsewhere(17);
    world.line = perfectLine;
    await world.time.pass(60_000);
    return { ...opened, ...tap };
  }

  test('is a card with a held alternative, and accepting it ends the card for good', async () => {
    const { desk, tab, bookingId, commandId } = await refused();
    const [card] = desk.attention.get();
    expect(card).toMatchObject({ commandId, kind: 'create_booking', wanted: { title: 'Chen', bookingId }, customer: { name: 'Chen', phone: '+44 7700 900123' }, outcome: { reason: 'slot_taken' } });
    const { onDisk } = card!.accept(0);
    expect(desk.attention.get()).toEqual([]);
    expect(shownBookings(desk).filter(({ id }) => id === bookingId)).toMatchObject([{ certainty: 'waiting', start: Date.parse(at(18)) }]);
    await onDisk;
    tab.die();
    const again = await world.open();
    expect(again.desk.attention.get()).toEqual([]);
    await world.time.pass(60_000);
    expect(shownBookings(again.desk).filter(({ id }) => id === bookingId)).toMatchObject([{ certainty: 'confirmed', start: Date.parse(at(18)) }]);
    expect(world.server.calendar.bookings.get(bookingId)).toMatchObject({ start: at(18) });
  });

  test('dismissed releases what was held, and the wish leaves the board', async () => {
    const { desk, bookingId } = await refused();
    expect(shownBookings(desk).find(({ id }) => id === bookingId)).toMatchObject({ certainty: 'refused' });
    await desk.attention.get()[0]!.dismiss('comes tomorrow').onDisk;
    await world.time.pass(60_000);
    expect(desk.attention.get()).toEqual([]);
    expect(shownBookings(desk).find(({ id }) => id === bookingId)).toBeUndefined();
    expect([...world.server.calendar.holds.values()].map(({ status }) => status)).toEqual(['released']);
  });

  test('can be decided once: the second tab that accepts is told so', async () => {
    const one = await refused();
    const two = await world.open();
    await world.time.pass(1_000);
    const mine = one.desk.attention.get()[0]!.accept(0);
    const theirs = two.desk.attention.get()[0]!.accept(0);
    const fault = theirs.onDisk.then(() => null, String);
    await mine.onDisk;
    expect(await fault).toContain('already decided');
    await world.time.pass(60_000);
    expect(two.desk.attention.get()).toEqual([]);
    expect(world.server.calendar.bookings.get(one.bookingId)).toMatchObject({ start: at(18) });
  });

  test('of a step that is not about time is a card to dismiss', async () => {
    const { desk } = await world.open();
    await world.time.pass(1_000);
    const { bookingId } = world.create(desk, 14);
    await world.time.pass(1_000);
    desk.submit({ kind: 'edit_booking', args: { bookingId, expectedVersion: 9, notes: 'late' } });
    await world.time.pass(1_000);
    expect(desk.attention.get()).toMatchObject([{ kind: 'edit_booking', outcome: { reason: 'stale_version' } }]);
    expect(() => desk.attention.get()[0]!.accept(0)).toThrow(RangeError);
  });

  test('of a move leaves the booking where it was and shows the wish beside it', async () => {
    const { desk } = await world.open();
    await world.time.pass(1_000);
    const { bookingId } = world.create(desk, 14);
    world.takeElsewhere(17);
    await world.time.pass(1_000);
    const moved = desk.submit({ kind: 'move_booking', args: { bookingId, expectedVersion: 1, start: at(17), resourceIds: [] } });
    await world.time.pass(1_000);
    expect(shownBookings(desk).filter(({ id }) => id === bookingId)).toMatchObject([
      { key: bookingId, certainty: 'confirmed', start: Date.parse(at(14)) },
      { key: `refused:${moved.commandId}`, certainty: 'refused', start: Date.parse(at(17)) },
    ]);
    await desk.attention.get()[0]!.accept(0).onDisk;
    await world.time.pass(1_000);
    expect(shownBookings(desk).filter(({ id }) => id === bookingId)).toMatchObject([{ certainty: 'confirmed', start: Date.parse(at(18)) }]);
  });
});

describe('risk', () => {
  test('a waiting booking is marked once somebody else committed the time', async () => {
    const { desk } = await world.open();
    await world.time.pass(1_000);
    const { bookingId, commandId } = world.create(desk, 17);
    world.server.poison.add(commandId);
    world.takeElsewhere(17);
    await world.time.pass(1_000);
    expect(desk.booking(bookingId).get()).toMatchObject({ certainty: 'waiting', atRisk: true });
  });
});

describe('the sender', () => {
  test('parks what cannot be read and gets everything else answered', async () => {
    const { desk } = await world.open();
    await world.time.pass(1_000);
    world.line = deadLine;
    const taps = [13, 14, 15].map((hour) => world.create(desk, hour));
    await Promise.all(taps.map(({ onDisk }) => onDisk));
    world.server.garbled.add(taps[1]!.commandId);
    world.line = perfectLine;
    await world.time.pass(60_000);
    expect(desk.connection.get()).toMatchObject({ waiting: 0, stuck: 1 });
    expect(shownBookings(desk).map(({ certainty }) => certainty)).toEqual(['confirmed', 'refused', 'confirmed']);
    const blob = await desk.exportOutbox();
    expect(await blob.text()).toContain(taps[1]!.commandId);
  });

  test('is not delayed by a command the server falls over on, and still sends it when it can', async () => {
    const { desk } = await world.open();
    await world.time.pass(1_000);
    world.line = deadLine;
    const taps = [13, 14, 15, 16].map((hour) => world.create(desk, hour));
    await Promise.all(taps.map(({ onDisk }) => onDisk));
    world.server.poison.add(taps[0]!.commandId);
    world.line = perfectLine;
    await world.time.pass(40_000);
    expect(desk.connection.get().waiting).toBe(1);
    world.server.poison.clear();
    await world.time.pass(60_000);
    expect(desk.connection.get().waiting).toBe(0);
    expect(new Set(world.server.calendar.executed).size).toBe(4);
  });

  test('holds everything when the terminal was revoked, and sends it after enrolling again', async () => {
    const { desk } = await world.open();
    await world.time.pass(1_000);
    world.server.enrolled = false;
    await world.create(desk, 14).onDisk;
    await world.time.pass(10_000);
    const session = desk.session.get();
    expect(session.state).toBe('unenrolled');
    expect((await recordsOnDisk(world.browser))[0]).toMatchObject({ state: 'queued' });
    if (session.state !== 'unenrolled') throw new Error('not reached');
    const answer = session.enrol('CODE', 'Front');
    await world.time.pass(60_000);
    expect(await answer).toEqual({ ok: true });
    expect((await recordsOnDisk(world.browser))[0]).toMatchObject({ state: 'absorbed' });
  });
});

describe('tabs', () => {
  test('a tap in any tab is sent by the one that leads and seen in all', async () => {
    const one = await world.open();
    const two = await world.open();
    await world.time.pass(1_000);
    const { bookingId } = world.create(two.desk, 14);
    await world.time.pass(100);
    expect(shownBookings(one.desk)).toMatchObject([{ id: bookingId }]);
    await world.time.pass(1_000);
    expect(shownBookings(one.desk)).toMatchObject([{ certainty: 'confirmed' }]);
    expect(shownBookings(two.desk)).toMatchObject([{ certainty: 'confirmed' }]);
    expect(two.desk.connection.get()).toMatchObject({ state: 'online', waiting: 0 });
    expect(world.server.arrived).toHaveLength(1);
  });

  test('a frozen leader loses the lock, and what it was sending is sent by the next', async () => {
    const one = await world.open();
    const two = await world.open();
    await world.time.pass(1_000);
    one.tab.frozen = true;
    const { bookingId } = world.create(two.desk, 14);
    await world.time.pass(60_000);
    expect(shownBookings(two.desk)).toMatchObject([{ id: bookingId, certainty: 'confirmed' }]);
    expect(world.server.calendar.executed).toHaveLength(1);
  });

  test('a closed leader is followed at once', async () => {
    const one = await world.open();
    const two = await world.open();
    await world.time.pass(1_000);
    one.tab.die();
    world.create(two.desk, 14);
    await world.time.pass(2_000);
    expect(shownBookings(two.desk)).toMatchObject([{ certainty: 'confirmed' }]);
  });
});

describe('the copy', () => {
  test('shows the cached day with the server gone', async () => {
    world.takeElsewhere(15);
    const first = await world.open();
    await world.time.pass(1_000);
    first.tab.die();
    world.line = deadLine;
    const { desk } = await world.open();
    expect(shownBookings(desk)).toMatchObject([{ certainty: 'confirmed', start: Date.parse(at(15)) }]);
    expect(desk.catalogue.get().resources).toHaveLength(3);
    expect(desk.session.get()).toMatchObject({ state: 'signed_in', actor: { name: 'Ana' } });
  });

  test('fetches a day outside the window when somebody looks at it', async () => {
    const { desk } = await world.open();
    await world.time.pass(1_000);
    const far = desk.day('2027-06-01');
    expect(far.get().loaded).toBe(false);
    await world.time.pass(1_000);
    expect(far.get().loaded).toBe(true);
  });

  test('a restored server gets again what it lost, under the old ids', async () => {
    const { desk } = await world.open();
    await world.time.pass(1_000);
    // Committed and answered, but the feed's echo never came before the restore.
    const { bookingId, commandId } = world.create(desk, 14);
    const original = world.server.calendar.submit.bind(world.server.calendar);
    world.server.calendar.submit = (command) => {
      const outcome = original(command);
      world.server.calendar.submit = original;
      world.server.calendar.restore(0, 'restored');
      return outcome;
    };
    await world.time.pass(60_000);
    expect(world.server.arrived).toEqual([commandId, commandId]);
    expect(world.server.calendar.executed).toEqual([commandId]);
    expect(shownBookings(desk)).toMatchObject([{ id: bookingId, certainty: 'confirmed' }]);
  });

  test('an answer from before a restore that comes after it counts for nothing', async () => {
    const { desk } = await world.open();
    await world.time.pass(1_000);
    const delays = [5, 5_000];
    world.line = { ...perfectLine, delayMs: () => delays.shift() ?? 5 };
    const { bookingId, commandId } = world.create(desk, 14);
    const original = world.server.calendar.submit.bind(world.server.calendar);
    world.server.calendar.submit = (command) => {
      const outcome = original(command);
      world.server.calendar.submit = original;
      world.server.calendar.restore(0, 'restored');
      world.takeElsewhere(16, resourceIds[1]); // the poke of which tells the terminal
      return outcome;
    };
    await world.time.pass(4_000);
    // The copy is the restored one by now, and nothing stands in it that the late answer speaks of.
    expect(world.server.calendar.executed).not.toContain(commandId);
    expect(shownBookings(desk)).toContainEqual(expect.objectContaining({ id: bookingId, certainty: 'waiting' }));
    await world.time.pass(60_000);
    expect(world.server.calendar.executed).toContain(commandId);
    expect(await recordsOnDisk(world.browser)).toMatchObject([{ id: commandId, state: 'absorbed' }]);
    expect(shownBookings(desk)).toContainEqual(expect.objectContaining({ id: bookingId, certainty: 'confirmed' }));
  });

  test('finds people by any run of phone digits, name and reference', async () => {
    const { desk } = await world.open();
    await world.time.pass(1_000);
    world.create(desk, 14);
    const found = ['900 123', '07700 900123', '+44 7700', 'chen'].map((query) => desk.search(query, 5).length);
    expect(found).toEqual([1, 1, 1, 1]);
    expect(desk.search('chen', 5)).toMatchObject([{ booking: { certainty: 'waiting' } }]);
    await world.time.pass(1_000);
    expect(desk.search('hf-0', 5)).toMatchObject([{ booking: { row: { reference: 'HF-0' } } }]);
    expect(desk.search('Nobody', 5)).toEqual([]);
  });
});
