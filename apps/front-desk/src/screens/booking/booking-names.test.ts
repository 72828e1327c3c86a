import type { HoldRow } from '@holdfast/protocol/rows';
import { expect, test } from 'vitest';
import { holdTitle } from './booking-names.ts';

const titled = (row: Partial<HoldRow>) => holdTitle({ channel: 'web', ...row } as HoldRow);

test('a hold is called by whom it is for, else by what, else by why there is one', () => {
  expect(titled({ customerName: 'Chen', title: 'Lesson', purpose: 'alternative' })).toBe('Held for Chen');
  expect(titled({ customerName: null, title: 'Choir rehearsal', purpose: 'alternative' })).toBe('Held for Choir rehearsal');
  expect(titled({ customerName: null, title: null, purpose: 'alternative' })).toBe('Held as an alternative');
  // From before holds had titles.
  expect(titled({ purpose: 'alternative' })).toBe('Held as an alternative');
  expect(titled({ customerName: 'Chen', purpose: 'waitlist' })).toContain('Chen');
});
