import { expect, test } from 'vitest';
import { breakFunction } from './break-function.ts';

const text = 'if a then raise; end if; if b then raise; end if;';

test('each text gives way to the other, as it is written', () => {
  const changes = [['if a then', 'if $& then'], ['if b', 'if false']] as const;
  expect(breakFunction(text, { in: 'apply_plan', changes })).toBe('if $& then raise; end if; if false then raise; end if;');
});

test.each([
  ['a text that is not there', 'if c then', 'gateway.apply_plan says nowhere, and must once: if c then'],
  ['a text that is there twice', 'raise', 'gateway.apply_plan says in 2 places, and must once: raise'],
])('%s breaks nothing, and what it was is told', (_, from, said) => {
  expect(() => breakFunction(text, { in: 'apply_plan', changes: [['if a', 'if false'], [from, '']] })).toThrow(said);
});
