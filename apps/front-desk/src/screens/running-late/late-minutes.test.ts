import { expect, test } from 'vitest';
import { minutesTyped } from './late-minutes.ts';

test.each([['1', 1], [' 25 ', 25], ['480', 480], ['0', null], ['481', null], ['-5', null], ['7.5', null], ['', null], ['ten', null]])('“%s” is %s', (text, minutes) => {
  expect(minutesTyped(text)).toBe(minutes);
});
