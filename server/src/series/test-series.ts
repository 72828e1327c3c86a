import { toWire } from '@holdfast/domain/instant';
import type { EditableField } from '@holdfast/protocol/outcomes';
import type { BookingRow } from '@holdfast/protocol/rows';
import { mintTenantNo } from '../access/scope.ts';
import type { LiveClaim } from '../availability/claim-sql.ts';
import { at, calendar, catalogueOf, claim, resource } from '../availability/test-catalogue.ts';
import type { DecisionContext } from '../commands/handler.ts';

// A series and the calendar around it, in memory, for tests of what decides without asking a database.

/** Opening hours of a house that never closes. */
export const allDay = Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((one) => [one, [['00:00', '24:00'] as [string, string]]]));

/** Its booking of an hour in room r1 at this hour of the test catalogue's day. */
export function lesson(hour: number, over: Partial<BookingRow> = {}): BookingRow {
  const [start, end] = [toWire(at(hour)), toWire(at(hour + 1))];
  return {
    id: `l${hour}`, locationId: 'here', reference: `HF-L${hour}`, serviceId: 'hour', resourceIds: ['r1'], start, end, occupiedStart: start,
    occupiedEnd: end, status: 'booked', version: 1, channel: 'desk', customerId: null, customerName: null, customerPhone: null, title: null,
    notes: '', createdAt: toWire(at(0)), seriesId: 's', ...over,
  };
}

/** What the booking occupies, as long as it lies in the rooms r1, r2 and so on. */
export function claimsOfLesson({ id, start, end, resourceIds }: BookingRow): LiveClaim[] {
  const [from = 0, to = 0] = [start, end].map((time) => (Date.parse(time) - at(0)) / 3_600_000);
  return resourceIds.map((room) => claim(Number(room.slice(1)), from, to, { ownerId: id }));
}

export interface SeriesInMemory extends Partial<Omit<DecisionContext, 'read' | 'claims'>> {
  /** Of series s, by start. */
  lessons?: readonly BookingRow[];
  /** What lies in the calendar besides. */
  taken?: readonly LiveClaim[];
  /** What the record says that some of them were given on their own. */
  givenAlone?: readonly { bookingId: string; fields: EditableField[] }[];
  /** Whom the business knows, and how many bookings each of them missed. */
  noShows?: Readonly<Record<string, number>>;
}

/** Three rooms at eight o'clock, under the lock, unless told otherwise; reads answer as the database would. */
export function decidingOn({ lessons = [], taken = [], givenAlone = [], noShows = {}, ...over }: SeriesInMemory = {}): DecisionContext {
  const answers: Record<string, (asked: readonly unknown[]) => readonly object[]> = {
    'read-series': ([, , seriesId]) => (seriesId === 's' ? [{ series: {}, bookings: lessons }] : []),
    // Nobody but who is named by their id.
    'read-known-customer': ([, named]) => {
      const { id } = JSON.parse(String(named)) as { id: string };
      return id in noShows ? [{ id, noShows: noShows[id] }] : [];
    },
    'read-reach': () => [{ name: 'A', phone: '1', email: null }],
    'read-given-alone': ([, , bookingIds]) => givenAlone.filter(({ bookingId }) => (bookingIds as string[]).includes(bookingId)),
  };
  const client = {
    async query({ name, values }: { name: string; values: readonly unknown[] }) {
      const answer = answers[name];
      if (!answer) throw new Error(`Nobody expected ${name}`);
      return { rows: answer(values) };
    },
  };
  return {
    catalogue: catalogueOf([resource(1), resource(2), resource(3)]), tenantNo: mintTenantNo(1), now: at(8), role: 'staff', locked: true,
    claims: calendar(...taken, ...lessons.flatMap(claimsOfLesson)), read: (work: (on: typeof client) => unknown) => work(client), ...over,
  } as unknown as DecisionContext;
}
