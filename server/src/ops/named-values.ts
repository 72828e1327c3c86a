import { UsageError } from './command-arguments.ts';

/**
 * `NAME=VALUE …` as an object: whole and broken numbers are numbers, `default` is null, and `a.b=1` lies in `a`.
 * `example` stands in the line that says how it is written. Throws `UsageError`.
 */
export function namedValues(words: readonly string[], example: string): Record<string, unknown> {
  const values: Values = {};
  for (const word of words) {
    const [, path, text] = /^([^=]+)=(.+)$/.exec(word) ?? [];
    if (path === undefined || text === undefined) throw new UsageError(`"${word}" sets nothing: write NAME=VALUE, e.g. ${example}.`);
    const value = text === 'default' ? null : /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
    put(values, path.split('.'), value);
  }
  return values;
}

interface Values {
  [name: string]: Values | number | string | null;
}

function put(values: Values, [name = '', ...inner]: readonly string[], value: number | string | null): void {
  if (inner.length === 0) {
    values[name] = value;
    return;
  }
  const there = Object.hasOwn(values, name) ? values[name] : undefined;
  const within: Values = typeof there === 'object' && there !== null ? there : {};
  values[name] = within;
  put(within, inner, value);
}
