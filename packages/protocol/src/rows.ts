import type { BookingStatus } from '@holdfast/domain/booking-status';
import type { WaivableRule } from './command-args.ts';
import type { Channel, Role } from './values.ts';

/**
 * The rows that travel in the feed and the snapshot: full images, never patches.
 * Instants are RFC 3339 in UTC with milliseconds. Fields are only ever added; the optional ones are absent in rows
 * from before they were, as a terminal's copy may hold them.
 */

export interface LocationRow {
  id: string;
  slug: string;
  name: string;
  /** IANA zone. */
  timeZone: string;
  /** Wall-time ranges by ISO weekday, '1' Monday … '7' Sunday. `['22:00','02:00']` crosses midnight; `['00:00','24:00']` is all day. */
  openingHours: Record<string, [string, string][]>;
  /** The calendar grid, minutes: 5, 10, 15, 20, 30 or 60. */
  gridMinutes: number;
  /** Days with other hours than their weekday's: holidays, closures, long Saturdays. */
  exceptions?: DayException[];
  /** By resource kind. */
  kinds?: Record<string, KindRules>;
}

/** Replaces a local date's weekly hours; without hours it is closed. */
export interface DayException {
  /** `YYYY-MM-DD` */
  date: string;
  hours: [string, string][];
  reason?: string;
}

export interface KindRules {
  /** Kept free after every booking of a resource of this kind; part of its claim. */
  minimumGapMinutes?: number;
  /** A booking may not leave a remainder shorter than this and longer than nothing. */
  shortestSellableMinutes?: number;
}

export interface ResourceRow {
  id: string;
  locationId: string;
  slug: string;
  name: string;
  /** Resource kind slug: `room`, `chair`, `person`, … */
  kind: string;
  /** Shown under the name on the board, e.g. `Studio · 6`. */
  label: string;
  /** Lanes that may be sold at the same time. */
  capacity: number;
  position: number;
  archived: boolean;
  /** Shifts by ISO weekday, breaks as gaps between ranges; null: the location's hours. */
  hours?: Record<string, [string, string][]> | null;
  exceptions?: DayException[];
  /** Lanes beyond the capacity, for overbooking on purpose; 0: none. */
  squeezeLanes?: number;
  /** Squeeze-ins a day at most. */
  squeezePerDay?: number;
  /** The same person at several locations: their bookings keep clear of each other, travel included. */
  personId?: string | null;
  /** All who are there at one time are of one class: the same service, time and resources. */
  oneClassAtATime?: boolean;
}

export interface ServiceRow {
  id: string;
  locationId: string;
  slug: string;
  name: string;
  durationMinutes: number;
  preparationMinutes: number;
  cleanupMinutes: number;
  /** One resource of each listed kind. */
  needs: string[];
  /** Which of the eight service fills of the design tokens, 1…8. */
  colour: number;
  position: number;
  archived: boolean;
  /** Preparation and cleanup for resources of a kind, where they differ from the service's. */
  kindBuffers?: Record<string, { preparationMinutes: number; cleanupMinutes: number }>;
  /** From the nth missed booking on a deposit, or a manager's approval. */
  noShowPolicy?: { from: number; then: 'deposit' | 'approval' } | null;
  /** Its guests share what keeps classes apart: the teacher is there once for all of them. */
  isClass?: boolean;
}

export interface StaffRow {
  id: string;
  name: string;
  role: Role;
  active: boolean;
}

export interface CustomerRow {
  id: string;
  name: string;
  phone: string | null;
  email: string | null;
  /** IANA zone of their clock; null: the location's. */
  timeZone?: string | null;
  notes: string;
  visits: number;
  noShows: number;
}

