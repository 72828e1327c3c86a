import { expect, test } from 'vitest';
import type { BookingRow } from '@holdfast/protocol/rows';
import type { ExceptionRequest } from '../availability/exceptions.ts';
import { at, catalogueOf, claim, hourService, resource } from '../availability/test-catalogue.ts';
import { judgeMoves, type WantedMove } from './judge-moves.ts';
import { allDay, decidingOn, lesson, type SeriesInMemory } from './test-series.ts';

const day = 24;
const daily = (count: number) => Array.from({ length: count }, (_, index) => lesson(10 + index * day));
const by = (hours: number, booking: BookingRow, length = 1): WantedMove => {
  const start = Date.parse(booking.start) + hours * 3_600_000;
  return { booking, start, end: start + length * 3_600_000, resourceIds: booking.resourceIds };
};

/** Of each in the order given: the hour it moves to, or why not. */
async function said(moves: readonly WantedMove[], over: SeriesInMemory = {}): Promise<string[]> {
  const judged = await judgeMoves(decidingOn({ lessons: moves.map(({ booking }) => booking), ...over }), 'desk', moves);
  return judged.map((each) =>
    each.kind === 'moved' ? `${(each.slot.range.start - at(0)) / 3_600_000}` : `${each.wanted.booking.id} stays: ${each.because.reason}`,
  );
}

test('each moves into the place of the next, later and earlier', async () => {
  const course = daily(3);
  expect(await said(course.map((one) => by(day, one)))).toEqual(['34', '58', '82']);
  expect(await said(course.map((one) => by(-0.5, one)))).toEqual(['9.5', '33.5', '57.5']);
});

test('whoever cannot move is in the way of those behind, and of nobody else', async () => {
  const course = daily(4);
  const later = course.map((one) => by(day, one));
  expect(await said(later, { taken: [claim(1, 10 + 4 * day, 11 + 4 * day)] })).toEqual(course.map(({ id }) => `${id} stays: slot_taken`));
  const gap = [course[0], course[2], course[3]].flatMap((one) => one ?? []).map((one) => by(day, one));
  expect(await said(gap, { taken: [claim(1, 10 + day, 11 + day)] })).toEqual(['l10 stays: slot_taken', '82', '106']);
});

test('they need not be given by their time', async () => {
  const [first, second, third] = daily(3).map((one) => by(day, one)) as [WantedMove, WantedMove, WantedMove];
  expect(await said([third, first, second])).toEqual(['82', '34', '58']);
});

test('who stays is told what is in the way and what else is free', async () => {
  const moves = daily(2).map((one) => by(2, one));
  const [first] = await judgeMoves(decidingOn({ lessons: moves.map(({ booking }) => booking), taken: [claim(1, 12, 13, { ownerKind: 'block' })] }), 'desk', moves);
  expect(first).toMatchObject({
    kind: 'unmoved',
    because: { reason: 'resource_blocked', detail: 'Room 1 is blocked from 12:00 to 13:00.', conflicts: [{ resourceId: 'r1', kind: 'block', start: '2026-12-02T12:00:00.000Z' }] },
    alternatives: [{ start: '2026-12-02T12:00:00.000Z', resourceIds: ['r2'] }, { resourceIds: ['r3'] }, { start: '2026-12-02T11:00:00.000Z' }],
  });
});

test('who stays for a rule of the house is told it, with what lies there', async () => {
  const catalogue = catalogueOf([resource(1)], { location: { gridMinutes: 30, kinds: { room: { shortestSellableMinutes: 60 } } } });
  const moves = [by(2, lesson(10)), by(2, lesson(10 + day))];
  const [first] = await judgeMoves(decidingOn({ catalogue, lessons: moves.map(({ booking }) => booking), taken: [claim(1, 13.5, 15)] }), 'desk', moves);
  expect(first).toMatchObject({ because: { reason: 'gap_too_short', detail: expect.stringContaining('30 minutes left from 13:00 to 13:30') as string, conflicts: [] } });
});

