import { expect, test } from 'vitest';
import type { BookingRow } from '@holdfast/protocol/rows';
import { at, catalogueOf, claim, hourService, resource } from '../availability/test-catalogue.ts';
import { judgeMoves, type WantedMove } from './judge-moves.ts';
import { decidingOn, lesson, type SeriesInMemory } from './test-series.ts';

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
    because: { reason: 'resource_blocked', detail: 'That time is taken.', conflicts: [{ resourceId: 'r1', kind: 'block', start: '2026-12-02T12:00:00.000Z' }] },
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

test('longer than the days between them, every other one has no place', async () => {
  // A day and an hour each: none fits between two that stay where they are.
  expect(await said(daily(2).map((one) => by(1, one, 25)), { catalogue: catalogueOf([resource(1)], { location: { openingHours: allDay } }) })).toEqual([
    'l10 stays: slot_taken', '35',
  ]);
});
const allDay = Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((one) => [one, [['00:00', '24:00'] as [string, string]]]));

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
  const free = await judgements(course.map((one) => ({ ...one, booking: { ...one.booking } })), []);
  // Free, each is judged once by either order; else once more, and looked around for.
  expect(await judgements(course, [claim(1, blocked, blocked + 1)])).toBeLessThan(free * 6);
});
