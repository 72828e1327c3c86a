import { isTest, type Finding, type Rule } from '../repository.ts';

/** Past this a file wants a second look; past the next it is two files. */
const wantsALook = 400;
const sourceLinesMax = 600;
const testLinesMax = 800;
/** A migration is one step and cannot be split once it shipped. */
const migrationLinesMax = 600;

/**
 * Files that may be longer than `wantsALook`, each with the lines it may have. The list may only shrink:
 * an entry that is no longer needed must be removed, and no number in it is ever raised.
 */
const longFiles: Readonly<Record<string, number>> = {};

/** Nobody reads a file that does not end. Generated files and data are not read. */
export function sizes(allowed: Readonly<Record<string, number>> = longFiles): Rule {
  return (repository) => {
    const findings: Finding[] = [];
    const needed = new Set<string>();
    for (const path of repository.files) {
      if (!/\.(tsx?|sql|css)$/.test(path) || /\.generated\./.test(path)) continue;
      const lines = repository.read(path).trimEnd().split('\n').length;
      const ceiling = ceilingOf(path, allowed);
      if (lines > wantsALook) needed.add(path);
      if (lines > ceiling)
        findings.push({
          path,
          message: `${lines} lines, ${ceiling} allowed: split off the second subject into its own file.`,
        });
    }
    for (const path of Object.keys(allowed))
      if (!needed.has(path))
        findings.push({ path, message: 'Is short enough now: take it off longFiles in sizes.ts.' });
    return findings;
  };
}

function ceilingOf(path: string, allowed: Readonly<Record<string, number>>): number {
  if (isTest(path)) return testLinesMax;
  if (path.endsWith('.sql')) return migrationLinesMax;
  return Math.min(allowed[path] ?? wantsALook, sourceLinesMax);
}