test('a room that is gone is no reason to look around', async () => {
  const gone = lesson(10, { resourceIds: ['gone'] });
  const moves = [by(2, gone), by(2, lesson(10 + day))];
  const [first] = await judgeMoves(decidingOn(), 'desk', moves);
  expect(first).toMatchObject({ kind: 'unmoved', because: { reason: 'not_found', conflicts: [] }, alternatives: [] });
});

test('what was sold moves on, though nobody is sold it any more', async () => {
  const catalogue = catalogueOf([resource(1)], { services: [{ ...hourService, archived: true }] });
  expect(await said([by(2, lesson(10))], { catalogue })).toEqual(['12']);
});

test('what the counter agreed to take longer keeps its length, whoever moves it', async () => {
  const long = lesson(10, { end: new Date(at(11.5)).toISOString() });
  const asGuest = (length: number) => judgeMoves(decidingOn({ lessons: [long] }), 'web', [by(2, long, length)]);
  expect(await asGuest(1.5)).toMatchObject([{ kind: 'moved' }]);
  expect(await asGuest(2)).toMatchObject([{ kind: 'unmoved', because: { reason: 'policy_forbids' } }]);
});

test('no two of them are told the same opening first, also of what is sold no more', async () => {
  const services = [{ ...hourService, archived: true }];
  const moves = [by(2, lesson(10)), by(2, lesson(11))];
  const taken = [claim(1, 12, 14), claim(2, 8, 18), claim(3, 8, 18)];
  const judged = await judgeMoves(
    decidingOn({ catalogue: catalogueOf([resource(1), resource(2), resource(3)], { services }), lessons: moves.map(({ booking }) => booking), taken }), 'desk', moves,
  );
  const firsts = judged.map((each) => (each.kind === 'unmoved' ? each.alternatives[0]?.start : null));
  expect(firsts).toEqual(['2026-12-02T14:00:00.000Z', '2026-12-02T15:00:00.000Z']);
});

test('who stays is offered what they may move to, and then their present time is beside it no more', async () => {
  const catalogue = catalogueOf([resource(1)], { location: { gridMinutes: 30, kinds: { room: { shortestSellableMinutes: 120 } } } });
  const [early, late] = [lesson(10), lesson(16, { end: new Date(at(18)).toISOString() })];
  const judged = await judgeMoves(
    decidingOn({ catalogue, lessons: [early, late], taken: [claim(1, 8, 10)] }), 'desk', [by(1.5, early), by(-4.5, late, 2)],
  );
  const firsts = judged.map((each) => (each.kind === 'unmoved' ? [each.because.reason, each.alternatives[0]?.start] : each.kind));
  // At eleven the first would leave its hour; the second keeps clear of where the first would be.
  expect(firsts).toEqual([['gap_too_short', '2026-12-02T12:00:00.000Z'], ['gap_too_short', '2026-12-02T13:00:00.000Z']]);
});

test('longer than the days between them, every other one has no place', async () => {
  // A day and an hour each: none fits between two that stay where they are.
  expect(await said(daily(2).map((one) => by(1, one, 25)), { catalogue: catalogueOf([resource(1)], { location: { openingHours: allDay } }) })).toEqual([
    'l10 stays: slot_taken', '35',
  ]);
});

test('who was in the way of one that stays after all goes, and what it is told of the other is how it ends', async () => {
  // To the first room, where the one would lie on the other’s new place and on its present one.
  const [here, beside] = [lesson(10), lesson(10.25, { resourceIds: ['r2'] })];
  const moves = [by(0.5, here), { ...by(0.5, beside), resourceIds: ['r1'] }];
  expect(await said(moves)).toEqual(['10.5', 'l10.25 stays: slot_taken']);
  const [, stays] = await judgeMoves(decidingOn({ lessons: [here, beside] }), 'desk', moves);
  expect(stays).toMatchObject({ because: { conflicts: [{ start: '2026-12-02T10:30:00.000Z', end: '2026-12-02T11:30:00.000Z' }] } });
  // Those behind it follow.
  const behind = [8, 9].map((hour) => by(0.5, lesson(hour)));
  expect(await said([...behind, ...moves])).toEqual(['8.5', '9.5', '10.5', 'l10.25 stays: slot_taken']);
});

