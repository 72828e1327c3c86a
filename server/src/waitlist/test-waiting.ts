import type { HoldRow, WaitlistEntryRow } from '@holdfast/protocol/rows';
import { toWire } from '@holdfast/domain/instant';
import { mintTenantNo } from '../access/scope.ts';
import { at, calendar, catalogueOf, resource } from '../availability/test-catalogue.ts';
import type { DecisionContext } from '../commands/handler.ts';
import type { HeldSlot } from '../holds/hold-sql.ts';
import type { WaitingEntry } from './waitlist-sql.ts';

// People who wait and what is offered to them, in memory, for tests of what decides without asking a database.

/** Somebody waits for an hour in any room from 9 to 17 o'clock. */
export function waiting(id: string, over: Partial<WaitlistEntryRow> = {}, declined: readonly number[] = []): WaitingEntry {
  return {
    row: {
      id, locationId: 'here', serviceId: 'hour', from: toWire(at(9)), to: toWire(at(17)), resourceIds: [], partySize: 1,
      customerId: `c-${id}`, customerName: 'Chen', customerPhone: '+44 7700 900123', notes: '', channel: 'desk', status: 'waiting',
      holdId: null, offerUntil: null, bookingId: null, joinedAt: toWire(at(0)), ...over,
    },
    customerEmail: `${id}@example.org`,
    declined: declined.map((hour) => toWire(at(hour))),
    joined: at(0),
    otherOffer: false,
  };
}

/** The same with an offer in hand. */
export function offeredTo(id: string, holdId: string, over: Partial<WaitlistEntryRow> = {}, declined: readonly number[] = []): WaitingEntry {
  return waiting(id, { status: 'offered', holdId, ...over }, declined);
}

/** An offer of room r1 from 10 to 11 o'clock. */
export function offerHold(id: string, over: Partial<HoldRow> = {}, liveClaims = 1): HeldSlot {
  const [start, end] = [toWire(at(10)), toWire(at(11))];
  return {
    row: {
      id, locationId: 'here', serviceId: 'hour', resourceIds: ['r1'], start, end, occupiedStart: start, occupiedEnd: end,
      status: 'active', expiresAt: toWire(at(9)), channel: 'api', refusedCommandId: null, purpose: 'waitlist', ...over,
    },
    customerId: null, customerEmail: null, extensions: 0, liveClaims,
  };
}

export interface ListInMemory extends Partial<Omit<DecisionContext, 'read'>> {
  list?: readonly WaitingEntry[];
  holds?: readonly HeldSlot[];
  /** How many bookings each customer missed. */
  noShows?: Readonly<Record<string, number>>;
  /** How much of the day is offered already to those whom nobody of the house put on the list. */
  held?: number;
  /** What was given up of the day. */
  freed?: readonly { resourceNo: number; start: number; end: number; releasedAt: number }[];
}

/** Two rooms and an empty calendar at eight o'clock, under the lock, unless told otherwise; reads answer as the database would. */
export function decidingOn({ list = [], holds = [], noShows = {}, held = 0, freed = [], ...over }: ListInMemory): DecisionContext {
  const answers: Record<string, (last: unknown) => readonly object[]> = {
    'read-waitlist-entry': (entryId) => list.filter(({ row }) => row.id === entryId),
    'read-offered': (holdId) => list.filter(({ row }) => row.holdId === holdId && row.status === 'offered'),
    'read-hold': (holdId) => holds.filter(({ row }) => row.id === holdId),
    'read-known-customer': (named) => {
      const { id } = JSON.parse(String(named)) as { id: string };
      return [{ id, noShows: noShows[id] ?? 0 }];
    },
    'read-offered-unattended': () => [{ held }],
    'read-freed': () => freed,
  };
  const client = {
    async query({ name, values }: { name: string; values: readonly unknown[] }) {
      const answer = answers[name];
      if (!answer) throw new Error(`Nobody expected ${name}`);
      return { rows: answer(values.at(-1)) };
    },
  };
  return {
    catalogue: catalogueOf([resource(1), resource(2)]), tenantNo: mintTenantNo(1), now: at(8), role: null, locked: true, claims: calendar(),
    read: (work: (on: typeof client) => unknown) => work(client), ...over,
  } as unknown as DecisionContext;
}
