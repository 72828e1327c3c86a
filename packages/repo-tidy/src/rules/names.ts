import type { Finding, Rule } from '../repository.ts';

const kebab = /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;
/** Files whose names others fixed. */
const givenNames = new Set(['README.md', 'ARCHITECTURE.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE']);
const forbiddenFolders = new Set(['utils', 'util', 'helpers', 'helper', 'lib', 'common', 'shared', 'misc']);

/** Names say what a file is about; a drawer for leftovers says nothing. */
export const names: Rule = ({ files }) => {
  const findings: Finding[] = [];
  for (const path of files) {
    const parts = path.split('/');
    const file = parts.at(-1) ?? '';
    const folders = parts.slice(0, -1);
    if (!givenNames.has(file) && !kebab.test(file))
      findings.push({ path, message: 'File names are kebab-case.' });
    for (const folder of folders) {
      if (forbiddenFolders.has(folder))
        findings.push({
          path,
          message: `A folder named ${folder} collects leftovers: put the file beside what uses it, or name its subject.`,
        });
      else if (!kebab.test(folder)) findings.push({ path, message: `Folder ${folder} is not kebab-case.` });
    }
    const stem = file.replace(/(\.(test|pg|property|browser|spec|dom))*\.[a-z]+$/, '');
    if (/\.tsx?$/.test(file) && stem === 'index')
      findings.push({
        path,
        message: 'No index barrels: import the file that defines the thing, name this one after its subject.',
      });
    if (/\.tsx?$/.test(file) && (forbiddenFolders.has(stem) || /-(utils?|helpers?)$/.test(stem)))
      findings.push({ path, message: 'Name the subject of this file, not that it helps.' });
  }
  return findings;
};
