import { toWire } from '@holdfast/domain/instant';
import type { BlockRow, BookingRow, HoldRow } from '@holdfast/protocol/rows';
import { mintTenantNo } from '../access/scope.ts';
import { at, calendar, catalogueOf, resource } from '../availability/test-catalogue.ts';
import type { LiveClaim } from '../availability/claim-sql.ts';
import type { DecisionContext } from '../commands/handler.ts';
import type { CustomerContact } from '../commands/plan.ts';
import type { RecordedBooking, RecordedEvent } from './event-sql.ts';

// A record and what stands now, in memory, for tests of what decides without asking a database.

/** A booking of an hour in room r1 from ten o'clock, as the record has it. */
export function recorded(id: string, over: Partial<RecordedBooking> = {}): RecordedBooking {
  const [start, end] = [toWire(at(10)), toWire(at(11))];
  return {
    id, locationId: 'here', reference: `HF-${id}`, serviceId: 'hour', resourceIds: ['r1'], start, end, occupiedStart: start, occupiedEnd: end,
    status: 'booked', version: 1, channel: 'desk', customerId: 'c', customerName: 'Chen', customerPhone: null, title: null, notes: '',
    createdAt: toWire(at(0)), ...over,
  };
}

export function recordedEvent(over: Partial<RecordedEvent>): RecordedEvent {
  return { kind: 'move_booking', channel: 'desk', subjectId: 'a', refusalReason: null, before: null, after: null, undone: false, ...over };
}

export interface RecordInMemory extends Partial<Omit<DecisionContext, 'read' | 'claims'>> {
  /** What the command `undone` did. */
  event?: RecordedEvent;
  /** As they are now. */
  bookings?: readonly BookingRow[];
  blocks?: readonly BlockRow[];
  /** The hold that the command `undone` left. */
  hold?: Pick<HoldRow, 'purpose' | 'status'>;
  customers?: readonly CustomerContact[];
  taken?: readonly LiveClaim[];
}

/** Two rooms at eight o'clock, under the lock, unless told otherwise; reads answer as the database would. */
export function decidingOn({ event, bookings = [], blocks = [], hold, customers = [], taken = [], ...over }: RecordInMemory): DecisionContext {
  const answers: Record<string, (asked: readonly unknown[]) => readonly object[]> = {
    'read-event': ([, commandId]) => (event && commandId === 'undone' ? [event] : []),
    'read-booking': ([, , id]) => bookings.filter((one) => one.id === id).map((row) => ({ row })),
    'read-block': ([, , id]) => blocks.filter((one) => one.id === id).map((row) => ({ row })),
    'read-kept-for-undo': ([, , ids]) => (hold?.purpose === 'undo' && hold.status === 'active' && (ids as string[]).includes('undone') ? [{ id: 'undone' }] : []),
    'read-late-noticed': () => [],
    'contact-as': ([, id, name]) => customers.filter((one) => one.id === id && one.name === name),
  };
  const client = {
    async query({ name, values }: { name: string; values: readonly unknown[] }) {
      const answer = answers[name];
      if (!answer) throw new Error(`Nobody expected ${name}`);
      return { rows: answer(values) };
    },
  };
  return {
    catalogue: catalogueOf([resource(1), resource(2)]), tenantNo: mintTenantNo(1), now: at(8), role: 'staff', locked: true,
    claims: calendar(...taken), read: (work: (on: typeof client) => unknown) => work(client), ...over,
  } as unknown as DecisionContext;
}
