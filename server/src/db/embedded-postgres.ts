import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, link, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { makeDataDirectory } from './data-directory.ts';
import { findBinaries, openPlace, type PostgresBinaries } from './postgres-binaries.ts';
import { as, mayEnter, operatingUser, type OperatingUser } from './postgres-user.ts';
import { isPostgres, isStillEnding, probe, readPostmaster, removeDeadLock } from './postmaster.ts';
import { runTool } from './run-tool.ts';

const run = promisify(execFile);

export interface EmbeddedPostgres {
  /** Superuser URL of a database on the cluster; the password is random and in a 0600 file. */
  url(database: string): string;
  /** Where the cluster's files are: not always below the data directory (see `clusterDirectory`). */
  readonly directory: string;
  /** False: another process, or one that was killed, had it running already. */
  readonly started: boolean;
  /**
   * Lets go of the cluster; the last one out stops it, whoever started it. A server beside a command line
   * tool keeps it, and what a killed process left behind is not left for ever.
   */
  leave(): Promise<void>;
  /** Stops it under everybody's feet. For tests. */
  stop(): Promise<void>;
}

const keeperName = 'holdfast keeper';

export interface EmbeddedOptions {
  /** Told one plain line at a time: what a person waiting at a console should know. */
  tell?: (line: string) => void;
  /** Only for tests: loses data on a power cut. */
  durable?: boolean;
}

/** Recovery after a crash may take this long. */
const recoveryMs = 120_000;
/** PostgreSQL creates its lock and writes it in the next call; a stalled machine may be in between for long. */
const emptyLockMs = 3_000;
/** A start that keeps failing for this long will not succeed. */
const startMs = 10_000;

/** Whether a start would find its files. True as well of what is no folder: a start says so better. */
export async function hasEmbeddedPostgres(dataDirectory: string): Promise<boolean> {
  const data = resolve(dataDirectory);
  if (await stat(data).then((found) => !found.isDirectory(), () => false)) return true;
  return (await exists(join(data, 'postgres', 'PG_VERSION'))) || exists(join(data, 'postgres-location'));
}

/**
 * A real PostgreSQL below `dataDirectory`, started or adopted. Any number of processes may call this at the
 * same time on the same directory: each step is atomic and the loser of a race uses what the winner made.
 */
