import { lineAt, type Finding, type Rule } from '../repository.ts';

const isText = (path: string): boolean =>
  /\.(tsx?|m?js|json|ya?ml|md|sql|css|html|sh|csv|svg)$/.test(path) ||
  /(^|\/)(run|\.editorconfig|\.gitattributes|\.gitignore|LICENSE)$/.test(path);

const machinePath = /(?<![\w.~:/-])(?:\/(?:home|Users|root|work|private)\/|[A-Za-z]:\\Users\\)[\w.-]+/g;
const registryHost =
  /https?:\/\/[^\s"'`)]*\b(registry|artifactory|nexus|verdaccio|npmmirror)\b[^\s"'`)]*/gi;

/** What is in the tree works on any machine, from any package source. */
export const portability: Rule = (repository) => {
  const findings: Finding[] = [];
  for (const path of repository.files) {
    if (!isText(path) || path.startsWith('packages/repo-tidy/src/rules/portability')) continue;
    const text = repository.read(path);
    for (const match of text.matchAll(machinePath))
      findings.push({
        path,
        line: lineAt(text, match.index),
        message: `${match[0]} exists on one machine only: derive it from the repository or the environment.`,
      });
    for (const match of text.matchAll(registryHost))
      findings.push({
        path,
        line: lineAt(text, match.index),
        message: `${match[0]} names a package source: each machine has its own.`,
      });
    if (path === 'pnpm-lock.yaml' && /^\s*(tarball|resolved):/m.test(text))
      findings.push({ path, message: 'Holds addresses of packages: lock by name and integrity only.' });
  }
  return findings;
};
