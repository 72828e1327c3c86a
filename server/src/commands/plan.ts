import type { CommandKind, Correctable } from '@holdfast/protocol/commands';
import type { Alternative, Committed, Conflict, Occurrence, Refused } from '@holdfast/protocol/outcomes';
import type { RefusalReason } from '@holdfast/protocol/refusal-reasons';
import type { HoldPurpose, OccupiedResource, Waived, WaitlistStatus } from '@holdfast/protocol/rows';
import type { Channel } from '@holdfast/protocol/values';

/**
 * What a handler decided, as data. `gateway.apply_plan` applies it in one transaction and
 * re-checks what it rested on; times are RFC 3339.
 */
export interface Plan {
  locationId: string;
  /** The settings the decision rested on; another version means decide again. */
  catalogueVersion: number;
  command: CommandRecord;
  /** Answer the row as the record has it with the outcome. */
  tellsRow?: true;
  /** Holds to end, all of which must still be active. */
  closeHolds?: { id: string; status: 'converted' | 'released' | 'overridden' }[];
  /** Claims of a live hold become the owner's in place; their number must match. `seconds`: when the owner is a hold. */
  convert?: { holdId: string; owner: ClaimOwner; claims: number; seconds?: number; squeezedIn?: boolean };
  /** The refused command a person decided about: its held alternatives go back on sale. */
  settlesRefusal?: string;
  /** Whose claims are given up before new ones are taken. */
  releaseOwners?: ClaimOwner[];
  /** Time kept for an undo does not stand in the way; the gateway sets it for the desk's own channels. */
  overUndo?: boolean;
  claims?: PlannedClaim[];
  /** Attached, or created; `correct` overwrites what is known of an existing one, with `corrects` only that of it. */
  customer?: CustomerContact & { correct: boolean; corrects?: readonly Correctable[] };
  /** Undoes a correction, provided the customer still is as it made them. */
  restoreCustomer?: { from: CustomerContact; to: CustomerContact };
  bookings?: PlannedBooking[];
  /**
   * `seconds` are counted by the database's clock. One of purpose `undo` claims what `releaseOwners` gave up and
   * nothing in this plan took again, lane by lane, as far as it lies where the hold is.
   */
  holds?: PlannedHold[];
  extendHold?: { id: string; seconds: number; claims: number };
  block?: { block_id: string; resource_ids: string[]; starts_at: string; ends_at: string; reason: string };
  removeBlock?: string;
  restoreBlock?: string;
  series?: { series_id: string; service_id: string | null; rule: string; starts_at: string; customer_id: string | null };
  cancelSeries?: string;
  waitlist?: PlannedWaitlistEntry[];
  messages?: PlannedMessage[];
  /** Completed with `version` (and `expiresAt`, `undoUntil`) by the database. */
  outcome: Omit<Committed, 'version' | 'expiresAt' | 'undoUntil'>;
}

/**
 * A refusal as `gateway.record_refusal` stores it for good: with up to three of the candidates, nearest first, held as
 * far as `holdMax` and their days' quotas go.
 */
export interface PlannedRefusal {
  locationId: string;
  /** A refusal may rest on stale settings no more than a commit may. */
  catalogueVersion: number;
  command: CommandRecord;
  candidates: Candidate[];
  /** Whom alternatives are held for. */
  asker: string | null;
  holdMax: number;
  holdSeconds: number;
  /**
   * Of one that was not decided under the lock: it is `taken` back when any of these no longer stands in the way, or
   * a candidate cannot be had.
   */
  restsOn?: ClaimKey[];
  /** Completed with `version` and `alternatives` by the database. */
  outcome: Omit<Refused, 'version' | 'alternatives'>;
}

/** One possible alternative, ready to be held. */
export interface Candidate {
  offer: Alternative;
  claims: PlannedClaim[];
  hold: HoldColumns;
  dayStart: string;
  dayEnd: string;
  /** How many alternatives may be held on that day at once. */
  dayQuota: number;
}

