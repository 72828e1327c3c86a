import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Finding, Repository, Rule } from '../repository.ts';

const exactVersion = /^\d+\.\d+\.\d+(-[\w.]+)?$/;

interface Manifest {
  name?: string;
  version?: string;
  license?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

const readManifest = (text: string): Manifest => JSON.parse(text) as Manifest;
const manifestPaths = (repository: Repository): string[] =>
  repository.files.filter((path) => /(^|\/)package\.json$/.test(path));

/** One version of each dependency, exact, in one place: the catalogue in pnpm-workspace.yaml. */
export const catalogue: Rule = (repository) => {
  const findings: Finding[] = [];
  const path = 'pnpm-workspace.yaml';
  for (const { name, version, line } of catalogueEntries(repository.read(path)))
    if (!exactVersion.test(version))
      findings.push({ path, line, message: `${name}: ${version} is not one exact version.` });
  for (const manifestPath of manifestPaths(repository)) {
    const manifest = readManifest(repository.read(manifestPath));
    const all = {
      ...manifest.dependencies,
      ...manifest.devDependencies,
      ...manifest.optionalDependencies,
    };
    for (const [name, wanted] of Object.entries(all))
      if (!wanted.startsWith('catalog:') && wanted !== 'workspace:*')
        findings.push({
          path: manifestPath,
          message: `${name}: put the version into the catalogue and write "catalog:" here.`,
        });
  }
  return findings;
};

/** Reads the `catalog:` and `catalogs:` maps; our file is plain enough not to need a YAML parser. */
function catalogueEntries(yaml: string): { name: string; version: string; line: number }[] {
  const entries: { name: string; version: string; line: number }[] = [];
  let inside = false;
  for (const [index, line] of yaml.split('\n').entries()) {
    if (/^\S/.test(line)) inside = /^catalogs?:/.test(line);
    const entry = /^\s+'?([@\w./-]+)'?:\s*(\S.*)$/.exec(line);
    if (inside && entry !== null)
      entries.push({ name: entry[1] ?? '', version: (entry[2] ?? '').trim(), line: index + 1 });
  }
  return entries;
}

/** Licences that let a business run, change and pass on Holdfast without asking anybody. */
const permissive = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'OFL-1.1', // fonts
  'Unlicense',
]);

/** `MIT OR GPL-3.0` is fine, `MIT AND GPL-3.0` is not. */
export function isPermissive(licence: string): boolean {
  const alternatives = licence.replaceAll(/[()]/g, '').split(/\s+OR\s+/);
  return alternatives.some((terms) => terms.split(/\s+AND\s+/).every((term) => permissive.has(term)));
}

/** What ships with Holdfast: the production dependencies of every package, and theirs. */
export const licences: Rule = (repository) => {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  const visit = (name: string, from: string): void => {
    // Our own packages are visited by their own manifests.
    if (name.startsWith('@holdfast/')) return;
    const folder = installedFolder(name, from);
    // Optional packages for other platforms are not installed here.
    if (folder === null || seen.has(folder)) return;
    seen.add(folder);
    const manifest = readManifest(readFileSync(join(folder, 'package.json'), 'utf8'));
    const licence = manifest.license ?? 'none';
    if (!isPermissive(licence))
      findings.push({
        path: 'pnpm-lock.yaml',
        message: `${name}@${manifest.version ?? '?'} (${licence}) ships with Holdfast but is not permissive: replace it.`,
      });
    for (const next of productionOf(manifest)) visit(next, folder);
  };
  for (const path of manifestPaths(repository)) {
    const folder = join(repository.root, dirname(path));
    const manifest = readManifest(repository.read(path));
    for (const name of Object.keys(manifest.dependencies ?? {})) visit(name, folder);
  }
  if (seen.size === 0)
    findings.push({ path: 'pnpm-lock.yaml', message: 'No installed package was found to look at.' });
  return findings;
};

const productionOf = (manifest: Manifest): string[] =>
  Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });

/** Node's own look-up, upwards from where the dependant really is. */
function installedFolder(name: string, from: string): string | null {
  for (let folder = realpathSync(from); ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate);
    if (dirname(folder) === folder) return null;
  }
}
