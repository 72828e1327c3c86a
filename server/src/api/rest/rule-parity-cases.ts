import { randomUUID } from 'node:crypto';
import { noShowPolicy } from '@holdfast/domain/no-show-rule';
import type { CommandArgs } from '@holdfast/protocol/commands';
import type { LocationRow, ResourceRow, ServiceRow } from '@holdfast/protocol/rows';
import type { ParityCase, Situation } from './parity-cases.ts';

/** What the rules of the house refuse, and what is asked besides the command itself: see parity-cases.ts. */

type Booking = CommandArgs<'create_booking'>;

/** Each case has a kind of resource of its own, so that its rules are nobody else's. */
async function addResource(s: Situation, row: Partial<ResourceRow> & { kind: string }): Promise<string> {
  const id = randomUUID();
  const slug = `${row.kind}-${s.date}`;
  await s.alter('select gateway.put_resource($1, $2, $3)', [s.world.tenantNo, s.world.locationId, { id, slug, name: slug, ...row }]);
  return id;
}

async function addService(s: Situation, row: Partial<ServiceRow> & { slug: string }): Promise<string> {
  const id = randomUUID();
  const full = { id, name: row.slug, durationMinutes: 60, preparationMinutes: 0, cleanupMinutes: 0, needs: ['room'], colour: 1, position: 1, ...row };
  await s.alter('select gateway.put_service($1, $2, $3)', [s.world.tenantNo, s.world.locationId, { ...full, slug: `${row.slug}-${s.date}` }]);
  return id;
}

async function alterLocation(s: Situation, change: Partial<LocationRow>): Promise<void> {
  const text = 'select gateway.put_location($1, gateway.location_row(l) || $3) from location l where l.tenant_no = $1 and l.location_id = $2';
  await s.alter(text, [s.world.tenantNo, s.world.locationId, JSON.stringify(change)]);
}

const anHour = (s: Situation, resourceId: string, wall: string, more: Partial<Booking> = {}): Booking => ({
  bookingId: randomUUID(),
  serviceId: null,
  start: s.at(wall),
  end: new Date(Date.parse(s.at(wall)) + 3_600_000).toISOString(),
  resourceIds: [resourceId],
  customer: null,
  ...more,
});

async function must(s: Situation, args: Booking, envelope: { locationId?: string } = {}): Promise<void> {
  const command = s.world.command('create_booking', args, envelope);
  const outcome = await s.world.gateway.submit({ ...s.world.submitter, locationId: command.locationId }, command);
  if (outcome.status !== 'committed') throw new Error(`The situation could not be arranged: ${outcome.reason}`);
}

/** Of a service that counts, for somebody who missed three; known by name and number alone. */
async function missed(s: Situation, then: 'deposit' | 'approval', more: Partial<Booking> = {}): Promise<Booking> {
  const customer = { name: `Tom ${s.date}`, phone: '+44 7700 900123' };
  await must(s, { ...anHour(s, s.room(1), '10:00'), customer: { ...customer, id: randomUUID() } });
  await s.alter('update customer set no_shows = 3 where tenant_no = $1 and name = $2', [s.world.tenantNo, customer.name]);
  const serviceId = await addService(s, { slug: then, noShowPolicy: noShowPolicy(3, then) });
  const { end: _asTheService, ...args } = anHour(s, s.room(0), '10:00');
  return { ...args, serviceId, customer: { ...customer, id: randomUUID() }, ...more };
}

/** A booking that was refused, and the hold of the first alternative it was offered. */
async function refusedBooking(s: Situation): Promise<{ commandId: string; holdId: string }> {
  await s.book(0, '10:00');
  const command = s.world.command('create_booking', { ...anHour(s, s.room(0), '10:00'), serviceId: s.world.services.hour });
  const outcome = await s.world.gateway.submit(s.world.submitter, command);
  const [offer] = outcome.status === 'refused' ? outcome.alternatives : [];
  return { commandId: command.id, holdId: offer?.holdId ?? '' };
}

