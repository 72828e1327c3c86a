import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { runCommandLine } from './command-line.ts';

const header = 'reference,resource,start,end,time_zone,title';

let database: TestDatabase;
let folder: string;
/** Two businesses, each with a location `riverside`. */
let tenants: string[];
beforeAll(async () => {
  database = await createTestDatabase();
  const worlds = await Promise.all([1, 2].map(() => createTestWorld(database.db, database.admin)));
  for (const world of worlds) world.feedWatch.close();
  const { rows } = await database.admin.query<{ slug: string }>('select slug from tenant order by slug');
  tenants = rows.map(({ slug }) => slug);
  folder = await mkdtemp(join(tmpdir(), 'holdfast-command-line-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Said {
  code: number;
  out: string;
  err: string;
}

/** On a clock that stands still nothing takes long enough for a word on the way. */
async function holdfast(args: readonly string[], environment: Record<string, string> = {}, now = (): number => 0): Promise<Said> {
  const said: Said = { code: -1, out: '', err: '' };
  said.code = await runCommandLine(args, { DATABASE_URL: database.url, ...environment }, {
    answer: (text) => (said.out += text),
    tell: (line) => (said.err += `${line}\n`),
    now,
  });
  return said;
}

/** One line on stderr, nothing on stdout. */
const line = (code: number, text: string): Said => ({ code, out: '', err: `${text}\n` });

describe('wrong usage is one line and exit code 2', () => {
  test.each<[string, string]>([
    ['', 'Say what to do, e.g. pnpm holdfast verify. See pnpm holdfast --help.'],
    ['frobnicate', 'There is no command "frobnicate". There are: start, migrate, import, export, terminal-code, api-key, settings, hours, rules, verify, doctor, seed.'],
    ['verify --nonsense', "Unknown option '--nonsense'. See pnpm holdfast --help."],
    ['verify --location riverside', 'verify takes no --location.'],
    ['start --json', 'start takes no --json.'],
    ['verify twice', '"twice" is one word too many for verify.'],
    ['import', 'Name the file: pnpm holdfast import FILE.csv --location SLUG'],
    ['import rooms.csv', 'Name the location: --location SLUG'],
    ['export', 'Name the location: --location SLUG'],
    ['export --location riverside --json', 'With --json the rows go to a file: pnpm holdfast export FILE.csv --location SLUG --json'],
    ['terminal-code', 'Name the location: --location SLUG'],
    ['seed', 'Say how many: pnpm holdfast seed --bookings 100000'],
    ['seed --bookings many', '--bookings is "many": use a whole number, e.g. --bookings 50'],
    ['seed --bookings -1', "Option '--bookings' argument is ambiguous. See pnpm holdfast --help."],
    ['seed --bookings 10 --locations 0', '--locations is a whole number from 1 to 1000.'],
    [
      'seed --bookings 1000000 --locations 1 --resources 1',
      '1000000 bookings of 1 locations with 1 resources each would fill 342 years: use more --locations or --resources.',
    ],
    ['verify --bookings 5', 'verify takes no --bookings.'],
  ])('%s', async (args, text) => {
    expect(await holdfast(args.split(' ').filter(Boolean))).toEqual(line(2, text));
  });

  test('a wrong variable', async () => {
    expect(await holdfast(['verify'], { PORT: 'abc' })).toEqual(line(2, 'PORT is "abc": use a port number from 0 to 65535.'));
    const file = join(folder, 'file');
    await writeFile(file, '');
    expect(await holdfast(['verify'], { DATABASE_URL: '', HOLDFAST_DATA_DIR: file })).toEqual(
      line(2, `HOLDFAST_DATA_DIR is ${JSON.stringify(file)}: use a folder that this user may write to (a file is in the way).`),
    );
  });
});

describe('what cannot be done is one line and exit code 1', () => {
  test('a file that is not there, a folder, a file of something else', async () => {
    const notes = join(folder, 'notes.txt');
    await writeFile(notes, 'Buy milk\n');
    const importing = (file: string) => holdfast(['import', file, '--location', 'riverside', '--tenant', tenants[0] ?? '']);
    expect(await importing('none.csv')).toEqual(line(1, 'none.csv cannot be read: there is no such file.'));
    expect(await importing(folder)).toEqual(line(1, `${folder} cannot be read: it is a folder.`));
    expect(await importing(notes)).toEqual(
      line(1, 'The first line must name the columns; missing: reference, resource, start, end, time_zone, title.'),
    );
  });

  test('a location or a business that is not there, or is there twice, is told with what there is', async () => {
    const code = (...more: string[]) => holdfast(['terminal-code', '--location', ...more]);
    expect(await code('moon')).toEqual(line(1, 'There is no location "moon". There are: riverside.'));
    expect(await code('riverside', '--tenant', 'nobody')).toEqual(
      line(1, `There is no business "nobody". There are: ${tenants.join(', ')}.`),
    );
    expect(await code('riverside')).toEqual(
      line(1, `Several businesses have a location "riverside": add --tenant ${tenants.join(' or --tenant ')}.`),
    );
  });

  test('a database that does not answer', async () => {
    expect(await holdfast(['verify', '--json'], { DATABASE_URL: 'postgresql://nobody:secret@127.0.0.1:1/none' })).toEqual(
      line(1, 'DATABASE_URL cannot be used: connect ECONNREFUSED 127.0.0.1:1 (127.0.0.1:1/none).'),
    );
  });

  test('a record that breaks a promise', async () => {
    const broken = await createTestDatabase();
    const world = await createTestWorld(broken.db, broken.admin);
    world.feedWatch.close();
    await world.book(world.rooms[0] ?? '', '2026-12-05T10:00:00Z');
    await broken.admin.query('delete from claim');
    const said = await holdfast(['verify', '--json'], { DATABASE_URL: broken.url });
    expect([said.code, said.err]).toEqual([1, '']);
    expect(JSON.parse(said.out)).toMatchObject({ claims: 0, unclaimed: 1 });
    expect((await holdfast(['verify'], { DATABASE_URL: broken.url })).out).toMatch(/^NOT SOUND: 0 overlaps in 0 claims\.\n/);
  });
});

test('verify changes nothing: what is not of this schema stays so, and it says what to do', async () => {
  const looked = (url: string) => holdfast(['verify'], { DATABASE_URL: url });
  const other = await createTestDatabase();
  const { rows } = await other.admin.query<{ name: string }>('delete from schema_migration where name = (select max(name) from schema_migration) returning name');
  const missing = rows[0]?.name ?? '';
  expect(await looked(other.url)).toEqual(
    line(1, `The database is older than this Holdfast: it lacks ${missing}, and nothing was changed. Run: pnpm holdfast migrate`));
  expect((await other.admin.query('select from schema_migration where name = $1', [missing])).rowCount).toBe(0);
  await other.admin.query(`insert into schema_migration (name, timestamp) values ('999999-from-the-future', now()::text)`);
  expect(await looked(other.url)).toEqual(
    line(1, 'The database is newer than this Holdfast: it has 999999-from-the-future, which this version does not know. Update Holdfast.'));
  await other.admin.query('drop table schema_migration');
  expect(await looked(other.url)).toEqual(line(1, 'The database is empty: Holdfast was never started on it. Run: pnpm holdfast migrate'));
  expect((await other.admin.query(`select to_regclass('schema_migration') as there`)).rows).toEqual([{ there: null }]);
  const nowhere = join(folder, 'nowhere');
  expect(await holdfast(['verify'], { DATABASE_URL: '', HOLDFAST_DATA_DIR: nowhere })).toEqual(line(1, `There is no database in ${nowhere} yet. Run: pnpm holdfast migrate`));
  await expect(readFile(nowhere)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('help is on stdout and names every command', async () => {
  const said = await holdfast(['--help']);
  expect([said.code, said.err]).toEqual([0, '']);
  for (const command of ['start', 'migrate', 'import', 'export', 'terminal-code', 'api-key', 'verify', 'doctor', 'seed']) expect(said.out).toContain(`  ${command} `);
});

test('import answers 0 when all of the file is there, 1 when a row was refused; verify and migrate agree', async () => {
  const day = join(folder, 'day.csv');
  const clash = join(folder, 'clash.csv');
  await writeFile(day, `${header}\nA,Room 1,2025-02-01T10:00,2025-02-01T11:00,UTC,First\n`);
  await writeFile(clash, `${header}\nB,Room 1,2025-02-01T10:30,2025-02-01T11:30,UTC,Second\n`);
  const own = await createTestDatabase();
  (await createTestWorld(own.db, own.admin)).feedWatch.close();
  const there = (args: readonly string[]) => holdfast(args, { DATABASE_URL: own.url });
  const place = ['--location', 'riverside'];
  const first = await there(['import', day, ...place, '--json']);
  expect({ ...first, out: JSON.parse(first.out) }).toEqual({ code: 0, out: { rows: 1, committed: 1, unchanged: 0, refused: [] }, err: '' });
  expect(await there(['import', day, ...place])).toEqual({ code: 0, out: '1 rows: 0 committed, 1 unchanged, 0 refused.\n', err: '' });
  const refused = await there(['import', clash, ...place, '--json']);
  expect(refused.code).toBe(1);
  expect(JSON.parse(refused.out)).toMatchObject({ refused: [{ line: 2, reference: 'B', reason: 'slot_taken', conflicts_with: ['A'] }] });
  expect((await there(['import', clash, ...place])).out).toMatch(/^1 rows: 0 committed, 0 unchanged, 1 refused\.\n {2}line 2 \(B\): slot_taken\. /);

  const verified = await there(['verify', '--json']);
  expect([verified.code, verified.err]).toEqual([0, '']);
  expect(JSON.parse(verified.out)).toMatchObject({ claims: 1, overlaps: 0, orphans: 0, commands_without_outcome: 0 });
  expect((await there(['verify'])).out).toMatch(/^Sound: 0 overlaps in 1 claims\.\n/);
  expect(await there(['migrate'])).toEqual({ code: 0, out: 'The database is up to date.\n', err: '' });
});

test('export writes what import reads: rows alone on stdout, or into a file with a report', async () => {
  const own = await createTestDatabase();
  const world = await createTestWorld(own.db, own.admin);
  world.feedWatch.close();
  const there = { DATABASE_URL: own.url };
  const rooms = join(folder, 'out.csv');
  await writeFile(rooms, `${header}\nA,Room 1,2026-12-05T10:00,2026-12-05T11:00,UTC,First\nB,Room 2,2026-12-05T10:00,2026-12-05T11:00,UTC,Second\n`);
  expect((await holdfast(['import', rooms, '--location', 'riverside'], there)).code).toBe(0);
  const rows = `${header},customer,phone,email\nA,Room 1,2026-12-05T10:00:00+00:00,2026-12-05T11:00:00+00:00,UTC,First,,,\nB,Room 2,2026-12-05T10:00:00+00:00,2026-12-05T11:00:00+00:00,UTC,Second,,,\n`;
  expect(await holdfast(['export', '--location', 'riverside'], there)).toEqual({ code: 0, out: rows, err: '2 rows.\n' });

  // A booking of two rooms is part of it, in a column of its own.
  const args = { bookingId: crypto.randomUUID(), serviceId: null, start: '2026-12-06T10:00:00Z', end: '2026-12-06T11:00:00Z', resourceIds: world.rooms.slice(0, 2), customer: null, title: 'Both' };
  await world.submit('create_booking', args);
  const said = await holdfast(['export', rooms, '--location', 'riverside', '--json'], there);
  expect([said.code, said.err, JSON.parse(said.out)]).toEqual([0, '', { rows: 3 }]);
  expect(await readFile(rooms, 'utf8')).toContain(',Room 2,,\n');
  expect((await holdfast(['import', rooms, '--location', 'riverside'], there)).out).toContain('3 rows: 0 committed, 3 unchanged, 0 refused.');

  // What takes long says how far it is, beside the rows.
  let seconds = 0;
  const slow = (): number => (seconds += 1) * 1_000;
  const slowly = await holdfast(['export', '--location', 'riverside'], there, slow);
  expect(slowly).toMatchObject({ code: 0, out: expect.stringMatching(/^reference,.*\n(?:[^\n]+\n){3}$/), err: '3 rows\n3 rows\n3 rows.\n' });
  expect((await holdfast(['import', rooms, '--location', 'riverside'], there, slow)).err).toContain(' of 3 rows\n');
  expect(await holdfast(['export', folder, '--location', 'riverside'], there)).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/ cannot be written: /) });
});

test('a terminal code links to the address that people open', async () => {
  const said = await holdfast(['terminal-code', '--location', 'riverside', '--tenant', tenants[0] ?? '', '--json'], {
    PUBLIC_URL: 'https://desk.example.com',
  });
  const { code, link } = JSON.parse(said.out) as { code: string; link: string };
  expect(said.code).toBe(0);
  expect(link).toBe(`https://desk.example.com/#enrol=${code}`);
});

describe('as a process', () => {
  const program = fileURLToPath(new URL('../cli.ts', import.meta.url));
  const run = (args: readonly string[], environment: Record<string, string> = {}): Promise<Said> =>
    new Promise((resolve) => {
      const env = { ...process.env, DATABASE_URL: database.url, ...environment };
      execFile(process.execPath, [program, ...args], { cwd: folder, env }, (fault, out, err) =>
        resolve({ code: fault === null ? 0 : Number(fault.code), out, err }),
      );
    });

  test('a file is found from where one stands, and stdout is the JSON alone', async () => {
    await writeFile(join(folder, 'evening.csv'), `${header}\nE,Room 2,2025-02-01T18:00,2025-02-01T19:00,UTC,Evening\n`);
    const said = await run(['import', 'evening.csv', '--location', 'riverside', '--tenant', tenants[1] ?? '', '--json']);
    expect(said).toEqual({ code: 0, out: '{"rows":1,"committed":1,"unchanged":0,"refused":[]}\n', err: '' });
  });

  test('start with a wrong variable', async () => {
    expect(await run(['start'], { LOG_LEVEL: 'loud' })).toEqual(
      line(2, 'LOG_LEVEL is "loud": use one of fatal, error, warn, info, debug, trace, silent.'),
    );
  });
});
