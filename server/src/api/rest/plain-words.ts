import type { z } from 'zod';

const kinds: Partial<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
};

/**
 * What to send instead, for whoever reads `errors`: the schema library's own words are about the types of its language.
 * What a schema says itself comes first; undefined: nothing better is known than its words.
 */
export function plainWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type': {
      if (issue.input === undefined) return 'It is missing: give it.';
      const kind = kinds[issue.expected];
      // As a query has it that names something twice.
      if (issue.expected === 'string' && Array.isArray(issue.input)) return 'Give it once, as text.';
      return kind && `Use ${kind}.`;
    }
    case 'too_small':
      return bound('at least', issue.minimum, issue.origin);
    case 'too_big':
      return bound('at most', issue.maximum, issue.origin);
    case 'invalid_format':
      return issue.format === 'uuid' ? 'Use an id as answers have it: a UUID.' : undefined;
    case 'invalid_value':
      return `Use one of ${issue.values.join(', ')}.`;
    case 'invalid_key':
      return ['Name it otherwise.', ...issue.issues.map(({ message }) => message)].join(' ');
    default:
      return undefined;
  }
}

function bound(which: 'at least' | 'at most', limit: number | bigint, origin: string): string {
  switch (origin) {
    case 'string':
      return `Use ${which} ${limit} characters.`;
    case 'array':
      return `Give ${which} ${limit}.`;
    default:
      return `Use ${which} ${limit}.`;
  }
}
