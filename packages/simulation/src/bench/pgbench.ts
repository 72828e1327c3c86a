import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import type { BenchWorld } from './bench-world.ts';
import { slotEpoch } from './slots.ts';

const run = promisify(execFile);

export interface PgbenchResult {
  perSecond: number;
  averageMs: number;
}

/**
 * The machine's own limit: pgbench calling the very function the gateway calls, with plans of the same
 * shape, from the same number of clients. The plan's text is put together in SQL, which costs pgbench a few
 * microseconds that the gateway's Node spends elsewhere.
 */
export async function preparePgbench(world: BenchWorld): Promise<void> {
  const owner = new pg.Client({ connectionString: world.url });
  await owner.connect();
  try {
    await owner.query(`
      create schema bench;
      create sequence bench.slot cache 50;
      create table bench.room (number integer primary key, location_id uuid, resource_id uuid, resource_no bigint);
      create function bench.plan(p_number bigint, p_rooms integer) returns jsonb language plpgsql as $$
      declare
        v_room bench.room;
        v_start text := gateway.wire_time('${slotEpoch}'::timestamptz + (p_number / p_rooms) * interval '1 hour');
        v_end text := gateway.wire_time('${slotEpoch}'::timestamptz + (p_number / p_rooms + 1) * interval '1 hour');
        v_booking uuid := gen_random_uuid();
      begin
        select * into v_room from bench.room where number = p_number % p_rooms;
        return format('{"locationId":"%s","catalogueVersion":%s,"command":{"id":"%s","fingerprint":"%s","kind":"create_booking","subjectId":"%s","actorId":"%s","terminalId":"%s","outboxId":"%s","seq":%s,"channel":"desk","sawVersion":0,"tappedAt":"%s"},"overUndo":true,"claims":[{"resourceNo":%s,"lanes":1,"start":"%s","end":"%s","ownerKind":"booking","ownerId":"%s"}],"bookings":[{"id":"%s","expectedVersion":null,"columns":{"service_id":null,"resource_ids":["%s"],"starts_at":"%s","ends_at":"%s","occupied_from":"%s","occupied_to":"%s","booking_id":"%s","reference":"%s","status":"booked","version":1,"channel":"desk","customer_id":null,"title":null,"notes":"","created_at":"%s"}}],"outcome":{"status":"committed","bookingId":"%s","reference":"%s","bookingVersion":1}}',
          v_room.location_id, (select catalogue_version from feed_head where location_id = v_room.location_id),
          gen_random_uuid(), repeat('ab', 32), v_booking, v_booking, v_booking, v_booking, p_number, v_start,
          v_room.resource_no, v_start, v_end, v_booking, v_booking, v_room.resource_id, v_start, v_end, v_start,
          v_end, v_booking, left(v_booking::text, 12), v_start, v_booking, left(v_booking::text, 12))::jsonb;
      end $$;`);
    const rooms = world.locations.flatMap(({ id, rooms }) => rooms.map((room) => ({ location: id, ...room })));
    for (const [number, room] of rooms.entries())
      await owner.query('insert into bench.room values ($1, $2, $3, $4)', [number, room.location, room.id, room.no]);
  } finally {
    await owner.end();
  }
}

/** `firstSlot` keeps runs apart: each number is one free hour of one room. */
export async function pgbench(
  world: BenchWorld,
  options: { clients: number; seconds: number; firstSlot: number },
): Promise<PgbenchResult> {
  const rooms = world.locations.reduce((sum, location) => sum + location.rooms.length, 0);
  const directory = await mkdtemp(join(tmpdir(), 'holdfast-pgbench-'));
  const script = join(directory, 'book.sql');
  try {
    await writeFile(
      script,
      `select gateway.apply_plan(${world.tenantNo}, bench.plan(${options.firstSlot} + nextval('bench.slot'), ${rooms}));\n`,
    );
    const { stdout } = await run('pgbench', [
      '--no-vacuum',
      '--protocol=prepared',
      `--client=${options.clients}`,
      '--jobs=1',
      `--time=${options.seconds}`,
      `--file=${script}`,
      world.url,
    ]);
    const perSecond = Number(/tps = ([\d.]+)/.exec(stdout)?.[1]);
    const averageMs = Number(/latency average = ([\d.]+)/.exec(stdout)?.[1]);
    if (!Number.isFinite(perSecond)) throw new Error(`pgbench said:\n${stdout}`);
    return { perSecond, averageMs };
  } finally {
    await rm(directory, { recursive: true });
  }
}
