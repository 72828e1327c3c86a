import { createHash } from 'node:crypto';
import { lineAt, isTest, isTypeScript, type Finding, type Rule } from '../repository.ts';

const folder = 'server/sql/';
const released = `${folder}released.json`;

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * Migrations are numbered without gaps and never change once released: a database in the field has run
 * the old text. `server/sql/released.json` maps each released file to its SHA-256.
 */
export const migrations: Rule = (repository) => {
  const findings: Finding[] = [];
  const files = repository.files.filter((path) => path.startsWith(folder) && path.endsWith('.sql'));
  let expected = 1;
  for (const path of files) {
    const numbered = /^(\d{6})-[a-z0-9]+(-[a-z0-9]+)*\.sql$/.exec(path.slice(folder.length));
    if (numbered === null) {
      findings.push({ path, message: 'Name migrations 000001-what-it-does.sql.' });
      continue;
    }
    const number = Number(numbered[1]);
    if (number !== expected)
      findings.push({
        path,
        message:
          `Expected number ${String(expected).padStart(6, '0')}: numbers are unique and without ` +
          'gaps, so that two branches cannot ship the same one.',
      });
    expected = number + 1;
  }
  if (repository.files.includes(released)) {
    const hashes = JSON.parse(repository.read(released)) as Record<string, string>;
    for (const [name, hash] of Object.entries(hashes)) {
      const path = folder + name;
      const same = files.includes(path) && sha256(repository.read(path)) === hash;
      if (!same)
        findings.push({
          path,
          message: 'Is released and must stay as it was: put the change into a new migration.',
        });
    }
  }
  return findings;
};

/**
 * What the server reads names its columns: one added later must not travel to a screen by itself. Inside
 * SQL functions `*` fills a variable of the table's own type and goes nowhere, so those are left alone.
 */
export const explicitColumns: Rule = (repository) => {
  const findings: Finding[] = [];
  for (const path of repository.files) {
    if (!path.startsWith('server/src/') || !isTypeScript(path) || isTest(path)) continue;
    const text = repository.read(path);
    for (const match of text.matchAll(/\b(select|returning)\s+(distinct\s+)?(\w+\.)?\*(?!\s*\))/gi))
      findings.push({
        path,
        line: lineAt(text, match.index),
        message: 'Name the columns instead of *: one added later must not travel by itself.',
      });
  }
  return findings;
};