test('one that leaves after all makes room for one that was asked before it', async () => {
  const anywhere = { serviceId: null };
  const until = (hour: number) => new Date(at(hour)).toISOString();
  const lessons = [
    lesson(9.5, { ...anywhere, resourceIds: ['r2'] }),
    lesson(10, { ...anywhere, resourceIds: ['r1', 'r3'] }),
    lesson(10.5, { ...anywhere, resourceIds: ['r2'], end: until(10.75) }),
    lesson(11.5, anywhere),
  ];
  // All half an hour earlier and longer than they were, the last one to the second room.
  const moves = lessons.map((one): WantedMove => ({ ...by(-0.5, one, 2.5), ...(one.id === 'l11.5' ? { resourceIds: ['r2'] } : {}) }));
  expect(await said(moves, { lessons })).toEqual(['l9.5 stays: slot_taken', '9.5', 'l10.5 stays: slot_taken', '11']);
});

test('a place beside which nothing could be sold will do when one of them fills what is left', async () => {
  const catalogue = catalogueOf([resource(1)], { location: { gridMinutes: 30, kinds: { room: { shortestSellableMinutes: 60 } } } });
  const short = lesson(16, { end: new Date(at(16.5)).toISOString() });
  const taken = [claim(1, 14.5, 15)];
  expect(await said([by(-2, lesson(15))], { catalogue, taken })).toEqual(['l15 stays: gap_too_short']);
  expect(await said([by(-2, lesson(15)), by(-2, short, 0.5)], { catalogue, taken })).toEqual(['13', '14']);
});

/** The lanes of those that go, in the order given. */
async function lanesOf(moves: readonly WantedMove[], over: SeriesInMemory, exceptions?: ExceptionRequest): Promise<(readonly number[] | string)[]> {
  const judged = await judgeMoves(decidingOn({ lessons: moves.map(({ booking }) => booking), role: 'manager', ...over }), 'desk', moves, exceptions);
  return judged.map((each) => (each.kind === 'moved' ? (each.slot.spans[0]?.on ?? []) : each.because.reason));
}

test('where there are lanes, each that goes is told its own, and nobody stays for whom one is free', async () => {
  const catalogue = catalogueOf([resource(1, { capacity: 2 })], { location: { openingHours: allDay } });
  const lessons = [lesson(10), lesson(11), lesson(17)];
  const moves = lessons.map((one) => by(3, one, 4));
  // By start the first one would take the lane that is free to the end, which the second one needs.
  expect(await lanesOf(moves, { catalogue, lessons, taken: [claim(1, 17, 18, { lane: 2 })] })).toEqual([[2], [1], [1]]);
  expect(await said(moves, { catalogue, lessons, taken: [claim(1, 17, 18, { lane: 2 }), claim(1, 15, 16)] })).toEqual(['13', 'l11 stays: capacity_full', '20']);
  expect(await said(moves, { catalogue, lessons })).toEqual(['13', '14', '20']);
});

test('dates that lie on two lanes find two where nobody is, later as well as earlier', async () => {
  const catalogue = catalogueOf([resource(1, { capacity: 2 })], { location: { openingHours: allDay } });
  const until = (hour: number) => ({ end: new Date(at(hour)).toISOString() });
  const lessons = [lesson(10, until(16)), lesson(13, until(14)), lesson(15, until(18)), lesson(17, until(19))];
  const shifted = (hours: number) => lessons.map((one) => by(hours, one, (Date.parse(one.end) - Date.parse(one.start)) / 3_600_000));
  const taken = lessons.map((one, index) => claim(1, Number(one.id.slice(1)), (Date.parse(one.end) - at(0)) / 3_600_000, { ownerId: one.id, lane: [1, 2, 2, 1][index] ?? 1 }));
  const lies = { catalogue, lessons: [], taken };
  expect(await said(shifted(day), lies)).toEqual(['34', '37', '39', '41']);
});

const squeezing = { squeezeIn: { reason: 'Pain' } };
const doctor = (squeezePerDay: number) => ({ catalogue: catalogueOf([resource(1, { squeezeLanes: 2, squeezePerDay })], { location: { openingHours: allDay } }) });

