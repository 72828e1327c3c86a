import { dayOf, addDays } from '@holdfast/domain/opening-hours';
import { minuteMs, toWire } from '@holdfast/domain/instant';
import type { Command, CommandArgs, CommandKind } from '@holdfast/protocol/commands';
import type { Channel } from '@holdfast/protocol/values';
import { mintUuid } from '@holdfast/protocol/uuid';
import { mintTenantNo, type TenantNo } from '../access/scope.ts';
import type { Server } from '../server.ts';
import { demoId, demoLocations, demoStaff, demoTenant, type DemoLocation } from './chain.ts';
import { planDay, type PlannedBooking } from './day-plan.ts';
import { demoCustomers } from './people.ts';
import { Random } from './random.ts';

/** Spread around the day the demo is created on. */
const daysBefore = 3;
const daysAfter = 14;

export interface DemoOptions {
  hashPin: (pin: string) => Promise<string>;
  onProgress?: (line: string) => void;
}

/**
 * Fills an empty database with the demo chain: settings through the settings functions, every booking and
 * status through the gateway like anybody else's. Answers the tenant. Run once; it is not idempotent.
 */
export async function seedDemo(
  server: Pick<Server, 'db' | 'gateway' | 'now'>,
  options: DemoOptions,
): Promise<TenantNo> {
  const { pool } = server.db;
  const { rows } = await pool.query<{ no: number }>('select gateway.put_tenant($1, $2, $3) as no', [
    demoTenant.id,
    demoTenant.slug,
    demoTenant.name,
  ]);
  const tenantNo = mintTenantNo(rows[0]?.no ?? 0);
  const put = (name: 'location' | 'resource' | 'service', row: object) =>
    pool.query(`select gateway.put_${name}($1, $2)`, [tenantNo, JSON.stringify(row)]);
  for (const { location, resources, services } of demoLocations) {
    await put('location', location);
    for (const resource of resources) await put('resource', resource);
    for (const service of services) await put('service', service);
  }
  for (const { pin, ...row } of demoStaff)
    await pool.query('select gateway.put_staff($1, $2, $3)', [tenantNo, JSON.stringify(row), await options.hashPin(pin)]);

  options.onProgress?.('Filling the demo chain (once, a few seconds) …');
  // A location's commands are one queue, so the three fill side by side.
  await Promise.all(demoLocations.map((place) => fillLocation(server, tenantNo, place)));
  return tenantNo;
}

async function fillLocation(
  server: Pick<Server, 'gateway' | 'now'>,
  tenantNo: TenantNo,
  place: DemoLocation,
): Promise<void> {
  const { location, resources } = place;
  const now = server.now();
  const today = dayOf(now, location.timeZone);
  const customers = demoCustomers(location.slug);
  const outboxId = mintUuid(now);
  let seq = 0;

  async function submit<K extends CommandKind>(kind: K, args: CommandArgs<K>, channel: Channel, actor: string) {
    const command = {
      id: mintUuid(now),
      seq: ++seq,
      schema: 1,
      locationId: location.id,
      actorId: actor,
      channel,
      sawVersion: 0,
      tappedAt: toWire(now),
      kind,
      args,
    } as Command;
    return server.gateway.submit({ tenantNo, terminalId: null, outboxId, locationId: location.id }, command);
  }

  // Room 4's piano is tuned today, unless a booking is in the way: a block displaces nobody.
  const tuned = resources.find(({ slug }) => slug === 'room-4');
  for (let offset = -daysBefore; offset <= daysAfter; offset++) {
    const day = addDays(today, offset);
    const random = new Random(`${location.slug}/${offset}`);
    for (const booking of planDay(place, day, customers.length, random)) {
      const actor = random.pick(demoStaff).id;
      const bookingId = mintUuid(now);
      const outcome = await submit(
        'create_booking',
        {
          bookingId,
          serviceId: booking.serviceId,
          start: toWire(booking.start),
          resourceIds: booking.resourceIds,
          customer: customers[booking.customerIndex] ?? null,
          ...(random.chance(0.12) ? { notes: random.pick(notes) } : {}),
        },
        // Others than staff may not book the past.
        booking.start > now ? random.pick(futureChannels) : 'desk',
        actor,
      );
      if (outcome.status === 'committed') await advance(booking, bookingId, actor, random);
    }
    if (offset === 0 && tuned) {
      const start = Math.ceil((now + 150 * minuteMs) / (60 * minuteMs)) * 60 * minuteMs;
      await submit(
        'place_block',
        { blockId: demoId('block', 'tuning'), resourceIds: [tuned.id], start: toWire(start), end: toWire(start + 60 * minuteMs), reason: 'Piano tuning' },
        'desk',
        demoStaff[0]?.id ?? '',
      );
    }
  }

  /** Walks a booking to where it would stand by now. */
  async function advance(booking: PlannedBooking, bookingId: string, actor: string, random: Random): Promise<void> {
    const step = (kind: 'arrive_booking' | 'start_booking' | 'complete_booking' | 'no_show_booking') =>
      submit(kind, { bookingId }, 'desk', actor);
    const late = random.chance(0.08);
    if (booking.end <= now && late) {
      await step('no_show_booking');
    } else if (booking.end <= now) {
      for (const kind of ['arrive_booking', 'start_booking', 'complete_booking'] as const) await step(kind);
    } else if (booking.start <= now && !late) {
      await step('arrive_booking');
      if (booking.start <= now - 10 * minuteMs) await step('start_booking');
    } else if (booking.start > now && booking.start <= now + 20 * minuteMs && random.chance(0.5)) {
      await step('arrive_booking');
    } else if (booking.start > now && random.chance(0.04)) {
      await submit('cancel_booking', { bookingId, reason: 'Caller is ill' }, 'desk', actor);
    }
  }
}

const futureChannels: readonly Channel[] = ['desk', 'desk', 'desk', 'web', 'web', 'phone_ai'];
const notes = ['Prefers the upright piano', 'Brings own drum kit', 'First visit', 'Owes deposit', 'Wheelchair access', 'Invoice to the school'];
