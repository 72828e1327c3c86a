import { describe, expect, test } from 'vitest';
import { repositoryOf } from '../repository.ts';
import { docIndexes, docLinks } from './doc-links.ts';
import { commandsDocumented, refusalsDocumented, variablesDocumented } from './documented.ts';

describe('links in docs', () => {
  const linksIn = (text: string) =>
    docLinks(
      repositoryOf({ 'docs/start.md': text, 'docs/concepts/holds.md': '# Two holds, one slot?\n' }),
    ).map(({ message }) => message);

  test.each([
    ['a page that is gone', '[x](concepts/leases.md)', /leads nowhere/],
    ['a heading that is gone', '[x](concepts/holds.md#three-holds)', /no heading/],
    ['a heading of its own', '# Here\n[x](#there)', /no heading/],
    ['a path in backticks that is gone', 'See `server/src/gone.ts`.', /does not exist/],
  ])('%s is told', (_, text, message) => {
    expect(linksIn(text)).toEqual([expect.stringMatching(message)]);
  });

  test('what resolves, leads outside, or is an example is fine', () => {
    const fine = [
      '[a](concepts/holds.md#two-holds-one-slot) [b](https://example.org) `docs/concepts`',
      '```\n[c](gone.md)\n```',
    ];
    expect(linksIn(fine.join('\n'))).toEqual([]);
  });

  test('a folder without an index is told', () => {
    const repository = repositoryOf({ 'docs/README.md': '', 'docs/using/walk-in.md': '' });
    expect(docIndexes(repository).map(({ path }) => path)).toEqual(['docs/using']);
  });
});

describe('what must be documented', () => {
  const source = `export const refusalReasons = [\n  'slot_taken', // a\n  'past', // b\n] as const;`;

  test('a refusal reason without a row, and a row without a reason', () => {
    const told = refusalsDocumented(
      repositoryOf({
        'packages/protocol/src/refusal-reasons.ts': source,
        'docs/reference/refusals.md': '| `slot_taken` | taken |\n| `bad_mood` | no |\n',
      }),
    ).map(({ message }) => message);
    expect(told).toEqual([
      expect.stringMatching(/no row for `past`/),
      expect.stringMatching(/Documents `bad_mood`/),
    ]);
  });

  test('a command kind without a row', () => {
    const told = commandsDocumented(
      repositoryOf({
        'packages/protocol/src/commands.ts': `  kindSchema('place_hold'),\n  kindSchema('place_block'),`,
        'docs/reference/commands.md': '| `place_hold` | holds |\n',
      }),
    );
    expect(told).toEqual([expect.objectContaining({ message: expect.stringMatching(/place_block/) })]);
  });

  test('an environment variable however it is read, and a row for one that nothing reads', () => {
    const told = variablesDocumented(
      repositoryOf({
        'server/src/config.ts': `env.PORT; process.env['HOST']; read('HOLDFAST_DEMO'); env.CI;`,
        'docs/reference/configuration.md': '| `PORT`, `HOST` | where |\n| `COLOUR` | none |\n',
      }),
    ).map(({ message }) => message);
    expect(told).toEqual([
      expect.stringMatching(/no row for `HOLDFAST_DEMO`/),
      expect.stringMatching(/Documents `COLOUR`/),
    ]);
  });

  test('a rule that finds nothing at its source says so', () => {
    const told = refusalsDocumented(
      repositoryOf({ 'packages/protocol/src/refusal-reasons.ts': 'moved away' }),
    );
    expect(told).toEqual([expect.objectContaining({ message: expect.stringMatching(/mend the rule/) })]);
  });
});
