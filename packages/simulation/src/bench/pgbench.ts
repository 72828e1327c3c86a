import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import type { CommandOf } from '@holdfast/protocol/commands';
import type { BenchWorld } from './bench-world.ts';
import { fillPlanSql, recordPlan } from './recorded-plan.ts';
import { bookSlot, slotEpoch } from './slots.ts';

const run = promisify(execFile);

export interface PgbenchResult {
  perSecond: number;
  averageMs: number;
  /** Of each transaction; empty unless asked for. */
  latenciesMs: number[];
}

export interface PgbenchLoad {
  clients: number;
  /** Whole ones, rounded up. */
  seconds: number;
  /** Tells `latenciesMs`. */
  eachLatency?: boolean;
  /** Five transactions a client instead, however long they take: a busy machine may not get one done in a second. */
  short?: boolean;
}

export type PgbenchWorld = Pick<BenchWorld, 'url' | 'db' | 'tenantNo' | 'locations'>;

/** Which bookings pgbench makes. */
export interface PgbenchBookings {
  /** Any booking of the kind; the gateway's plan of it is what pgbench sends. */
  sample: CommandOf<'create_booking'>;
  /** SQL for the start of booking `p_number` of `p_rooms` rooms; `v_room.place` is the room's place in its house, from 0. */
  startSql: string;
}

/** The bench houses' own slots, as `slots.ts` counts them. */
export function benchBookings(world: BenchWorld): PgbenchBookings {
  const [location] = world.locations;
  if (!location) throw new Error('No house to book');
  return { sample: bookSlot(world, location, 0), startSql: `'${slotEpoch}'::timestamptz + (p_number / p_rooms) * interval '1 hour'` };
}

/**
 * The machine's own limit: pgbench calling the very function the gateway calls, with the gateway's own plans, from
 * the same number of clients. The plan's text is put together in SQL, which costs pgbench a few microseconds that
 * the gateway's Node spends elsewhere.
 */
export async function preparePgbench(world: PgbenchWorld, { sample, startSql }: PgbenchBookings): Promise<void> {
  const template = await recordPlan(world.db, world.tenantNo, sample);
  const owner = new pg.Client({ connectionString: world.url });
  await owner.connect();
  try {
    await owner.query(`
      create schema bench;
      create sequence bench.slot cache 50;
      create table bench.room (number integer primary key, place integer, location_id uuid, resource_id uuid, resource_no bigint, catalogue_version bigint);
      create function bench.plan(p_number bigint, p_rooms integer) returns jsonb language plpgsql as $$
      declare
        v_room bench.room;
        v_start timestamptz;
        v_booking uuid := gen_random_uuid();
      begin
        select * into v_room from bench.room where number = p_number % p_rooms;
        v_start := ${startSql};
        return ${fillPlanSql(template, {
          command: 'gen_random_uuid()',
          booking: 'v_booking',
          location: 'v_room.location_id',
          catalogue: 'v_room.catalogue_version',
          resource: 'v_room.resource_id',
          resourceNo: 'v_room.resource_no',
          start: 'gateway.wire_time(v_start)',
          end: `gateway.wire_time(v_start + interval '1 hour')`,
          reference: 'left(v_booking::text, 12)',
        })};
      end $$;`);
    const rooms = world.locations.flatMap(({ id, rooms: own }) => own.map((room, place) => [place, id, room.id, room.no]));
    await owner.query(
      `insert into bench.room select r.number - 1, (r.room->>0)::integer, h.location_id, (r.room->>2)::uuid, (r.room->>3)::bigint, h.catalogue_version
         from jsonb_array_elements($1) with ordinality as r(room, number)
           join feed_head h on h.tenant_no = $2 and h.location_id = (r.room->>1)::uuid`,
      [JSON.stringify(rooms), world.tenantNo],
    );
  } finally {
    await owner.end();
  }
}

/** `firstSlot` keeps runs apart: each number is one free hour of one room. Rejects when a booking did not commit. */
export async function pgbench(
  world: PgbenchWorld,
  options: PgbenchLoad & { firstSlot: number },
): Promise<PgbenchResult> {
  const rooms = world.locations.reduce((sum, location) => sum + location.rooms.length, 0);
  return pgbenchScript(
    world.url,
    `select gateway.apply_plan(${world.tenantNo}, bench.plan(${options.firstSlot} + nextval('bench.slot'), ${rooms}));\n`,
    options,
  );
}

/** Before minutes of preparation: throws one plain line when there is no pgbench. */
export async function requirePgbench(): Promise<void> {
  if (!(await hasPgbench())) throw new Error('pgbench is not on the path. It comes with PostgreSQL’s server package.');
}

export const hasPgbench = (): Promise<boolean> => run('pgbench', ['--version']).then(() => true, () => false);

/** Any script; as the owner of the database. */
export async function pgbenchScript(
  url: string,
  script: string,
  options: PgbenchLoad,
): Promise<PgbenchResult> {
  const directory = await mkdtemp(join(tmpdir(), 'holdfast-pgbench-'));
  const file = join(directory, 'script.sql');
  try {
    await writeFile(file, script);
    const { stdout } = await run('pgbench', [
      '--no-vacuum',
      '--protocol=prepared',
      `--client=${options.clients}`,
      '--jobs=1',
      ...(options.short ? ['--transactions=5'] : [`--time=${Math.ceil(options.seconds)}`]),
      `--file=${file}`,
      ...(options.eachLatency ? ['--log', `--log-prefix=${join(directory, 'each')}`] : []),
      url,
    ]);
    const perSecond = Number(/tps = ([\d.]+)/.exec(stdout)?.[1]);
    const averageMs = Number(/latency average = ([\d.]+)/.exec(stdout)?.[1]);
    if (!Number.isFinite(perSecond)) throw new Error(`pgbench said:\n${stdout}`);
    return { perSecond, averageMs, latenciesMs: options.eachLatency ? await readLatencies(directory) : [] };
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** pgbench's log: client, transaction, µs, … a line. */
async function readLatencies(directory: string): Promise<number[]> {
  const logs = (await readdir(directory)).filter((name) => name.startsWith('each.'));
  const texts = await Promise.all(logs.map((log) => readFile(join(directory, log), 'utf8')));
  return texts.flatMap((text) => text.split('\n').filter(Boolean).map((line) => Number(line.split(' ')[2]) / 1_000));
}
