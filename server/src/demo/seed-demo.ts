import { minuteMs, toWire, type Instant } from '@holdfast/domain/instant';
import type { Command, CommandArgs, CommandKind } from '@holdfast/protocol/commands';
import type { BookingStatus } from '@holdfast/domain/booking-status';
import { mintTenantNo, type TenantNo } from '../access/scope.ts';
import type { Submitter } from '../commands/gateway.ts';
import type { Server } from '../server.ts';
import { hashPin } from '../staff/pin.ts';
import { demoLocations, demoStaff, demoTenant, demoTravel, type DemoLocation } from './demo-chain.ts';
import { planBookings, type PlannedBooking } from './plan-bookings.ts';
import { stableUuid } from '../commands/stable-uuid.ts';

/** Which steps lead from `booked` to a status. */
const stepsTo: Record<BookingStatus, readonly CommandKind[]> = {
  booked: [],
  arrived: ['arrive_booking'],
  in_service: ['arrive_booking', 'start_booking'],
  done: ['arrive_booking', 'start_booking', 'complete_booking'],
  cancelled: ['cancel_booking'],
  no_show: ['no_show_booking'],
};

/**
 * Makes the demo chain, or finishes one whose making was cut short: the catalogue while somebody is
 * missing from it, bookings at each location that has none. All through the same doors as everything else.
 */
export async function seedDemo(server: Server, tell: (line: string) => void): Promise<TenantNo> {
  const { db } = server;
  const { rows } = await db.pool.query<{ tenantNo: number }>('select gateway.put_tenant($1, $2, $3) as "tenantNo"', [
    demoTenant.id,
    demoTenant.slug,
    demoTenant.name,
  ]);
  const tenantNo = mintTenantNo(rows[0]?.tenantNo ?? 0);
  const there = await db.readAs(tenantNo, async (client) => {
    const staff = await client.query<{ n: number }>('select count(*)::int as n from staff where tenant_no = $1', [tenantNo]);
    const booked = await client.query<{ id: string }>('select distinct location_id as id from booking where tenant_no = $1', [tenantNo]);
    return { staff: staff.rows[0]?.n ?? 0, booked: new Set(booked.rows.map(({ id }) => id)) };
  });
  if (there.staff < demoStaff.length) await putCatalogue(server, tenantNo);
  const empty = demoLocations.filter(({ row }) => !there.booked.has(row.id));
  if (empty.length > 0) tell('Filling the demo chain with bookings (once, a few seconds) …');
  await Promise.all(empty.map((location) => seedBookings(server, tenantNo, location)));
  return tenantNo;
}

/** Staff last: they say that the rest is complete. */
async function putCatalogue({ db }: Server, tenantNo: TenantNo): Promise<void> {
  for (const { row, resources, services } of demoLocations) {
    await db.pool.query('select gateway.put_location($1, $2)', [tenantNo, row]);
    for (const resource of resources) await db.pool.query('select gateway.put_resource($1, $2, $3)', [tenantNo, row.id, resource]);
    for (const service of services) await db.pool.query('select gateway.put_service($1, $2, $3)', [tenantNo, row.id, service]);
  }
  const idOf = (slug: string): string | undefined => demoLocations.find(({ row }) => row.slug === slug)?.row.id;
  await db.pool.query('select gateway.put_travel_time($1, $2, $3, $4)', [tenantNo, idOf(demoTravel.from), idOf(demoTravel.to), demoTravel.minutes]);
  for (const { pin, ...person } of demoStaff)
    await db.pool.query('select gateway.put_staff($1, $2, $3)', [tenantNo, person, await hashPin(pin)]);
}

async function seedBookings(server: Server, tenantNo: TenantNo, location: DemoLocation): Promise<void> {
  const now = server.now();
  const submitter: Submitter = { tenantNo, terminalId: null, locationId: location.row.id, outboxId: null };
  const staff = demoStaff.map(({ id }) => id);
  let seq = 0;
  const submit = async <K extends CommandKind>(kind: K, args: CommandArgs<K>, channel: Command['channel'], key: string, actorId?: string): Promise<boolean> => {
    const command = {
      id: stableUuid('demo', 'command', key, kind),
      seq: ++seq,
      schema: 1,
      locationId: location.row.id,
      actorId: actorId ?? staff[seq % staff.length] ?? '',
      channel,
      sawVersion: 0,
      tappedAt: toWire(now),
      kind,
      args,
    } as Command;
    return (await server.gateway.submit(submitter, command)).status === 'committed';
  };

  const repair = plannedRepair(location, now);
  if (repair) await submit('place_block', repair, 'desk', location.row.slug);
  let index = 0;
  const plan = planBookings(location, now);
  for (const planned of plan) {
    const key = `${location.row.slug}/${toWire(planned.start)}/${index++}`;
    const bookingId = stableUuid('demo', 'booking', key);
    const booked = await submit('create_booking', argsOf(planned, bookingId), planned.channel, key);
    if (!booked) continue; // two plans met, or one met the repair: the gateway says no, as it would in life
    for (const step of stepsTo[planned.status]) await submit(step, { bookingId }, 'desk', key);
  }
  const urgent = squeezedIn(location, plan, now);
  const manager = demoStaff.find(({ role }) => role === 'manager')?.id;
  if (urgent) await submit('create_booking', urgent, 'desk', `${location.row.slug}/squeezed-in`, manager);
}

/** Somebody who could not wait, beside the next patient of a doctor who takes such people. */
function squeezedIn(location: DemoLocation, plan: readonly PlannedBooking[], now: Instant): CommandArgs<'create_booking'> | null {
  for (const { start, end, status, resources } of plan) {
    const doctor = resources.find(({ squeezeLanes = 0 }) => squeezeLanes > 0);
    if (start <= now || status !== 'booked' || !doctor) continue;
    return {
      bookingId: stableUuid('demo', 'booking', `${location.row.slug}/squeezed-in`),
      serviceId: null,
      start: toWire(start),
      end: toWire(end),
      resourceIds: [doctor.id],
      customer: null,
      title: 'Acute pain',
      squeezeIn: { reason: 'In pain since this morning' },
    };
  }
  return null;
}

function argsOf(planned: PlannedBooking, bookingId: string): CommandArgs<'create_booking'> {
  return {
    bookingId,
    serviceId: planned.service.id,
    start: toWire(planned.start),
    resourceIds: planned.resources.map(({ id }) => id),
    customer: planned.customer,
    ...(planned.notes ? { notes: planned.notes } : {}),
  };
}

/** A week from today the last room is being repaired for two hours at noon. */
function plannedRepair(location: DemoLocation, now: Instant): CommandArgs<'place_block'> | null {
  const room = location.resources.findLast(({ kind, personId }) => kind !== 'person' && !personId);
  if (!room || room.capacity > 1) return null;
  const noon = Temporal.Instant.fromEpochMilliseconds(now)
    .toZonedDateTimeISO(location.row.timeZone)
    .add({ days: 7 })
    .with({ hour: 12, minute: 0, second: 0, millisecond: 0 }).epochMilliseconds;
  return {
    blockId: stableUuid('demo', 'block', location.row.slug),
    resourceIds: [room.id],
    start: toWire(noon),
    end: toWire(noon + 120 * minuteMs),
    reason: 'Maintenance',
  };
}
