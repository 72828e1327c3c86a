import { describe, expect, test } from 'vitest';
import { minuteMs } from './instant.ts';
import { demandBuffers, occupied, occupiedBy, occupiedEnvelope, occupiedIn } from './occupancy.ts';

const range = { start: 60 * minuteMs, end: 90 * minuteMs };
const minutes = ({ start, end }: { start: number; end: number }) => [start / minuteMs, end / minuteMs];
const scan = {
  preparationMinutes: 5,
  cleanupMinutes: 10,
  kindBuffers: { scanner: { preparationMinutes: 20, cleanupMinutes: 15 }, doctor: { preparationMinutes: 0, cleanupMinutes: 0 } },
};
const kinds = { room: { minimumGapMinutes: 5 }, scanner: { minimumGapMinutes: 2 }, chair: {} };

test('preparation comes before, cleanup after', () => {
  expect(minutes(occupied(range, { preparationMinutes: 5, cleanupMinutes: 10 }))).toEqual([55, 100]);
  expect(occupied(range, { preparationMinutes: 0, cleanupMinutes: 0 })).toEqual(range);
});

describe('by kind', () => {
  test('a kind with buffers of its own has those, the others the service’s', () => {
    expect(minutes(occupiedBy(range, scan, 'scanner'))).toEqual([40, 105]);
    expect(minutes(occupiedBy(range, scan, 'doctor'))).toEqual([60, 90]);
    expect(minutes(occupiedBy(range, scan, 'room'))).toEqual([55, 100]);
    expect(minutes(occupiedBy(range, { ...scan, kindBuffers: null }, 'scanner'))).toEqual([55, 100]);
  });

  test('the minimum gap follows the cleanup, with a service and without', () => {
    expect(minutes(occupiedBy(range, scan, 'room', kinds))).toEqual([55, 105]);
    expect(minutes(occupiedBy(range, scan, 'scanner', kinds))).toEqual([40, 107]);
    expect(minutes(occupiedBy(range, scan, 'doctor', kinds))).toEqual([60, 90]);
    expect(minutes(occupiedBy(range, scan, 'chair', kinds))).toEqual([55, 100]);
    expect(minutes(occupiedBy(range, null, 'room', kinds))).toEqual([60, 95]);
    expect(minutes(occupiedBy(range, null, 'doctor', kinds))).toEqual([60, 90]);
    expect(minutes(occupiedBy(range, null, 'room', null))).toEqual([60, 90]);
  });

  test('a kind may be called like something every object has', () => {
    expect(minutes(occupiedBy(range, scan, 'constructor', kinds))).toEqual([55, 100]);
    expect(minutes(occupiedBy(range, null, 'toString', { toString: { minimumGapMinutes: 7 } }))).toEqual([60, 97]);
  });
});

test('the envelope reaches from the first claim to the last, and over the booking itself', () => {
  const three = [{ kind: 'doctor' }, { kind: 'room' }, { kind: 'scanner' }];
  expect(minutes(occupiedEnvelope(range, scan, three, kinds))).toEqual([40, 107]);
  expect(minutes(occupiedEnvelope(range, scan, three.slice(0, 2), kinds))).toEqual([55, 105]);
  expect(minutes(occupiedEnvelope(range, scan, [], kinds))).toEqual([60, 90]);
});

test('a demand carries the same buffers in milliseconds', () => {
  const buffers = demandBuffers(scan, kinds);
  expect(buffers).toEqual({
    preparationMs: 5 * minuteMs,
    cleanupMs: 10 * minuteMs,
    byKind: {
      scanner: { preparationMs: 20 * minuteMs, cleanupMs: 17 * minuteMs },
      doctor: { preparationMs: 0, cleanupMs: 0 },
      room: { preparationMs: 5 * minuteMs, cleanupMs: 15 * minuteMs },
      chair: { preparationMs: 5 * minuteMs, cleanupMs: 10 * minuteMs },
    },
  });
  for (const kind of ['scanner', 'doctor', 'room', 'chair', 'device'])
    expect(occupiedIn(range, buffers, kind)).toEqual(occupiedBy(range, scan, kind, kinds));
  expect(demandBuffers(null)).toEqual({ preparationMs: 0, cleanupMs: 0, byKind: {} });
  expect(minutes(occupiedIn(range, { preparationMs: minuteMs, cleanupMs: 2 * minuteMs }, 'room'))).toEqual([59, 92]);
});
