import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BookingRow } from '@holdfast/protocol/rows';
import { isRoomForAll } from '../availability/lay-together.oracle.ts';
import { at, catalogueOf, claim, resource } from '../availability/test-catalogue.ts';
import { judgeMoves, type WantedMove } from './judge-moves.ts';
import { allDay, decidingOn, lesson } from './test-series.ts';

/** Room, lane, and half hours from some midnight. */
interface Place {
  id: string;
  room: number;
  lane: number;
  from: number;
  to: number;
}

const place = fc.record({ room: fc.integer({ min: 1, max: 2 }), from: fc.nat(9), halves: fc.integer({ min: 1, max: 4 }) });
/** Dates of one series and what else lies there, as close as possible, and a step of them all. */
const anyMove = fc.record({
  dates: fc.array(place, { minLength: 1, maxLength: 5 }),
  /** From the lowest lane on, or from the highest. */
  others: fc.array(fc.record({ place, high: fc.boolean() }), { maxLength: 4 }),
  step: fc.integer({ min: -5, max: 5 }),
  /** All get this length, and those of the one room go to the other. */
  halves: fc.option(fc.integer({ min: 1, max: 4 }), { freq: 4 }),
  into: fc.option(fc.integer({ min: 1, max: 2 }), { freq: 2 }),
  /** Ids are drawn by lot, and the order in which dates are given says nothing. */
  lots: fc.uniqueArray(fc.nat(999), { minLength: 5, maxLength: 5 }),
});
type Move = typeof anyMove extends fc.Arbitrary<infer M> ? M : never;

/** The lanes of its room that are free among these, the lowest first. */
function lanesAmong(lanes: number, taken: readonly Place[], wanted: Omit<Place, 'lane'>): number[] {
  const isFree = (lane: number): boolean => !taken.some((one) => one.room === wanted.room && one.lane === lane && one.from < wanted.to && wanted.from < one.to);
  return Array.from({ length: lanes }, (_, at) => at + 1).filter(isFree);
}

/** Whether all of these find lanes together beside those, whatever lane each takes. */
function isRoomFor(lanes: number, taken: readonly Place[], wanted: readonly Omit<Place, 'lane'>[]): boolean {
  const lying = <P extends Omit<Place, 'lane'>>({ room, from, to, ...rest }: P) => ({ ...rest, resourceNo: room, start: from, end: to });
  return isRoomForAll(wanted.map((one) => ({ ...lying(one), capacity: lanes, lanes: 1 })), taken.map((one) => ({ ...lying(one), lane: one.lane })));
}

/** Each on top of the ones before it, by start; null when one finds no lane. */
function laid(lanes: number, taken: readonly Place[], wanted: readonly Omit<Place, 'lane'>[]): Place[] | null {
  const all = [...taken];
  for (const one of wanted.toSorted((a, b) => a.from - b.from || (a.id < b.id ? -1 : 1))) {
    const [lane] = lanesAmong(lanes, all, one);
    if (lane === undefined) return null;
    all.push({ ...one, lane });
  }
  return all;
}

function scene(lanes: number, { dates, others, step, halves, into }: Move, ids: readonly number[]) {
  const placed = (index: number, id: string, { room, from, halves: long }: Move['dates'][number], high = false) => ({ index, id, high, room, from, to: from + long });
  const wanted = [
    ...dates.map((date, at) => placed(at, `l${1_000 + (ids[at] ?? 0)}`, date)),
    ...others.map(({ place: other, high }, at) => placed(dates.length + at, `o${at}`, other, high)),
  ];
  // By where they lie, and not by their ids: the same scene whatever the ids are.
  const all: (Place & { index: number })[] = [];
  for (const { high, ...one } of wanted) {
    const lane = lanesAmong(lanes, all, one).at(high ? -1 : 0);
    if (lane !== undefined) all.push({ ...one, lane });
  }
  const present = all.filter(({ id }) => id.startsWith('l'));
  const fixed = all.filter(({ id }) => id.startsWith('o'));
  const targets = present.map(({ id, index, room, from, to }) => ({
    id, index, room: into ?? room, from: from + step, to: from + step + (halves ?? to - from),
  }));
  return { present, fixed, targets };
}

type Scene = ReturnType<typeof scene>;

