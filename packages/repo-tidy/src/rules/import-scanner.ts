import { posix } from 'node:path';
import { lineAt } from '../repository.ts';

export interface Import {
  /** As written: `./instant.ts`, `@holdfast/domain/instant`, `node:fs`. */
  specifier: string;
  /** True when nothing of it is left at run time. */
  typeOnly: boolean;
  line: number;
}

const fromStatement =
  /^[ \t]*(import|export)\s+(type\s+)?((?:[\w$*\s,]|\{[^}'"`]*\})*?)\s*\bfrom\s*['"]([^'"\n]+)['"]/gm;
const bareImport = /^[ \t]*import\s*['"]([^'"\n]+)['"]/gm;
const dynamicImport = /\bimport\(\s*['"]([^'"\n]+)['"]\s*\)/g;
/** A type position (`: import('x').Y`, `typeof import('x')`) is not a run-time import. */
const typePosition = /(?:typeof\s+|[:<|&=,(]\s*)$/;

/** Every module a TypeScript file names, in order of kind. Anchored at line starts: comments do not match. */
export function importsOf(text: string): Import[] {
  const found: Import[] = [];
  for (const match of text.matchAll(fromStatement)) {
    const [, , type, clause = '', specifier = ''] = match;
    found.push({
      specifier,
      typeOnly: type !== undefined || onlyInlineTypes(clause),
      line: lineAt(text, match.index),
    });
  }
  for (const match of text.matchAll(bareImport))
    found.push({ specifier: match[1] ?? '', typeOnly: false, line: lineAt(text, match.index) });
  for (const match of text.matchAll(dynamicImport)) {
    const before = text.slice(Math.max(0, match.index - 40), match.index);
    const after = text.slice(match.index + match[0].length, match.index + match[0].length + 1);
    const typeOnly = typePosition.test(before) && after === '.' && !/await\s*$/.test(before);
    found.push({ specifier: match[1] ?? '', typeOnly, line: lineAt(text, match.index) });
  }
  return found;
}

function onlyInlineTypes(clause: string): boolean {
  const braces = /^\{([^}]*)\}$/.exec(clause.trim());
  const names = (braces?.[1] ?? '').split(',').map((name) => name.trim());
  const given = names.filter((name) => name !== '');
  return given.length > 0 && given.every((name) => name.startsWith('type '));
}

/** Repository path of a relative import; null for packages. */
export function resolveRelative(importer: string, specifier: string): string | null {
  return specifier.startsWith('.') ? posix.join(posix.dirname(importer), specifier) : null;
}
