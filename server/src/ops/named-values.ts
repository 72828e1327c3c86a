import { UsageError } from './command-arguments.ts';

/**
 * `NAME=VALUE …` as an object: whole and broken numbers are numbers, `true` and `false`
 * are what they say, `default` is null, and `a.b=1` lies in `a`.
 * `example` stands in the line that says how it is written. Throws `UsageError`.
 */
export function namedValues(words: readonly string[], example: string): Record<string, unknown> {
  const values: Values = {};
  for (const word of words) {
    const [, path, text] = /^([^=]+)=(.+)$/.exec(word) ?? [];
    if (path === undefined || text === undefined) throw new UsageError(`"${word}" sets nothing: write NAME=VALUE, e.g. ${example}.`);
    put(values, path.split('.'), valueOf(text));
  }
  return values;
}

type Value = number | string | boolean | null;
interface Values {
  [name: string]: Values | Value;
}

function valueOf(text: string): Value {
  if (text === 'default') return null;
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

function put(values: Values, [name = '', ...inner]: readonly string[], value: Value): void {
  if (inner.length === 0) {
    values[name] = value;
    return;
  }
  const there = Object.hasOwn(values, name) ? values[name] : undefined;
  const within: Values = typeof there === 'object' && there !== null ? there : {};
  values[name] = within;
  put(within, inner, value);
}
