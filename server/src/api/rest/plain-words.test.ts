import { expect, test } from 'vitest';
import { z } from 'zod';
import { operations } from './operations.ts';
import { plainWords } from './plain-words.ts';

const long = 'x'.repeat(5_000);
const wrong = [undefined, null, true, 0, -1, 1.5, 1e20, '', 'x', long, '\u0000', '25:00', [], [null], [long], Array(1_000).fill('a'), {}, { x: 1 }, { [long]: 'x' }];

/** Everything that is said of a part of the schema when something wrong stands there; `around` puts it where it belongs. */
function saidOf(whole: z.core.$ZodType, part: z.core.$ZodType, around: (value: unknown) => unknown = (value) => value): string[] {
  const here = wrong.flatMap((value) => {
    const { error } = z.safeParse(whole, around(value), { error: plainWords });
    return error?.issues.flatMap(({ code, message }) => (code === 'unrecognized_keys' ? [] : message)) ?? [];
  });
  return [...here, ...withinOf(part).flatMap(([within, put]) => saidOf(whole, within, (value) => around(put(value))))];
}

function withinOf(part: z.core.$ZodType): [z.core.$ZodType, (value: unknown) => unknown][] {
  if (part instanceof z.core.$ZodOptional || part instanceof z.core.$ZodNullable || part instanceof z.core.$ZodDefault) return withinOf(part._zod.def.innerType);
  if (part instanceof z.core.$ZodArray) return [[part._zod.def.element, (value) => [value]]];
  if (part instanceof z.core.$ZodRecord) return [[part._zod.def.valueType, (value) => ({ '1': value })]];
  return part instanceof z.core.$ZodObject ? Object.entries(part._zod.def.shape).map(([name, within]) => [within, (value) => ({ [name]: value })]) : [];
}

test('whatever is wrong with whichever field of any operation, nobody is answered in the words of the schema library', () => {
  const schemas = operations.flatMap(({ params, query, body }) => [params, query, body].filter((schema) => schema !== undefined));
  const said = new Set(schemas.flatMap((schema) => saidOf(schema, schema)));
  expect(said).toContain('Name it otherwise. Use at most 100 characters.');
  expect([...said].filter((message) => /invalid|too (big|small)|expected|received/i.test(message))).toEqual([]);
});
