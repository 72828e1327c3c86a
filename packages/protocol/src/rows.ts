import type { BookingStatus } from '@holdfast/domain/booking-status';
import type { Channel, Role } from './values.ts';

/**
 * The rows that travel in the feed and the snapshot: full images, never patches.
 * Instants are RFC 3339 in UTC with milliseconds. Fields are only ever added.
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
  title: string | null;
  notes: string;
  createdAt: string;
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
}

export interface BlockRow {
  id: string;
  locationId: string;
  resourceIds: string[];
  start: string;
  end: string;
  reason: string;
  removed: boolean;
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
}
export type Entity = keyof EntityRows;