/** Which of them go, and where they are laid. */
async function going(lanes: number, { present, fixed, targets }: Scene, { squeeze = 0, isTurned = false } = {}): Promise<(Place & { index: number })[]> {
  const rooms = [1, 2].map((no) => resource(no, { capacity: lanes, squeezeLanes: squeeze, squeezePerDay: squeeze }));
  const catalogue = catalogueOf(rooms, { location: { openingHours: allDay } });
  const hour = (half: number) => 10 + half / 2;
  const bookings = new Map(present.map(({ id, room, from, to }): [string, BookingRow] => {
    const [start, end] = [from, to].map((half) => new Date(at(hour(half))).toISOString()) as [string, string];
    return [id, lesson(0, { id, start, end, resourceIds: [`r${room}`] })];
  }));
  const moves = targets.flatMap(({ id, room, from, to }): WantedMove[] => {
    const booking = bookings.get(id);
    return booking ? [{ booking, start: at(hour(from)), end: at(hour(to)), resourceIds: [`r${room}`] }] : [];
  });
  const taken = [...present, ...fixed].map(({ id, room, lane, from, to }) => claim(room, hour(from), hour(to), { ownerId: id, lane }));
  const exceptions = squeeze > 0 ? { squeezeIn: { reason: 'Pain' } } : {};
  const judged = await judgeMoves(decidingOn({ catalogue, taken, now: at(0), role: 'manager' }), 'desk', isTurned ? moves.toReversed() : moves, exceptions);
  const laneOf = new Map(judged.flatMap((each) => (each.kind === 'moved' ? [[each.wanted.booking.id, each.slot.spans[0]?.on?.[0] ?? 0] as const] : [])));
  return targets.flatMap((target) => {
    const lane = laneOf.get(target.id);
    return lane === undefined ? [] : [{ ...target, lane }];
  });
}

const indexesOf = (places: readonly { index: number }[]): number[] => places.map(({ index }) => index);

/** Where everything lies when these go; null when one of them finds no lane. */
function after(lanes: number, { present, fixed, targets }: Scene, indexes: readonly number[]): Place[] | null {
  return laid(lanes, [...fixed, ...present.filter(({ index }) => !indexes.includes(index))], targets.filter(({ index }) => indexes.includes(index)));
}

function subsets<T>(of: readonly T[]): T[][] {
  return Array.from({ length: 2 ** of.length }, (_, bits) => of.filter((_each, at) => (bits >> at) % 2 === 1));
}

test('in rooms for one, who goes can go, and no choice of those that stay could go along', async () => {
  let inPart = 0;
  await fc.assert(
    fc.asyncProperty(anyMove, async (move) => {
      const drawn = scene(1, move, move.lots);
      const went = indexesOf(await going(1, drawn));
      expect(after(1, drawn, went)).not.toBeNull();
      const stayed = drawn.targets.map(({ index }) => index).filter((index) => !went.includes(index));
      for (const extra of subsets(stayed)) if (extra.length > 0) expect(after(1, drawn, [...went, ...extra])).toBeNull();
      if (went.length > 0 && stayed.length > 0) inPart += 1;
    }),
    { numRuns: 1_000 },
  );
  expect(inPart).toBeGreaterThan(50);
});

test('who goes is a matter of where they lie, not of their ids nor of the order they are given in', async () => {
  await fc.assert(
    fc.asyncProperty(anyMove, async (move) => {
      const went = await going(1, scene(1, move, move.lots));
      expect(indexesOf(await going(1, scene(1, move, move.lots.toReversed()), { isTurned: true }))).toEqual(indexesOf(went));
    }),
    { numRuns: 300 },
  );
});

const together = (one: Place, other: Place): boolean => one.room === other.room && one.lane === other.lane && one.from < other.to && other.from < one.to;

/** What lies where it lay, whoever of the course goes. */
const staysPut = ({ fixed, present }: Scene, gone: readonly { id: string }[]): Place[] => [...fixed, ...present.filter(({ id }) => !gone.some((each) => each.id === id))];

test.each([0, 1])('in rooms for two, with %i lanes beyond, each that goes has one of its own, and nobody stays for whom any arrangement leaves one', async (squeeze) => {
  const seen = { inPart: 0, beyond: 0, arranged: 0 };
  await fc.assert(
    fc.asyncProperty(anyMove, async (move) => {
      const drawn = scene(2, move, move.lots);
      const went = await going(2, drawn, { squeeze });
      const rest = staysPut(drawn, went);
      const lies = [...rest, ...went];
      for (const [at, one] of lies.entries()) expect(lies.slice(0, at).filter((other) => together(one, other))).toEqual([]);
      const [squeezed, regular] = [went.filter(({ lane }) => lane > 2), went.filter(({ lane }) => lane <= 2)];
      for (const room of [1, 2]) expect(squeezed.filter((each) => each.room === room).length).toBeLessThanOrEqual(squeeze);
      for (const one of squeezed) expect(isRoomFor(2, rest, [...regular, one])).toBe(false);
      const stayed = drawn.targets.filter(({ id }) => !went.some((each) => each.id === id));
      for (const wanted of stayed) {
        const others = staysPut(drawn, [...went, wanted]);
        expect(isRoomFor(2, others, [...regular, wanted])).toBe(false);
        // The lane beyond is to be had once a day.
        if (squeeze > 0) expect([...others, ...went].filter(({ room, lane }) => room === wanted.room && lane > 2)).toHaveLength(1);
      }
      if (went.length > 0 && stayed.length > 0) seen.inPart += 1;
      if (squeezed.length > 0) seen.beyond += 1;
      if (laid(2, rest, regular) === null) seen.arranged += 1;
    }),
    { numRuns: 1_500 },
  );
  expect(seen.inPart).toBeGreaterThan(squeeze === 0 ? 20 : 5);
  expect(seen.beyond > 20).toBe(squeeze > 0);
  // By start, each on the lowest lane, they would not all have had one.
  expect(seen.arranged).toBeGreaterThan(3);
});
