import { isTest, isTypeScript, lineAt, type Finding, type Rule } from '../repository.ts';

interface Ban {
  word: RegExp;
  where(path: string): boolean;
  instead: string;
}

const isCode = (path: string): boolean => /\.(tsx?|sql|css|m?js|sh)$/.test(path);
const prints = (path: string): boolean =>
  /^server\/src\/(main|cli)\.ts$/.test(path) ||
  path.startsWith('server/src/cli/') ||
  /^packages\/repo-tidy\/src\/(run-tests\.ts|test-run\/)/.test(path) ||
  path.startsWith('packages/simulation/src/bench/');

const bans: readonly Ban[] = [
  {
    word: /\b(TODO|FIXME|XXX|HACK)\b/g,
    where: isCode,
    instead: 'Do it, or open an issue: what is unfinished is not in the tree.',
  },
  {
    word: /\bfor now\b|\btemporary (fix|hack|workaround)\b/gi,
    where: (path) => isCode(path) || path.endsWith('.md'),
    instead: 'Build it right or leave it out.',
  },
  {
    word: /\b(test|it|describe|suite)(\.\w+)*\.(only|skip|fixme|todo)\(/g,
    where: isTypeScript,
    instead: 'Every test runs, always.',
  },
  {
    word: /@ts-(ignore|nocheck)\b/g,
    where: isTypeScript,
    instead: 'Fix the type; the compiler is right more often than we are.',
  },
  {
    word: /\b(eslint|oxlint)-disable/g,
    where: isCode,
    instead: 'Follow the rule, or change it in .oxlintrc.json for everybody.',
  },
  {
    word: /\bconsole\.\w+\(/g,
    where: (path) => isTypeScript(path) && !isTest(path) && !prints(path),
    instead: 'Use the logger on the server; show it on the screen at the desk.',
  },
  {
    word: /\bdebugger;/g,
    where: isTypeScript,
    instead: 'Take it out.',
  },
];

/** These files have to spell the words they forbid. */
const spelled = /^packages\/repo-tidy\/src\/(rules\/banned-words(\.test)?|lint-config\.test)\.ts$/;

export const bannedWords: Rule = (repository) => {
  const findings: Finding[] = [];
  for (const path of repository.files) {
    if (spelled.test(path)) continue;
    for (const ban of bans) {
      if (!ban.where(path)) continue;
      const text = repository.read(path);
      for (const match of text.matchAll(ban.word))
        findings.push({
          path,
          line: lineAt(text, match.index),
          message: `"${match[0]}": ${ban.instead}`,
        });
    }
  }
  return findings;
};