const create: ParityCase<'create_booking'>[] = [
  {
    name: 'on a day that is closed',
    answer: 'outside_hours',
    async ask(s) {
      await alterLocation(s, { exceptions: [{ date: s.date, hours: [['12:00', '18:00']] }] });
      return { ...anHour(s, s.room(0), '10:00'), serviceId: s.world.services.hour };
    },
  },
  {
    name: 'beside a booking, so that half an hour is left',
    answer: 'gap_too_short',
    onlyAsCommand: true,
    async ask(s) {
      await alterLocation(s, { kinds: { bench: { shortestSellableMinutes: 60 } } });
      const bench = await addResource(s, { kind: 'bench' });
      await must(s, anHour(s, bench, '10:00'));
      return anHour(s, bench, '11:30');
    },
  },
  {
    name: 'somebody who is at the other house until then',
    answer: 'travel_too_short',
    onlyAsCommand: true,
    async ask(s) {
      const personId = randomUUID();
      const branch = { id: randomUUID(), slug: `branch-${s.date}`, name: 'Branch', timeZone: 'UTC', openingHours: Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, [['00:00', '24:00']]])), gridMinutes: 15 };
      const there = randomUUID();
      await s.alter('select gateway.put_location($1, $2)', [s.world.tenantNo, branch]);
      await s.alter('select gateway.put_resource($1, $2, $3)', [s.world.tenantNo, branch.id, { id: there, slug: 'masseur', name: 'Masseur', kind: 'masseur', personId }]);
      await s.alter('select gateway.put_travel_time($1, $2, $3, $4)', [s.world.tenantNo, s.world.locationId, branch.id, 45]);
      const here = await addResource(s, { kind: 'masseur', personId });
      await must(s, anHour(s, there, '10:00'), { locationId: branch.id });
      return anHour(s, here, '11:15');
    },
  },
  {
    name: 'the second squeeze-in of a day that takes one',
    answer: { manager: 'squeeze_limit', staff: 'policy_forbids' },
    onlyAsCommand: true,
    async ask(s) {
      const couch = await addResource(s, { kind: 'couch', squeezeLanes: 2, squeezePerDay: 1 });
      const squeezeIn = { reason: 'In pain' };
      await must(s, anHour(s, couch, '10:00'));
      await must(s, anHour(s, couch, '10:00', { squeezeIn }));
      return anHour(s, couch, '10:00', { squeezeIn });
    },
  },
  {
    name: 'the first squeeze-in of that day, with a rule set aside',
    answer: { manager: 'committed', staff: 'policy_forbids' },
    onlyAsCommand: true,
    async ask(s) {
      const couch = await addResource(s, { kind: 'sofa', squeezeLanes: 1, squeezePerDay: 1 });
      await must(s, anHour(s, couch, '10:00'));
      return anHour(s, couch, '10:00', { squeezeIn: { reason: 'In pain' }, waive: { rules: ['orphan_gap'], reason: 'Regular' } });
    },
  },
  {
    name: 'outside the hours, which are set aside for it',
    answer: { manager: 'committed', staff: 'policy_forbids' },
    onlyAsCommand: true,
    async ask(s) {
      const desk = await addResource(s, { kind: 'desk', hours: {} });
      return anHour(s, desk, '10:00', { waive: { rules: ['hours'], reason: 'They stay' } });
    },
  },
  { name: 'for somebody who missed three, whom a manager has to book', answer: { manager: 'committed', staff: 'approval_required' }, ask: (s) => missed(s, 'approval') },
  { name: 'for somebody who missed three, without a deposit', answer: 'deposit_required', ask: (s) => missed(s, 'deposit') },
  { name: 'for somebody who missed three, with a deposit', answer: 'committed', ask: (s) => missed(s, 'deposit', { depositReference: 'till 42' }) },
  {
    name: 'after one that was refused',
    answer: 'dependency_refused',
    onlyAsCommand: true,
    async ask(s) {
      s.besides.dependsOn = (await refusedBooking(s)).commandId;
      return { ...anHour(s, s.room(4), '10:00'), serviceId: s.world.services.hour };
    },
  },
  {
    name: 'after one that was committed',
    answer: 'committed',
    onlyAsCommand: true,
    async ask(s) {
      const first = s.world.command('create_booking', anHour(s, s.room(0), '10:00'));
      await s.world.gateway.submit(s.world.submitter, first);
      s.besides.dependsOn = first.id;
      return anHour(s, s.room(1), '10:00');
    },
  },
  {
    name: 'instead of one that was refused',
    answer: 'committed',
    onlyAsCommand: true,
    async ask(s) {
      s.besides.supersedes = (await refusedBooking(s)).commandId;
      return { ...anHour(s, s.room(4), '12:00'), serviceId: s.world.services.hour };
    },
  },
];

const confirm: ParityCase<'confirm_hold'>[] = [
  {
    name: 'an alternative that a refusal holds',
    answer: 'committed',
    onlyAsCommand: true,
    async ask(s) {
      const { commandId, holdId } = await refusedBooking(s);
      s.besides.supersedes = commandId;
      return { holdId, bookingId: randomUUID(), customer: null };
    },
  },
];

export const ruleParityCases = { create_booking: create, confirm_hold: confirm };
