import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { LocationRow, ResourceRow } from '@holdfast/protocol/rows';
import { mintTenantNo, type TenantNo } from '@holdfast/server/access/scope';
import { connect, type Database } from '@holdfast/server/db/database';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@holdfast/server/db/embedded-postgres';
import { migrate } from '@holdfast/server/db/migrate';
import { hashPin } from '@holdfast/server/staff/pin';
import { mintCode } from '@holdfast/server/terminals/enrol-terminal';
import { openTestTerminal } from '@holdfast/server/terminals/test-terminal';
import { HttpTerminal } from '../http-terminal.ts';

export interface BenchLocation {
  id: string;
  /** Its rooms: id for the wire, number for SQL. */
  rooms: { id: string; no: number }[];
}

/** A durable PostgreSQL of its own, a business of `locations` houses with eight rooms each, and a server. */
export interface BenchWorld {
  postgres: EmbeddedPostgres;
  /** Owner URL of the database. */
  url: string;
  db: Database;
  tenantNo: TenantNo;
  staffId: string;
  staffPin: string;
  locations: BenchLocation[];
  origin: string;
  enrol(location: BenchLocation): Promise<HttpTerminal>;
  /** The cookie of one more enrolled terminal. */
  enrolCookie(location: BenchLocation): Promise<string>;
  mintCode(location: BenchLocation): Promise<string>;
  close(): Promise<void>;
}

const databaseName = 'bench';
const serverMain = fileURLToPath(new URL('../../../../server/src/main.ts', import.meta.url));
const allDay: LocationRow['openingHours'] = Object.fromEntries(
  ['1', '2', '3', '4', '5', '6', '7'].map((day) => [day, [['00:00', '24:00']]]),
);

export async function openBenchWorld(locationCount: number): Promise<BenchWorld> {
  const directory = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
  const postgres = await startEmbeddedPostgres(directory);
  const admin = new pg.Client({ connectionString: postgres.url('postgres') });
  await admin.connect();
  await admin.query(`create database ${databaseName}`);
  await admin.end();
  const url = postgres.url(databaseName);
  await migrate(url);
  const db = connect(url);

  const { rows } = await db.pool.query<{ no: number }>(`select gateway.put_tenant($1, 'bench', 'Bench') as no`, [randomUUID()]);
  const tenantNo = mintTenantNo(rows[0]?.no ?? 0);
  const staffId = randomUUID();
  const staffPin = '1470';
  const locations: BenchLocation[] = [];
  for (let number = 1; number <= locationCount; number++) locations.push(await putLocation(db, tenantNo, number));
  await db.pool.query('select gateway.put_staff($1, $2, $3)', [
    tenantNo,
    { id: staffId, name: 'Bench', role: 'manager', active: true },
    await hashPin(staffPin),
  ]);

  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const server = await startServer(url, port, origin);
  const terminals: HttpTerminal[] = [];
  const code = async ({ id }: BenchLocation): Promise<string> =>
    (await mintCode(db, { tenantNo, locationId: id, createdBy: null })).code;
  // Past the HTTP call, whose rate limit is there to stop exactly this many in a row.
  const enrolCookie = (location: BenchLocation): Promise<string> => {
    return openTestTerminal(db, { tenantNo, locationId: location.id }, [staffId]);
  };
  return {
    postgres,
    url,
    db,
    tenantNo,
    staffId,
    staffPin,
    locations,
    origin,
    mintCode: code,
    enrolCookie,
    async enrol(location) {
      const terminal = new HttpTerminal(origin, await enrolCookie(location));
      terminals.push(terminal);
      return terminal;
    },
    async close() {
      for (const terminal of terminals) terminal.close();
      server.kill('SIGTERM');
      if (server.exitCode === null) await once(server, 'exit');
      await db.close();
      await postgres.leave();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function putLocation(db: Database, tenantNo: TenantNo, number: number): Promise<BenchLocation> {
  const id = randomUUID();
  const row: LocationRow = {
    id,
    slug: `house-${number}`,
    name: `House ${number}`,
    timeZone: 'Europe/London',
    openingHours: allDay,
    gridMinutes: 15,
  };
  await db.pool.query('select gateway.put_location($1, $2)', [tenantNo, row]);
  const rooms: BenchLocation['rooms'] = [];
  for (let room = 1; room <= 8; room++) {
    const resource: ResourceRow = {
      id: randomUUID(),
      locationId: id,
      slug: `room-${room}`,
      name: `Room ${room}`,
      kind: 'room',
      label: '',
      capacity: 1,
      position: room,
      archived: false,
    };
    await db.pool.query('select gateway.put_resource($1, $2, $3)', [tenantNo, id, resource]);
    const { rows } = await db.readAs(tenantNo, (client) =>
      client.query<{ no: number }>('select resource_no as no from resource where tenant_no = $1 and resource_id = $2', [
        tenantNo,
        resource.id,
      ]),
    );
    rooms.push({ id: resource.id, no: rows[0]?.no ?? 0 });
  }
  await db.pool.query('select gateway.put_service($1, $2, $3)', [
    tenantNo,
    id,
    {
      id: randomUUID(),
      slug: 'room-60',
      name: 'Room, one hour',
      durationMinutes: 60,
      preparationMinutes: 0,
      cleanupMinutes: 0,
      needs: ['room'],
      colour: 1,
      position: 1,
      archived: false,
    },
  ]);
  return { id, rooms };
}

/** The server as it ships, a process of its own. */
async function startServer(databaseUrl: string, port: number, origin: string): Promise<ChildProcess> {
  const server = spawn(process.execPath, [serverMain], {
    env: { ...process.env, DATABASE_URL: databaseUrl, PORT: String(port), HOLDFAST_DEMO: '0', LOG_LEVEL: 'warn' },
    stdio: 'ignore',
  });
  for (let attempt = 0; attempt < 200; attempt++) {
    if (server.exitCode !== null) throw new Error(`The server ended with ${server.exitCode}`);
    const ready = await fetch(`${origin}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return server;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  server.kill('SIGKILL');
  throw new Error('The server did not become ready');
}

async function freePort(): Promise<number> {
  const socket = createServer();
  await new Promise<void>((resolve) => socket.listen(0, '127.0.0.1', resolve));
  const address = socket.address();
  await new Promise((resolve) => socket.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port');
  return address.port;
}
