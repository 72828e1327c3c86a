import { randomUUID } from 'node:crypto';
import type { LocationRow, ResourceRow } from '@holdfast/protocol/rows';
import { mintTenantNo, type TenantNo } from '@holdfast/server/access/scope';
import { connect, type Database } from '@holdfast/server/db/database';
import { hashPin } from '@holdfast/server/staff/pin';
import { mintCode } from '@holdfast/server/terminals/enrol-terminal';
import { openTestTerminal } from '@holdfast/server/terminals/test-terminal';
import { ServerProcess } from '../drills/server-process.ts';
import { HttpTerminal } from '../http-terminal.ts';
import { startBenchCluster, type BenchCluster } from './bench-cluster.ts';

export interface BenchLocation {
  id: string;
  /** Its rooms: id for the wire, number for SQL. */
  rooms: { id: string; no: number }[];
}

/** A business of houses with rooms in a database of its own, and a server on it. */
export interface BenchWorld {
  /** Owner URL of the database. */
  url: string;
  db: Database;
  tenantNo: TenantNo;
  staffId: string;
  staffPin: string;
  locations: BenchLocation[];
  server: ServerProcess;
  origin: string;
  enrol(location: BenchLocation): Promise<HttpTerminal>;
  /** The cookie of one more enrolled terminal. */
  enrolCookie(location: BenchLocation): Promise<string>;
  mintCode(location: BenchLocation): Promise<string>;
  close(): Promise<void>;
}

const allDay: LocationRow['openingHours'] = Object.fromEntries(
  ['1', '2', '3', '4', '5', '6', '7'].map((day) => [day, [['00:00', '24:00']]]),
);

/** `rooms` of each house; `cluster` is left running, without one the world brings and stops its own. */
export async function openBenchWorld(
  locationCount: number,
  { rooms = 8, cluster: given }: { rooms?: number; cluster?: BenchCluster } = {},
): Promise<BenchWorld> {
  await using undo = new AsyncDisposableStack();
  const cluster = given ?? (await startBenchCluster());
  if (!given) undo.defer(() => cluster.close());
  const url = await cluster.createDatabase();
  const db = connect(url);
  undo.defer(() => db.close());

  const { rows } = await db.pool.query<{ no: number }>(`select gateway.put_tenant($1, 'bench', 'Bench') as no`, [randomUUID()]);
  const tenantNo = mintTenantNo(rows[0]?.no ?? 0);
  const staffId = randomUUID();
  const staffPin = '1470';
  const locations: BenchLocation[] = [];
  for (let number = 1; number <= locationCount; number++) locations.push(await putLocation(db, tenantNo, number, rooms));
  await db.pool.query('select gateway.put_staff($1, $2, $3)', [
    tenantNo,
    { id: staffId, name: 'Bench', role: 'manager', active: true },
    await hashPin(staffPin),
  ]);

  const server = await ServerProcess.start(url);
  undo.defer(() => server.stop());
  const terminals: HttpTerminal[] = [];
  undo.defer(() => terminals.forEach((terminal) => terminal.close()));
  const cleanup = undo.move();
  return {
    url,
    db,
    tenantNo,
    staffId,
    staffPin,
    locations,
    server,
    origin: server.origin,
    mintCode: async ({ id }) => (await mintCode(db, { tenantNo, locationId: id, createdBy: null })).code,
    enrolCookie: ({ id }) => enrolCookie(db, tenantNo, id, staffId),
    async enrol({ id }) {
      const terminal = new HttpTerminal(server.origin, await enrolCookie(db, tenantNo, id, staffId));
      terminals.push(terminal);
      return terminal;
    },
    close: () => cleanup.disposeAsync(),
  };
}

/** The cookie of one more terminal, past the HTTP call, whose rate limit is there to stop exactly this many in a row. */
export const enrolCookie = (db: Database, tenantNo: TenantNo, locationId: string, staffId: string): Promise<string> =>
  openTestTerminal(db, { tenantNo, locationId }, [staffId]);

async function putLocation(db: Database, tenantNo: TenantNo, number: number, roomCount: number): Promise<BenchLocation> {
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
  for (let room = 1; room <= roomCount; room++) {
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
