import { expect, test } from 'vitest';
import { blockDaysMax, daysOfBlock, piecesOfBlock, spanOfBlock } from './block-span.ts';

const zone = 'Europe/London';
const at = (day: string, time = '00:00'): number => Temporal.PlainDateTime.from(`${day}T${time}`).toZonedDateTime(zone).epochMilliseconds;
const typed = (day: string, from: string, until: string | null, to: string) => spanOfBlock({ day, from, until, to }, zone);

test('over midnight, until midnight, and over days', () => {
  expect(typed('2026-11-21', '10:00', null, '12:00')).toMatchObject({ start: at('2026-11-21', '10:00'), end: at('2026-11-21', '12:00') });
  expect(typed('2026-11-21', '22:00', null, '02:00')).toMatchObject({ start: at('2026-11-21', '22:00'), end: at('2026-11-22', '02:00') });
  expect(typed('2026-11-21', '20:00', null, '00:00')).toMatchObject({ end: at('2026-11-22') });
  expect(typed('2026-11-21', '22:00', '2026-11-21', '02:00')).toMatchObject({ end: at('2026-11-22', '02:00') });
  expect(typed('2026-11-21', '18:00', '2026-11-23', '09:00')).toMatchObject({ start: at('2026-11-21', '18:00'), end: at('2026-11-23', '09:00') });
  // The last day before the first: nothing that could be blocked.
  const { start, end } = typed('2026-11-21', '10:00', '2026-11-20', '12:00');
  expect(end).toBeLessThan(start);
});

test('of a time that is shown twice the one that was chosen', () => {
  const night = (more: object) => spanOfBlock({ day: '2026-10-25', from: '01:00', until: null, to: '01:30', ...more }, zone);
  expect(night({}).starts).toHaveLength(2);
  expect((night({ toWhich: 1 }).end - night({}).start) / 60_000).toBe(90);
  expect((night({ fromWhich: 1 }).end - night({ fromWhich: 1 }).start) / 60_000).toBe(30);
});

test('the days it lies on; what ends at midnight is not on the next', () => {
  expect(daysOfBlock(typed('2026-11-21', '20:00', null, '00:00'), zone)).toEqual(['2026-11-21']);
  expect(daysOfBlock(typed('2026-11-21', '20:00', '2026-11-23', '01:00'), zone)).toEqual(['2026-11-21', '2026-11-22', '2026-11-23']);
  expect(daysOfBlock(typed('2026-11-21', '20:00', '2029-11-23', '01:00'), zone)).toHaveLength(blockDaysMax + 1);
});

test('a day on three rooms is one block; a fortnight is as many as it takes, without a gap', () => {
  expect(piecesOfBlock(typed('2026-11-21', '10:00', null, '12:00'), ['a', 'b', 'c'], zone)).toHaveLength(1);
  const fortnight = typed('2026-11-21', '00:00', '2026-12-05', '00:00');
  expect(piecesOfBlock(fortnight, ['a'], zone).map(({ start, end }) => [start, end])).toEqual([[at('2026-11-21'), at('2026-11-28')], [at('2026-11-28'), at('2026-12-05')]]);
  // The clock goes back on 25 October: that week is longer than a block may be.
  const autumn = piecesOfBlock(typed('2026-10-20', '00:00', '2026-11-03', '00:00'), ['a'], zone);
  expect(autumn.map(({ start, end }) => (end - start) / 3_600_000)).toEqual([145, 168, 24]);
  for (const [index, piece] of autumn.entries()) expect(piece.start).toBe(autumn[index - 1]?.end ?? at('2026-10-20'));
});

test('nine rooms are two blocks, none of them forgotten', () => {
  const rooms = Array.from({ length: 9 }, (_, index) => `room ${index}`);
  const pieces = piecesOfBlock(typed('2026-11-21', '10:00', null, '12:00'), rooms, zone);
  expect(pieces.map(({ resourceIds }) => resourceIds.length)).toEqual([8, 1]);
  expect(pieces.flatMap(({ resourceIds }) => resourceIds)).toEqual(rooms);
});
