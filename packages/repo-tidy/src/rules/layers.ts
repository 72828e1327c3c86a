import { isTest, isTypeScript, type Finding, type Rule } from '../repository.ts';
import { importsOf, resolveRelative } from './import-scanner.ts';

/** Workspace packages by folder, and whom each may import. ARCHITECTURE.md tells the same in words. */
const packages: Record<string, { name: string; may: readonly string[]; instead: string }> = {
  'packages/domain': {
    name: '@holdfast/domain',
    may: [],
    instead:
      'domain/ is pure rules and imports nothing: pass what it needs as a parameter, or move the ' +
      'code that reads, waits or sends to server/ or apps/front-desk/.',
  },
  'packages/protocol': {
    name: '@holdfast/protocol',
    may: ['@holdfast/domain'],
    instead: 'protocol/ describes the wire: what is done with it belongs in server/ or apps/front-desk/.',
  },
  server: {
    name: '@holdfast/server',
    may: ['@holdfast/domain', '@holdfast/protocol'],
    instead:
      'what both sides need belongs in packages/protocol (the wire) or packages/domain (a rule).',
  },
  'apps/front-desk': {
    name: '@holdfast/front-desk',
    may: ['@holdfast/domain', '@holdfast/protocol'],
    instead:
      'what both sides need belongs in packages/protocol (the wire) or packages/domain (a rule); ' +
      'a call to the server belongs in src/api, which may `import type` from @holdfast/server/router.',
  },
  'packages/simulation': {
    name: '@holdfast/simulation',
    may: ['@holdfast/domain', '@holdfast/protocol', '@holdfast/server', '@holdfast/front-desk'],
    instead: 'add the package to the list in packages/repo-tidy/src/rules/layers.ts and say why.',
  },
  'packages/repo-tidy': {
    name: '@holdfast/repo-tidy',
    may: [],
    instead: 'repo-tidy reads the repository as text and needs no code of it.',
  },
};

/** Inside the front desk: files under `from` may not import files under `to`. */
const deskWalls: readonly { from: string; to: readonly string[]; instead: string }[] = [
  {
    from: 'src/screens/',
    to: ['src/replica/', 'src/outbox/', 'src/api/'],
    instead:
      'screens see the terminal only through the Desk interface (src/desk.ts); its making belongs ' +
      'in src/replica or src/outbox.',
  },
  {
    from: 'src/components/',
    to: ['src/screens/', 'src/replica/', 'src/outbox/', 'src/api/', 'src/desk.ts'],
    instead: 'components/ hold no domain words; what knows bookings belongs in src/screens.',
  },
  {
    from: 'src/replica/',
    to: ['src/screens/', 'src/components/'],
    instead: 'the replica knows no screen; hand a Readable to src/screens instead.',
  },
  {
    from: 'src/outbox/',
    to: ['src/screens/', 'src/components/'],
    instead: 'the outbox knows no screen; hand a Readable to src/screens instead.',
  },
  {
    from: 'src/api/',
    to: ['src/screens/', 'src/components/', 'src/replica/', 'src/outbox/'],
    instead: 'src/api is the wire; src/replica and src/outbox call it, not the other way.',
  },
  {
    from: 'src/platform/',
    to: ['src/screens/', 'src/replica/', 'src/outbox/', 'src/api/'],
    instead: 'platform/ wraps the browser; what knows bookings belongs above it.',
  },
];

/** Third-party packages that only some folders may import. */
const fenced: readonly { package: RegExp; within: string; only: readonly string[]; instead: string }[] = [
  {
    package: /^dexie(-|\/|$)/,
    within: 'apps/front-desk/src/',
    only: [
      'apps/front-desk/src/replica/',
      'apps/front-desk/src/outbox/',
      'apps/front-desk/src/platform/', // tells a full disk from a closed database; opens none
    ],
    instead: 'only src/replica touches the cache and only src/outbox writes commands.',
  },
  {
    package: /^@trpc\//,
    within: 'apps/front-desk/src/',
    only: ['apps/front-desk/src/api/'],
    instead: 'only src/api talks to the server: add a named call there.',
  },
  {
    package: /^react(-|\/|$)/,
    within: 'apps/front-desk/src/',
    only: [
      'apps/front-desk/src/screens/',
      'apps/front-desk/src/components/',
      'apps/front-desk/src/main.tsx',
    ],
    instead: 'only src/screens and src/components paint.',
  },
  {
    package: /^@trpc\//,
    within: 'server/src/',
    only: ['server/src/api/'],
    instead: 'server/src/api is the transport: rules and SQL stay in the slices, errors of tRPC do not.',
  },
];

const folderOf = (path: string): string | undefined =>
  Object.keys(packages).find((folder) => path.startsWith(`${folder}/`));

/** Who may import whom, by what the import resolves to. */
export const layers: Rule = (repository) => {
  const findings: Finding[] = [];
  for (const path of repository.files) {
    if (!isTypeScript(path)) continue;
    const folder = folderOf(path);
    if (folder === undefined) {
      if (/^(apps|packages)\//.test(path))
        findings.push({
          path,
          message:
            'A new package: say in packages/repo-tidy/src/rules/layers.ts whom it may import.',
        });
      continue;
    }
    for (const used of importsOf(repository.read(path))) {
      const why = refuse(path, folder, used.specifier, used.typeOnly);
      if (why !== null)
        findings.push({ path, line: used.line, message: `imports ${used.specifier}: ${why}` });
    }
  }
  return findings;
};

function refuse(path: string, folder: string, specifier: string, typeOnly: boolean): string | null {
  const rule = packages[folder];
  if (rule === undefined) return null;
  const target = resolveRelative(path, specifier);
  if (target !== null) {
    if (!target.startsWith(`${folder}/`))
      return `leaves its package by a relative path; ${rule.instead}`;
    return isTest(path) ? null : refuseInside(path, folder, target);
  }
  if (isTest(path) || path.endsWith('.config.ts')) return null;
  for (const fence of fenced)
    if (
      path.startsWith(fence.within) &&
      fence.package.test(specifier) &&
      !fence.only.some((prefix) => path.startsWith(prefix))
    )
      return fence.instead;
  if (specifier.startsWith('node:'))
    return folder === 'packages/domain' || folder === 'packages/protocol' ? rule.instead : null;
  if (!specifier.startsWith('@holdfast/')) return null;
  const owner = specifier.split('/').slice(0, 2).join('/');
  if (path.startsWith('apps/front-desk/src/components/'))
    return 'components/ hold no domain words; what knows bookings belongs in src/screens.';
  if (rule.may.includes(owner)) return null;
  const typesOfRouter =
    typeOnly &&
    specifier === '@holdfast/server/router' &&
    path.startsWith('apps/front-desk/src/api/');
  return typesOfRouter ? null : rule.instead;
}

function refuseInside(path: string, folder: string, target: string): string | null {
  const from = path.slice(folder.length + 1);
  const to = target.slice(folder.length + 1);
  if (folder === 'apps/front-desk')
    for (const wall of deskWalls)
      if (from.startsWith(wall.from) && wall.to.some((prefix) => to.startsWith(prefix)))
        return wall.instead;
  if (folder === 'server' && to.startsWith('src/api/') && /^src\/[^/]+\//.test(from)) {
    if (!from.startsWith('src/api/'))
      return 'server/src/api is wiring on top of the slices; what a slice needs belongs in the slice.';
  }
  return null;
}