test('who finds no regular lane is squeezed in, each by the limit of its own day and one after the other', async () => {
  const pair = [lesson(10), lesson(11), lesson(10 + day)];
  const moves = pair.map((one) => by(5, one));
  const taken = [claim(1, 15, 17), claim(1, 15 + day, 16 + day)];
  expect(await lanesOf(moves, { ...doctor(2), taken }, squeezing)).toEqual([[2], [2], [2]]);
  expect(await lanesOf(moves, { ...doctor(1), taken }, squeezing)).toEqual(['squeeze_limit', [2], [2]]);
  expect(await lanesOf(moves, { ...doctor(2), taken })).toEqual(['slot_taken', 'slot_taken', 'slot_taken']);
  expect(await lanesOf(moves, doctor(1), squeezing)).toEqual([[1], [1], [1]]);
});

test('one that was squeezed in counts where it goes, and no more where it was', async () => {
  const beside = lesson(10, { id: 'beside' });
  const taken = [claim(1, 10, 11, { ownerId: 'regular' }), claim(1, 14, 15), claim(1, 10, 11, { lane: 2, ownerId: 'beside' })];
  const judged = await judgeMoves(decidingOn({ ...doctor(1), taken, role: 'manager' }), 'desk', [by(4, beside)], squeezing);
  expect(judged).toMatchObject([{ kind: 'moved', slot: { spans: [{ on: [2] }] } }]);
});

test('who was squeezed in beside one that seemed to stay comes down when that one goes after all', async () => {
  const anywhere = { serviceId: null };
  const [leaving, beside, early] = [lesson(10, { ...anywhere, resourceIds: ['r1', 'r3'] }), lesson(10.25, { ...anywhere, resourceIds: ['r2'] }), lesson(8, anywhere)];
  const catalogue = catalogueOf([resource(1, { squeezeLanes: 1, squeezePerDay: 1 }), resource(2), resource(3)]);
  // The one would lie in the third room on the new place of the other, which cannot go there while that one stays.
  const moves = [by(0.5, leaving), { ...by(0.5, beside), resourceIds: ['r3'] }, by(2, early, 0.5)];
  expect(await lanesOf(moves, { catalogue }, squeezing)).toEqual([[1], 'slot_taken', [1]]);
});

/** How often a judgement looked its service up: once each. */
async function judgements(moves: readonly WantedMove[], taken: SeriesInMemory['taken']): Promise<number> {
  const context = decidingOn({ lessons: moves.map(({ booking }) => booking), ...(taken ? { taken } : {}) });
  const services = new Map(context.catalogue.services);
  let looked = 0;
  services.get = (id) => {
    looked += 1;
    return Map.prototype.get.call(services, id) as typeof hourService;
  };
  await judgeMoves({ ...context, catalogue: { ...context.catalogue, services } }, 'desk', moves);
  return looked;
}

test.each([
  ['later', 1, 10 + 40 * day],
  ['earlier', -1, 10 - day],
])('a long course whose front cannot move %s is judged in a few looks at each, not in one for every two of them', async (_, step, blocked) => {
  const course = daily(40).map((one) => by(step * day, one));
  expect(await judgements(course.map((one) => ({ ...one, booking: { ...one.booking } })), [])).toBe(course.length);
  // Each is judged in its round and once more in the end; the other looks are around for openings, seven for each.
  expect(await judgements(course, [claim(1, blocked, blocked + 1)])).toBe(course.length * 9);
});

test('so is one of pairs, each of which would lie on one time', async () => {
  const course = daily(20).flatMap((one, at) => [by(0.5, one), { ...by(0.5, lesson(10.25 + at * day, { resourceIds: ['r2'] })), resourceIds: ['r1'] }]);
  expect(await said(course)).toEqual(course.map(({ booking, start }) => (booking.resourceIds[0] === 'r1' ? `${(start - at(0)) / 3_600_000}` : `${booking.id} stays: slot_taken`)));
  expect(await judgements(course, [])).toBeLessThan(course.length * 9);
});
