import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files of the repository as the rules see them. Paths are relative to the root, with `/`. */
export interface Repository {
  /** Absolute path, for rules that must look at installed packages; empty for one made in memory. */
  readonly root: string;
  readonly files: readonly string[];
  /** Text of one of `files`; throws when there is none. */
  read(path: string): string;
}

/** One place where a rule is broken. `message` says what to do, not only what is wrong. */
export interface Finding {
  path: string;
  line?: number;
  message: string;
}

export type Rule = (repository: Repository) => Finding[];

/**
 * Reads a work tree from disk, leaving out `.git` and what the root `.gitignore` names. Git itself is not
 * asked: a machine with only Node runs these rules too.
 */
export function repositoryAt(root: string): Repository {
  const ignored = ignoreMatcher(readFileSync(join(root, '.gitignore'), 'utf8'));
  const files: string[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      if (entry.name === '.git' || ignored(entry.name)) continue;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile()) files.push(path);
    }
  };
  walk('');
  const texts = new Map<string, string>();
  return {
    root,
    files: files.toSorted(),
    read(path) {
      let text = texts.get(path);
      if (text === undefined) texts.set(path, (text = readFileSync(join(root, path), 'utf8')));
      return text;
    },
  };
}

/** A repository made in memory, so that each rule can be shown a bad example. */
export function repositoryOf(texts: Record<string, string>): Repository {
  return {
    root: '',
    files: Object.keys(texts).toSorted(),
    read(path) {
      const text = texts[path];
      if (text === undefined) throw new Error(`No such file: ${path}`);
      return text;
    },
  };
}

/** Understands the two forms our `.gitignore` uses: a name anywhere (`dist/`) and an ending (`*.log`). */
function ignoreMatcher(gitignore: string): (name: string) => boolean {
  const patterns = gitignore
    .split('\n')
    .map((line) => line.trim().replace(/\/$/, ''))
    .filter((line) => line !== '' && !line.startsWith('#'));
  const names = new Set(patterns.filter((pattern) => !pattern.startsWith('*')));
  const endings = patterns.filter((pattern) => pattern.startsWith('*')).map((p) => p.slice(1));
  return (name) => names.has(name) || endings.some((ending) => name.endsWith(ending));
}

/** 1-based line of a character offset. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

export const isTypeScript = (path: string): boolean => /\.tsx?$/.test(path);

/** Tests and what only tests use: these may reach across layers and repeat themselves. */
export const isTest = (path: string): boolean =>
  /\.(test|spec)\.tsx?$/.test(path) ||
  /\/(e2e|testing|fixtures?)\//.test(path) ||
  /\/(vitest\.|test-)[\w-]+\.ts$/.test(path);
