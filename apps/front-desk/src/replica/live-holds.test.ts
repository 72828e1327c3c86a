import type { HoldRow } from '@holdfast/protocol/rows';
import { expect, test } from 'vitest';
import type { HoldOnBoard } from '../desk.ts';
import { holdItem } from './board-items.ts';
import { liveHolds } from './live-holds.ts';

const minute = 60_000;
const hold = (id: string, minutes: number, change: Partial<HoldRow> = {}, certainty: 'confirmed' | 'waiting' = 'confirmed'): HoldOnBoard =>
  holdItem({
    id, locationId: 'l', serviceId: null, resourceIds: ['r'], start: '2026-11-21T10:00:00.000Z', end: '2026-11-21T11:00:00.000Z', occupiedStart: '2026-11-21T10:00:00.000Z',
    occupiedEnd: '2026-11-21T11:00:00.000Z', status: 'active', expiresAt: new Date(minutes * minute).toISOString(), channel: 'web', refusedCommandId: null, ...change,
  }, certainty);
const ids = (...given: Parameters<typeof liveHolds>): string[] => liveHolds(...given).map(({ id }) => id);

test('what holds now, the first to run out first, and what has no answer yet last', () => {
  const base = [hold('later', 9), hold('b', 5), hold('a', 5), hold('over', 4), hold('kept', 9, { purpose: 'undo' }), hold('offered', 7, { purpose: 'waitlist' })];
  const placed = hold('placed', 3, {}, 'waiting');
  expect(ids(base, new Map([['hold:placed', { item: placed }]]), 4 * minute)).toEqual(['a', 'b', 'offered', 'later', 'placed']);
});

test('what was given back here is gone before the server says so, and so is what it ended', () => {
  const base = [hold('back', 9), hold('ended', 9, { status: 'released' }), hold('stays', 9)];
  expect(ids(base, new Map([['hold:back', { item: null }], ['booking:x', { item: null }]]), 0)).toEqual(['stays']);
});
