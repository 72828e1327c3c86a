import type { Finding, Rule } from '../repository.ts';

const folders = ['.ci', 'apps', 'docs', 'packages', 'server'];
const files = [
  '.editorconfig',
  '.gitattributes',
  '.gitignore',
  '.oxlintrc.json',
  '.pnpmfile.mjs',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'LICENSE',
  'README.md',
  'knip.json',
  'package.json',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'tsconfig.base.json',
  'turbo.json',
  'vitest.config.ts',
];

/** The root is the first thing a newcomer sees: exactly the known entries, each of them present. */
export const topLevel: Rule = ({ files: paths }) => {
  const present = new Set(paths.map((path) => path.split('/')[0] ?? path));
  const allowed = new Set([...folders, ...files]);
  const findings: Finding[] = [];
  for (const entry of present)
    if (!allowed.has(entry))
      findings.push({
        path: entry,
        message:
          'Does not belong in the root: code goes to apps/, packages/ or server/, text to docs/, ' +
          'plans and notes to an issue.',
      });
  for (const entry of allowed)
    if (!present.has(entry)) findings.push({ path: entry, message: 'Is missing from the root.' });
  return findings;
};
