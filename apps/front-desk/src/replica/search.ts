import { occupiesTime } from '@holdfast/domain/booking-status';
import type { CustomerRow } from '@holdfast/protocol/rows';
import type { BookingOnBoard, SearchHit } from '../desk.ts';

/** Folded once per row: rows are immutable, so the row itself is the key. */
interface Folded {
  words: string;
  digits: string;
}
const foldedCustomers = new WeakMap<CustomerRow, Folded>();
const foldedBookings = new WeakMap<BookingOnBoard['row'], Folded>();

/**
 * Looks through everything in memory. A query of digits matches any run of phone digits, whatever the
 * spaces and the country code; anything else matches names, titles and references.
 */
export function search(
  query: string,
  limit: number,
  source: { customers: Iterable<CustomerRow>; bookings: Iterable<BookingOnBoard>; now: number },
): SearchHit[] {
  const matches = matcher(query);
  if (!matches) return [];
  const customers = new Map<string, Gathered>();
  for (const customer of source.customers)
    if (matches(foldedCustomer(customer))) customers.set(customer.id, { customer, bookings: [] });
  const lone: BookingOnBoard[] = [];
  for (const booking of source.bookings) {
    const of = booking.row.customerId === null ? undefined : customers.get(booking.row.customerId);
    if (of) of.bookings.push(booking);
    else if (matches(foldedBooking(booking.row))) lone.push(booking);
  }
  const hits = [...[...customers.values()].map((each) => customerHit(each, source.now)), ...lone.map((booking) => bookingHit(booking, source.now))];
  const start = fold(query);
  const rank = (hit: SearchHit): number =>
    (fold(hit.customer?.name ?? hit.booking?.row.customerName ?? hit.booking?.row.title ?? '').startsWith(start) ? 0 : 1) +
    (hit.nextVisit === null ? 0.5 : 0);
  return hits
    .sort((a, b) => rank(a) - rank(b) || (a.nextVisit ?? Infinity) - (b.nextVisit ?? Infinity) || (b.lastVisit ?? 0) - (a.lastVisit ?? 0))
    .slice(0, limit);
}

interface Gathered {
  customer: CustomerRow;
  bookings: BookingOnBoard[];
}

function customerHit({ customer, bookings }: Gathered, now: number): SearchHit {
  let next: BookingOnBoard | null = null;
  let last: BookingOnBoard | null = null;
  let refused: BookingOnBoard | null = null;
  for (const booking of bookings) {
    if (!occupiesTime(booking.row.status)) continue;
    // Nobody comes to what the server refused; it waits for a decision.
    if (booking.certainty === 'refused') refused = booking;
    else if (booking.end > now && booking.row.status !== 'done') {
      if (!next || booking.start < next.start) next = booking;
    } else if (!last || booking.start > last.start) last = booking;
  }
  return { customer, booking: next ?? refused ?? last, nextVisit: next?.start ?? null, lastVisit: last?.start ?? null };
}

function bookingHit(booking: BookingOnBoard, now: number): SearchHit {
  if (booking.certainty === 'refused') return { customer: null, booking, nextVisit: null, lastVisit: null };
  const coming = booking.end > now && occupiesTime(booking.row.status);
  return { customer: null, booking, nextVisit: coming ? booking.start : null, lastVisit: coming ? null : booking.start };
}

function matcher(query: string): ((folded: Folded) => boolean) | null {
  const trimmed = query.trim();
  if (/^[+\d][\d\s()./-]*$/.test(trimmed) && /\d/.test(trimmed)) {
    const runs = digitRuns(trimmed);
    // A reference may be all digits too.
    const words = fold(trimmed);
    return ({ digits, words: text }) => runs.some((run) => digits.includes(run)) || text.includes(words);
  }
  const words = fold(trimmed).split(' ').filter(Boolean);
  if (words.length === 0) return null;
  return ({ words: text }) => words.every((word) => text.includes(word));
}

/** The ways a number may stand in the book: with its country code, with a trunk 0, with neither. */
function digitRuns(query: string): string[] {
  const digits = phoneDigits(query);
  const international = /^(\+|00)/.test(query);
  const national = digits.replace(/^0+/, '');
  const withoutCode = international ? [1, 2, 3].map((length) => national.slice(length)) : [];
  return [digits, national, ...withoutCode.filter((rest) => rest.length >= 6)].filter(Boolean);
}

/** `+44 (0)7700 900123` → `447700900123`: a 0 in brackets is never dialled with the country code. */
function phoneDigits(phone: string): string {
  return phone.replace(/\(0\)/g, '').replace(/\D/g, '');
}

/** Lower case, without accents, dashes as nothing, so that `hf7q4` finds `HF-7Q4M2XK` and `jose` finds José. */
function fold(text: string): string {
  // Taking accents apart costs more than all the rest, and most names have none.
  const plain = /[^\x20-\x7e]/.test(text) ? text.normalize('NFD').replace(/[\u0300-\u036f]/g, '') : text;
  return plain.toLowerCase().replace(/[-‐–]/g, '').replace(/\s+/g, ' ').trim();
}

function foldedCustomer(row: CustomerRow): Folded {
  let folded = foldedCustomers.get(row);
  if (!folded) {
    folded = { words: fold(`${row.name} ${row.email ?? ''}`), digits: phoneDigits(row.phone ?? '') };
    foldedCustomers.set(row, folded);
  }
  return folded;
}

function foldedBooking(row: BookingOnBoard['row']): Folded {
  let folded = foldedBookings.get(row);
  if (!folded) {
    folded = {
      words: fold(`${row.reference} ${row.title ?? ''} ${row.customerName ?? ''}`),
      digits: phoneDigits(row.customerPhone ?? ''),
    };
    foldedBookings.set(row, folded);
  }
  return folded;
}
