import { posix } from 'node:path';
import { lineAt, type Finding, type Repository, type Rule } from '../repository.ts';

/** Every relative link and anchor resolves, and every path that a page names in backticks exists. */
export const docLinks: Rule = (repository) => {
  const files = new Set(repository.files);
  const folders = new Set(repository.files.flatMap(ancestors));
  const exists = (path: string): boolean => files.has(path) || folders.has(path);
  const findings: Finding[] = [];
  for (const path of repository.files) {
    if (!path.endsWith('.md')) continue;
    const text = withoutFences(repository.read(path));
    for (const match of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      const link = match[1] ?? '';
      if (/^[a-z]+:/.test(link)) continue;
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? path : posix.normalize(posix.join(posix.dirname(path), file));
      const line = lineAt(text, match.index);
      if (!exists(target.replace(/\/$/, '')))
        findings.push({ path, line, message: `The link to ${link} leads nowhere.` });
      else if (anchor !== undefined && target.endsWith('.md') && !anchors(repository, target).has(anchor))
        findings.push({ path, line, message: `${target} has no heading for #${anchor}.` });
    }
    for (const match of text.matchAll(/`((?:apps|packages|server|docs|\.ci)\/[\w./-]+)`/g)) {
      const named = (match[1] ?? '').replace(/\/$/, '');
      if (!exists(named))
        findings.push({
          path,
          line: lineAt(text, match.index),
          message: `Names ${named}, which does not exist: say where it is now.`,
        });
    }
  }
  return findings;
};

/** A folder of docs without an index is a drawer. */
export const docIndexes: Rule = ({ files }) => {
  const folders = new Set(
    files
      .filter((path) => path.startsWith('docs/') && path.endsWith('.md'))
      .map((path) => posix.dirname(path)),
  );
  return [...folders]
    .filter((folder) => !files.includes(`${folder}/README.md`))
    .map((folder) => ({ path: folder, message: 'Has no README.md that says what each page answers.' }));
};

function ancestors(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, depth) => parts.slice(0, depth + 1).join('/'));
}

/** Blanks fenced code, keeping offsets, so that examples are not taken for links. */
function withoutFences(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```/gm, (fence) => fence.replaceAll(/[^\n]/g, ' '));
}

function anchors(repository: Repository, path: string): Set<string> {
  const headings = withoutFences(repository.read(path)).matchAll(/^#+\s+(.+)$/gm);
  return new Set(
    [...headings].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(/\s/g, '-'),
    ),
  );
}
