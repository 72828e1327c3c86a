import { expect, test } from 'vitest';
import type { CommandArgs } from '@holdfast/protocol/commands';
import { landingAgain } from './landing-again.ts';

const asked = (args: Partial<CommandArgs<'move_series'>> = {}): CommandArgs<'move_series'> => ({
  seriesId: 's', bookingId: 'b', scope: 'all', start: '2026-12-02T14:00:00.000Z', resourceIds: [], acceptance: 'free', ...args,
});
const hour = (n: number) => Date.UTC(2026, 11, 2, n);
/** As somebody else left it: two hours in another room. */
const booking = { start: hour(10), end: hour(12), resourceIds: ['room-2'] };

test('a move that asked for no room and no length leaves what the booking has by now', () => {
  expect(landingAgain(asked(), booking)).toEqual({ start: hour(14), end: hour(16), resourceIds: ['room-2'] });
});

test('what it asked for is asked for again', () => {
  expect(landingAgain(asked({ end: '2026-12-02T15:00:00.000Z', resourceIds: ['room-1'] }), booking)).toEqual({ start: hour(14), end: hour(15), resourceIds: ['room-1'] });
});