export interface BookingRow {
  id: string;
  locationId: string;
  /** What staff and customers say aloud, e.g. `HF-7Q4M2XK`. */
  reference: string;
  serviceId: string | null;
  resourceIds: string[];
  start: string;
  end: string;
  /** With preparation and cleanup: what the claims occupy. */
  occupiedStart: string;
  occupiedEnd: string;
  status: BookingStatus;
  /** Raised by every change of this booking, from 1. */
  version: number;
  channel: Channel;
  customerId: string | null;
  customerName: string | null;
  customerPhone: string | null;
  customerTimeZone?: string | null;
  title: string | null;
  notes: string;
  createdAt: string;
  partySize?: number;
  /** On a lane beyond the capacity: overbooked on purpose. */
  squeezedIn?: boolean;
  squeezeReason?: string | null;
  /** Only of one squeezed in; an older server does not say. Of a party some may be in regular lanes. */
  lanesByResource?: ResourceLanes[] | null;
  seriesId?: string | null;
  /** Only where resources are occupied for different spans. */
  occupiedByResource?: OccupiedResource[] | null;
  waived?: Waived | null;
  /** Where the deposit was paid that the service demanded. */
  depositReference?: string | null;
}

/** Rules set aside for one booking by somebody who may, and why. */
export interface Waived {
  rules: WaivableRule[];
  reason: string;
}

export interface OccupiedResource {
  resourceId: string;
  start: string;
  end: string;
}

export interface ResourceLanes {
  resourceId: string;
  /** Lowest first. */
  lanes: number[];
}

export type HoldStatus = 'active' | 'converted' | 'expired' | 'released' | 'overridden';

export interface HoldRow {
  id: string;
  locationId: string;
  serviceId: string | null;
  resourceIds: string[];
  start: string;
  end: string;
  occupiedStart: string;
  occupiedEnd: string;
  status: HoldStatus;
  expiresAt: string;
  channel: Channel;
  /** The refused command this hold is an alternative for. */
  refusedCommandId: string | null;
  /** `undo` keeps vacated time for a moment and yields to the desk; `waitlist` is an offer to somebody who waits. */
  purpose?: HoldPurpose;
  partySize?: number;
  squeezedIn?: boolean;
  /** Whom it is for. */
  customerName?: string | null;
  customerPhone?: string | null;
  customerTimeZone?: string | null;
  /** What it is for, where that has a title and perhaps no customer. */
  title?: string | null;
  occupiedByResource?: OccupiedResource[] | null;
  lanesByResource?: ResourceLanes[] | null;
  squeezeReason?: string | null;
  waived?: Waived | null;
}

export type HoldPurpose = 'asked' | 'alternative' | 'undo' | 'waitlist' | 'override';

export interface BlockRow {
  id: string;
  locationId: string;
  resourceIds: string[];
  start: string;
  end: string;
  reason: string;
  removed: boolean;
}

export type WaitlistStatus = 'waiting' | 'offered' | 'booked' | 'left' | 'lapsed';

export interface WaitlistEntryRow {
  id: string;
  locationId: string;
  serviceId: string;
  from: string;
  to: string;
  resourceIds: string[];
  partySize: number;
  customerId: string;
  customerName: string;
  customerPhone: string | null;
  customerTimeZone?: string | null;
  notes: string;
  channel: Channel;
  status: WaitlistStatus;
  /** The offer under way. */
  holdId: string | null;
  offerUntil: string | null;
  offer?: OfferedSlot | null;
  bookingId: string | null;
  joinedAt: string;
  /** Offers in a row that ran out unanswered. */
  lapses?: number;
}

export interface OfferedSlot {
  start: string;
  end: string;
  resourceIds: string[];
}

export interface SeriesRow {
  id: string;
  locationId: string;
  serviceId: string | null;
  rule: string;
  /** First occurrence. */
  start: string;
  customerId: string | null;
  cancelled: boolean;
}

export interface EntityRows {
  location: LocationRow;
  resource: ResourceRow;
  service: ServiceRow;
  staff: StaffRow;
  customer: CustomerRow;
  booking: BookingRow;
  hold: HoldRow;
  block: BlockRow;
  waitlist_entry: WaitlistEntryRow;
  series: SeriesRow;
}
export type Entity = keyof EntityRows;