/** A live claim, by what it can be found by. */
export interface ClaimKey {
  resourceNo: number;
  lane: number;
  start: string;
  ownerId: string;
}

export interface CustomerContact {
  id: string;
  name: string;
  phone: string | null;
  email: string | null;
  /** IANA; null: the location's. Left out: as it is. */
  timeZone?: string | null;
}

export interface ClaimOwner {
  kind: 'booking' | 'hold' | 'block';
  id: string;
}

/** `expectedVersion` null inserts; a number updates exactly that version. `columns` as the table has them. */
export interface PlannedBooking {
  id: string;
  expectedVersion: number | null;
  columns: BookingColumns;
  /** Counted on the booking's customer; with `uncount` taken back. */
  countFor?: CustomerCounts;
  uncount?: boolean;
  /** Was counted on the booking's customer so far, and counts on its new one. */
  recount?: CustomerCounts;
}

/** Without `expectedStatus` it is inserted; with it, it must still have that status. */
export interface PlannedWaitlistEntry {
  id: string;
  expectedStatus?: WaitlistStatus;
  columns: {
    entry_id?: string;
    service_id?: string;
    window_from?: string;
    window_to?: string;
    resource_ids?: string[];
    party_size?: number;
    customer_id?: string;
    notes?: string;
    channel?: Channel;
    status?: WaitlistStatus;
    hold_id?: string | null;
    booking_id?: string | null;
    declined?: string[];
    lapses?: number;
  };
}

/** `waitlist_taken`: of an offer made to several, somebody else was faster. `running_late`: their booking begins later. */
export type MessageKind = 'hold_overridden' | 'waitlist_offer' | 'waitlist_taken' | 'running_late';

/** Somebody has to be told; `body` says what, as data. */
export interface PlannedMessage {
  message_id: string;
  kind: MessageKind;
  to_name: string | null;
  to_phone: string | null;
  to_email: string | null;
  subject_id: string;
  body: object;
  /** Whose staff tell it; left out: the command's location's. */
  location_id?: string;
}

export interface CustomerCounts {
  visits?: number;
  noShows?: number;
}

export interface PlannedClaim {
  resourceNo: number;
  /** How many of the resource's lanes; all of them for a block. */
  lanes: number;
  /** Which of them, where the decision found each claim its own; left out: the lowest that are free. */
  on?: readonly number[];
  start: string;
  end: string;
  ownerKind: ClaimOwner['kind'];
  ownerId: string;
  /** Of a class: who is in the same one may be on the resource too, where nobody else may (domain/class-sharing.ts). */
  classKey?: string;
  /** For holds: how long, counted by the database's clock. */
  seconds?: number;
  /** Keeps time for an undo, and yields to the desk. */
  yields?: boolean;
  /** May take a lane beyond the capacity; the day whose squeeze-ins count. */
  squeezeFrom?: string;
  squeezeTo?: string;
}

export interface BookingColumns {
  booking_id?: string;
  reference?: string;
  service_id?: string | null;
  resource_ids?: string[];
  starts_at?: string;
  ends_at?: string;
  occupied_from?: string;
  occupied_to?: string;
  status?: string;
  version?: number;
  channel?: Channel;
  customer_id?: string | null;
  title?: string | null;
  notes?: string;
  created_at?: string;
  party_size?: number;
  squeeze_reason?: string | null;
  series_id?: string | null;
  occupied_by_resource?: OccupiedResource[] | null;
  waived?: Waived | null;
  deposit_reference?: string | null;
  /** The hold it was made of, whose events are the beginning of its own. */
  hold_id?: string;
}

export type PlannedHold = HoldColumns & { seconds: number };

export interface HoldColumns {
  hold_id: string;
  service_id: string | null;
  resource_ids: string[];
  starts_at: string;
  ends_at: string;
  occupied_from: string;
  occupied_to: string;
  channel: Channel;
  /** Whom alternatives are held for: a newer refusal of the same asker replaces the older. */
  asker?: string;
  purpose?: HoldPurpose;
  party_size?: number;
  customer_id?: string | null;
  customer_name?: string | null;
  customer_phone?: string | null;
  customer_email?: string | null;
  customer_time_zone?: string | null;
  /** What a booking is called that has one instead of a customer. */
  title?: string | null;
  occupied_by_resource?: OccupiedResource[] | null;
  squeeze_reason?: string | null;
  waived?: Waived | null;
}

