import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { toWire } from '@holdfast/domain/instant';
import type { Command, CommandArgs, CommandKind, CommandOf } from '@holdfast/protocol/commands';
import type { Outcome } from '@holdfast/protocol/outcomes';
import { mintTenantNo, type TenantNo } from '../access/scope.ts';
import type { Database } from '../db/database.ts';
import { createFeedWatch } from '../feed/location-feed-watch.ts';
import type { FeedWatch } from '../feed/feed-watch.ts';
import type { CommitGroups } from './commit-groups.ts';
import type { Gateway, Submitter } from './gateway.ts';
import { createGateway } from './location-gateway.ts';

/** A location with rooms to book, for tests of everything behind the gateway. */
export interface TestWorld {
  db: Database;
  gateway: Gateway;
  feedWatch: FeedWatch;
  tenantNo: TenantNo;
  locationId: string;
  /** A manager. */
  staffId: string;
  /** Who is none. */
  colleagueId: string;
  submitter: Submitter;
  /** Eight rooms, `kind` room, capacity 1; then one class of capacity 3. */
  rooms: string[];
  classRoom: string;
  services: { hour: string; buffered: string; visit: string; class: string };
  doctor: string;
  transients: Error[];
  clock: { now: number };
  command<K extends CommandKind>(kind: K, args: CommandArgs<K>, envelope?: Partial<Command>): CommandOf<K>;
  submit<K extends CommandKind>(kind: K, args: CommandArgs<K>, envelope?: Partial<Command>): Promise<Outcome>;
  /** Creates a one-hour booking in a room; `start` is an RFC 3339 time. */
  book(room: string, start: string, envelope?: Partial<Command>): Promise<Outcome & { bookingId?: string }>;
}

/** `owner` may write the catalogue; everything else goes through the gateway as the server's own role. */
export async function createTestWorld(
  db: Database,
  owner: pg.Pool | pg.Client,
  options: {
    timeZone?: string;
    openingHours?: Record<string, [string, string][]>;
    now?: number;
    groups?: CommitGroups;
  } = {},
): Promise<TestWorld> {
  const slug = `t-${randomUUID().slice(0, 8)}`;
  const { rows } = await owner.query<{ tenant_no: number }>(
    'insert into tenant (tenant_id, slug, name) values ($1, $2, $2) returning tenant_no',
    [randomUUID(), slug],
  );
  const tenantNo = mintTenantNo(Number(rows[0]?.tenant_no));
  const locationId = randomUUID();
  const allDay = Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((day) => [day, [['00:00', '24:00']]]));
  await owner.query(
    `insert into location (tenant_no, location_id, slug, name, time_zone, opening_hours, grid_minutes)
     values ($1, $2, 'riverside', 'Riverside', $3, $4, 15)`,
    [tenantNo, locationId, options.timeZone ?? 'UTC', JSON.stringify(options.openingHours ?? allDay)],
  );
  await owner.query('insert into feed_head (tenant_no, location_id, epoch) values ($1, $2, $3)', [
    tenantNo,
    locationId,
    randomUUID(),
  ]);
  const staffId = randomUUID();
  const colleagueId = randomUUID();
  await owner.query(
    `insert into staff (tenant_no, staff_id, name, role) values ($1, $2, 'Ana', 'manager'), ($1, $3, 'Ben', 'staff')`,
    [tenantNo, staffId, colleagueId],
  );
  const addResource = async (name: string, kind: string, capacity: number, position: number) => {
    const id = randomUUID();
    await owner.query(
      `insert into resource (tenant_no, resource_id, location_id, slug, name, kind, capacity, position)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [tenantNo, id, locationId, name.toLowerCase().replace(' ', '-'), name, kind, capacity, position],
    );
    return id;
  };
  const rooms: string[] = [];
  for (let number = 1; number <= 8; number++) rooms.push(await addResource(`Room ${number}`, 'room', 1, number));
  const classRoom = await addResource('Class', 'class', 3, 9);
  const doctor = await addResource('Doctor', 'person', 1, 10);
  const addService = async (name: string, needs: string[], minutes: number, before: number, after: number) => {
    const id = randomUUID();
    await owner.query(
      `insert into service (tenant_no, service_id, location_id, slug, name, duration_minutes,
         preparation_minutes, cleanup_minutes, needs, position) values ($1, $2, $3, $4, $4, $5, $6, $7, $8, 1)`,
      [tenantNo, id, locationId, name, minutes, before, after, needs],
    );
    return id;
  };
  const services = {
    hour: await addService('hour', ['room'], 60, 0, 0),
    buffered: await addService('buffered', ['room'], 60, 15, 15),
    visit: await addService('visit', ['person', 'room'], 30, 0, 0),
    class: await addService('class', ['class'], 60, 0, 0),
  };

  const clock = { now: options.now ?? Date.parse('2026-12-01T08:00:00Z') };
  const transients: Error[] = [];
  const feedWatch = createFeedWatch(db, () => {});
  const gateway = createGateway({
    db,
    feedWatch,
    now: () => clock.now,
    onTransient: (fault) => transients.push(fault),
    ...(options.groups ? { groups: options.groups } : {}),
  });
  const submitter: Submitter = { tenantNo, terminalId: randomUUID(), outboxId: randomUUID(), locationId };
  let seq = 0;
  const command = <K extends CommandKind>(kind: K, args: CommandArgs<K>, envelope: Partial<Command> = {}) =>
    ({
      id: randomUUID(),
      seq: ++seq,
      schema: 1,
      locationId,
      actorId: staffId,
      channel: 'desk',
      sawVersion: 0,
      tappedAt: toWire(clock.now),
      ...envelope,
      kind,
      args,
    }) as CommandOf<K>;
  const submit = <K extends CommandKind>(kind: K, args: CommandArgs<K>, envelope: Partial<Command> = {}) =>
    gateway.submit(submitter, command(kind, args, envelope) as Command);
  return {
    db,
    gateway,
    feedWatch,
    tenantNo,
    locationId,
    staffId,
    colleagueId,
    submitter,
    rooms,
    classRoom,
    doctor,
    services,
    transients,
    clock,
    command,
    submit,
    book: (room, start, envelope) =>
      submit(
        'create_booking',
        { bookingId: randomUUID(), serviceId: services.hour, start, resourceIds: [room], customer: null },
        envelope,
      ),
  };
}
