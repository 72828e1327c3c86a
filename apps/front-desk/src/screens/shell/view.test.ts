import { expect, test } from 'vitest';
import { changeView, firstView, type View, type ViewEvent } from './view.ts';

const moving = { bookingId: 'b', fromResourceId: 'room-1', day: '2026-11-24' };
const after = (...events: ViewEvent[]): View => events.reduce(changeView, firstView);
const toWednesday: ViewEvent[] = [{ do: 'start_move', moving }, { do: 'show_day', day: '2026-11-25' }];

test('what is being moved comes along to another day, and is placed there', () => {
  expect(after(...toWednesday)).toMatchObject({ moving, day: '2026-11-25' });
  expect(after(...toWednesday, { do: 'end_move' })).toMatchObject({ moving: null, day: '2026-11-25' });
});

test('what is left where it was is shown there', () => {
  expect(after(...toWednesday, { do: 'leave_move' })).toMatchObject({ moving: null, day: '2026-11-24' });
});

test('whoever looks at something else, or begins something else, no longer moves', () => {
  expect(after(...toWednesday, { do: 'select', selected: { kind: 'booking', id: 'c', day: '2026-11-25' } }).moving).toBeNull();
  expect(after(...toWednesday, { do: 'open', dialog: { kind: 'search' } }).moving).toBeNull();
});