/**
 * Whom time is held for. Of an id without a name the database takes name and contact from the record, as they are when it
 * is held.
 */
export type Holder = Pick<HoldColumns, 'customer_id' | 'customer_name' | 'customer_phone' | 'customer_email' | 'customer_time_zone' | 'title'>;

/** What is stored of the command itself, beside its outcome. */
export interface CommandRecord {
  id: string;
  /** SHA-256 of the canonical payload, hex. */
  fingerprint: string;
  kind: CommandKind;
  subjectId: string | null;
  actorId: string;
  terminalId: string | null;
  outboxId: string | null;
  seq: number;
  channel: Channel;
  sawVersion: number;
  tappedAt: string;
  reason?: string;
  dependsOn?: string;
  /** The command this one takes back. */
  undoes?: string;
}

/** The time somebody wanted and did not get: what alternatives are looked for around. */
export interface WantedSlot {
  serviceId: string | null;
  /** The kinds it was sold with, where its service needs others today: other times are looked for as it was sold. */
  soldNeeds?: readonly string[];
  /** Instants, ms. */
  start: number;
  end: number;
  resourceIds: readonly string[];
  /** Not asked for by id, but needed, and not free: what has them is in the way as well. */
  lacking?: readonly string[];
  /** The booking that is being moved: its own time does not stand in its way. */
  movingId?: string;
  /** A block wants every lane; a booking one of each resource. */
  allLanes?: boolean;
  partySize?: number;
  /** It may lie beyond the capacity. */
  squeezeIn?: boolean;
  /** Whose it is, where the record says it and not the command: what is held instead is theirs. */
  holder?: Holder | undefined;
  /** The asker had a hold on it that ran out: `hold_expired` says more than `slot_taken`. */
  expiredHold?: boolean;
}

export interface Refusal {
  kind: 'refuse';
  reason: RefusalReason;
  detail: string;
  wanted?: WantedSlot;
  /** Of a series, and of an undo of several: what each would have got. */
  occurrences?: Occurrence[];
  /** What stands in the way, where that is more than lies on `wanted`, or there is no such slot. */
  conflicts?: Conflict[];
  subjectId?: string;
}

export type Decision =
  | {
      kind: 'apply';
      plan: DecidedPlan;
      /** Looked around when the claims turn out to be taken. */
      wanted?: WantedSlot;
      /** The resources were our choice, not the asker's: when they are taken, others may do. */
      picked?: boolean;
      /**
       * It is about several slots and has looked at all that stands around them under the lock: when they are taken after
       * all, by a location that has the same people, another look (one) says whose, and what to offer instead.
       */
      looksAgain?: boolean;
      /** What it turned out to be about, where the command itself does not say: stands in the record. */
      subjectId?: string;
    }
  /**
   * It looks at neighbours (other bookings, lists, counts) that must not move before it is applied: asked again under
   * the location's lock. Never answered to a context that is `locked`.
   */
  | { kind: 'lock' }
  /**
   * What is free others of this node are about to take (`DecisionContext.beside`): asked again when they have, or have
   * not. Never answered under the lock.
   */
  | { kind: 'wait' }
  | Refusal;

export type Applicable = Extract<Decision, { kind: 'apply' }>;

/** A handler decides everything but what the gateway fills in for every command. */
export type DecidedPlan = Omit<Plan, 'locationId' | 'catalogueVersion' | 'command' | 'overUndo' | 'tellsRow'>;

export function refuse(reason: RefusalReason, detail: string, wanted?: WantedSlot): Refusal {
  return wanted ? { kind: 'refuse', reason, detail, wanted } : { kind: 'refuse', reason, detail };
}