export async function startEmbeddedPostgres(
  dataDirectory: string,
  { tell = () => {}, durable = true }: EmbeddedOptions = {},
): Promise<EmbeddedPostgres> {
  const data = resolve(dataDirectory);
  await makeDataDirectory(data);
  const cluster = await clusterDirectory(data, tell);
  const user = await operatingUser(cluster);
  const password = await readOrMakePassword(data);

  let started = false;
  let port = 0;
  let leaving = false;
  let binaries: PostgresBinaries | null = null;

  async function ensureRunning(): Promise<void> {
    const begun = Date.now();
    let firstFaultAt = Infinity;
    let lastFault = 'it does not answer';
    let toldEnding = false;
    while (Date.now() < Math.min(begun + recoveryMs, firstFaultAt + startMs)) {
      const running = await readPostmaster(cluster);
      if (running && (await isPostgres(running.pid))) {
        const answer = await probe(cluster, running.port, password);
        if (answer === 'answers') {
          port = running.port;
          return;
        }
        if (answer === 'wrong_password')
          throw new Error(`The PostgreSQL running on ${cluster} does not accept the password in ${passwordFile(data)}.`);
        await sleep(100);
        continue;
      }
      // A lock is empty for the moment in which it is written, and for ever when the disk was full.
      if (running?.text === '' && Date.now() < begun + emptyLockMs) {
        await sleep(100);
        continue;
      }
      // The pid belongs to no PostgreSQL, so this lock is dead; PostgreSQL itself would trust any live pid.
      if (running) await removeDeadLock(cluster, running);
      binaries ??= await findBinaries(user);
      if (!(await exists(join(cluster, 'PG_VERSION')))) {
        tell('Preparing the database (once, a few seconds) …');
        await initialise(binaries, cluster, password, user, durable);
      }
      const wanted = port || (await freePort());
      const fault = await startPostmaster(binaries, cluster, wanted, user, durable);
      if (fault === null) {
        port = wanted;
        started = true;
        return;
      }
      lastFault = fault;
      if (isStillEnding(fault)) {
        if (!toldEnding) tell('An earlier PostgreSQL on these files is still ending; this takes a minute at most …');
        toldEnding = true;
      } else {
        // Another process may have started it first: the next turn adopts that one.
        firstFaultAt = Math.min(firstFaultAt, Date.now());
      }
      await sleep(200);
    }
    throw new Error(`PostgreSQL did not start on ${cluster}: ${lastFault}. Its log is in ${join(cluster, 'log')}.`);
  }

  const url = (database: string): string =>
    `postgresql://postgres:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;

  /** Open as long as this process uses the cluster: tells others that somebody does, and us when it dies. */
  let keeper: pg.Client | null = null;
  let reviving = Promise.resolve();
  async function keep(): Promise<void> {
    const client = new pg.Client({ connectionString: url('postgres'), application_name: keeperName, keepAlive: true });
    let lost = false;
    const onLost = (): void => {
      if (lost || leaving || keeper !== client) return;
      lost = true;
      keeper = null;
      reviving = revive();
    };
    client.on('error', onLost);
    client.on('end', onLost);
    await client.connect();
    keeper = client;
  }
  /** The same port again, so pools that hold the URL find it. */
  async function revive(): Promise<void> {
    while (!leaving && keeper === null) {
      try {
        await ensureRunning();
        await keep();
      } catch (fault) {
        tell(`The database is away: ${(fault as Error).message}`);
        await sleep(1_000);
      }
    }
  }

  async function stopPostmaster(): Promise<void> {
    binaries ??= await findBinaries(user);
    await runTool(binaries.pgCtl, ['stop', '-D', cluster, '-m', 'fast', '-w', '-t', '30'], { user, cwd: rootOf(cluster) }).catch(() => {
      // Somebody stopped it first.
    });
  }

  await ensureRunning();
  await keep();

  return {
    url,
    directory: cluster,
    started,
    async leave() {
      leaving = true;
      // What is being started must be there to be stopped.
      await reviving;
      const client = keeper;
      keeper = null;
      const last = client !== null && (await isAlone(client).catch(() => false));
      await client?.end().catch(() => {});
      if (last) await stopPostmaster();
    },
    async stop() {
      leaving = true;
      await reviving;
      await keeper?.end().catch(() => {});
      await stopPostmaster();
    },
  };
}

/**
 * Whether nobody else uses the cluster. Every process of ours holds a keeper; other connections may be our
 * own pool's, closed but not yet gone, so those get a moment.
 */
async function isAlone(client: pg.Client): Promise<boolean> {
  for (let look = 0; look < 20; look++) {
    const answer = await client.query<{ keepers: number; others: number }>(
      `select count(*) filter (where application_name = $1)::int as keepers, count(*)::int as others
         from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
      [keeperName],
    );
    const { keepers, others } = answer.rows[0] ?? { keepers: 1, others: 1 };
    if (others === 0) return true;
    if (keepers > 0) return false;
    await sleep(25);
  }
  return false;
}

/**
 * `DATA/postgres`, unless we are root and the user PostgreSQL must run as cannot get there (a home at 0700):
 * then a place of its own, remembered in `DATA/postgres-location` and told.
 */
async function clusterDirectory(data: string, tell: (line: string) => void): Promise<string> {
  const usual = join(data, 'postgres');
  if (await exists(join(usual, 'PG_VERSION'))) return usual;
  const note = join(data, 'postgres-location');
  const noted = await readFile(note, 'utf8').catch(() => null);
  if (noted !== null) return noted.trim();
  const user = await operatingUser(null);
  if (user === null || (await mayEnter(data, user))) return usual;
  const place = await mkdtemp(join(await openPlace(), 'data-'));
  await chmod(place, 0o755);
  const own = join(place, 'postgres');
  await writeFile(`${note}.${process.pid}`, `${own}\n`);
  // Two first starts at once: the first note stands.
  await link(`${note}.${process.pid}`, note).catch(() => rm(place, { recursive: true }));
  await rm(`${note}.${process.pid}`);
  const chosen = (await readFile(note, 'utf8')).trim();
  tell(`Started as root: PostgreSQL runs as "${user.name}", who cannot enter ${data}, so the database is kept in ${chosen}.`);
  return chosen;
}

const passwordFile = (data: string): string => join(data, 'postgres-password');

/** Made once; a link is atomic, so nobody reads half of it and all agree on one. */
async function readOrMakePassword(data: string): Promise<string> {
  const file = passwordFile(data);
  if (!(await exists(file))) {
    const draft = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`;
    await writeFile(draft, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600 });
    await link(draft, file).catch((fault: NodeJS.ErrnoException) => {
      if (fault.code !== 'EEXIST') throw fault;
    });
    await rm(draft);
  }
  return (await readFile(file, 'utf8')).trim();
}

/** Beside its final place, then renamed: a cluster is there whole or not at all. */
async function initialise(
  binaries: PostgresBinaries,
  cluster: string,
  password: string,
  user: OperatingUser | null,
  durable: boolean,
): Promise<void> {
  const draft = `${cluster}.new-${process.pid}-${randomBytes(4).toString('hex')}`;
  const secret = await mkdtemp(join(tmpdir(), 'holdfast-'));
  try {
    await mkdir(draft, { mode: 0o700 });
    await writeFile(join(secret, 'password'), password, { mode: 0o600 });
    if (user) for (const path of [draft, secret, join(secret, 'password')]) await chown(path, user.uid, user.gid);
    await run(
      binaries.initdb,
      [
        `--pgdata=${draft}`,
        '--username=postgres',
        `--pwfile=${join(secret, 'password')}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        // The same order and case rules on every machine, whatever its locales.
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        ...(durable ? [] : ['--no-sync']),
      ],
      { ...as(user), cwd: rootOf(draft), env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' }, windowsHide: true },
    );
    await rename(draft, cluster).catch(async (fault: NodeJS.ErrnoException) => {
      if (!(await exists(join(cluster, 'PG_VERSION')))) throw fault;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
    await rm(secret, { recursive: true, force: true });
  }
}

/** Null when it runs; else the last line PostgreSQL said. */
async function startPostmaster(
  binaries: PostgresBinaries,
  cluster: string,
  port: number,
  user: OperatingUser | null,
  durable: boolean,
): Promise<string | null> {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '100',
    shared_buffers: '256MB',
    max_wal_size: '2GB',
    random_page_cost: '1.1',
    deadlock_timeout: '100ms',
    jit: 'off',
    fsync: durable ? 'on' : 'off',
    full_page_writes: durable ? 'on' : 'off',
    synchronous_commit: 'on',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // One file a weekday, overwritten after a week.
    logging_collector: 'on',
    log_directory: 'log',
    log_filename: 'postgresql-%a.log',
    log_truncate_on_rotation: 'on',
    log_rotation_age: '1d',
    log_rotation_size: '0',
  };
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  const log = join(cluster, 'start.log');
  await rm(log, { force: true });
  try {
    await runTool(
      binaries.pgCtl,
      ['start', '-D', cluster, '-l', log, '-w', '-t', '50', '-s', '-o', [`-p ${port}`, ...options].join(' ')],
      { user, cwd: rootOf(cluster), env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } },
    );
    return null;
  } catch {
    const said = await readFile(log, 'utf8').catch(() => '');
    return said.trim().split('\n').filter((line) => /FATAL|ERROR|error/.test(line)).at(-1) ?? said.trim().split('\n').at(-1) ?? '';
  }
}

/** A free port on the loopback. Somebody may take it before PostgreSQL does; then the start is tried again. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done, failed) => server.once('error', failed).listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('No free port on 127.0.0.1.');
  return address.port;
}

/** PostgreSQL's tools must be able to enter where they are started; the checkout may be closed to them. */
const rootOf = (path: string): string => (process.platform === 'win32' ? join(path, '..') : '/');
const exists = (path: string): Promise<boolean> => stat(path).then(() => true, () => false);
