import type { CommandKind } from '@holdfast/protocol/commands';
import type { Committed } from '@holdfast/protocol/outcomes';
import type { RefusalReason } from '@holdfast/protocol/refusal-reasons';
import type { Channel } from '@holdfast/protocol/values';

/**
 * What a handler decided, as data. `gateway.apply_plan` (sql/000003) applies it in one transaction and
 * re-checks what it rested on; times are RFC 3339.
 */
export interface Plan {
  locationId: string;
  /** The settings the decision rested on; another version means decide again. */
  catalogueVersion: number;
  command: CommandRecord;
  /** Holds to end, all of which must still be active. */
  closeHolds?: { id: string; status: 'converted' | 'released' }[];
  /** Claims of a live hold become the booking's in place; their number must match. */
  convert?: { holdId: string; bookingId: string; claims: number };
  /** The refused command a person decided about: its held alternatives go back on sale. */
  settlesRefusal?: string;
  /** Booking or block whose claims are given up before new ones are taken. */
  releaseOwner?: { kind: 'booking' | 'block'; id: string };
  claims?: PlannedClaim[];
  /** Who owns `claims`. */
  owner?: { kind: 'booking' | 'hold' | 'block'; id: string };
  /** For holds: counted by the database's clock. */
  expiresInSeconds?: number;
  /** Attached, or created; `correct` overwrites what is known of an existing one. */
  customer?: { id: string; name: string; phone: string | null; email: string | null; correct: boolean };
  /** `expectedVersion` null inserts; a number updates exactly that version. `columns` as the table has them. */
  booking?: { id: string; expectedVersion: number | null; columns: BookingColumns };
  /** Counted on the booking's customer. */
  countFor?: CustomerCounts;
  /** Was counted on the booking's customer so far, and counts on its new one. */
  recount?: CustomerCounts;
  hold?: HoldColumns;
  block?: { block_id: string; resource_ids: string[]; starts_at: string; ends_at: string; reason: string };
  removeBlock?: string;
  /** Completed with `version` (and `expiresAt`) by the database. */
  outcome: Omit<Committed, 'version' | 'expiresAt'>;
}

export interface CustomerCounts {
  visits?: number;
  noShows?: number;
}

export interface PlannedClaim {
  resourceNo: number;
  /** How many of the resource's lanes; all of them for a block. */
  lanes: number;
  start: string;
  end: string;
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
}

export interface HoldColumns {
  hold_id: string;
  service_id: string | null;
  resource_ids: string[];
  starts_at: string;
  ends_at: string;
  occupied_from: string;
  occupied_to: string;
  channel: Channel;
  asker?: string;
}

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
}

/** The time somebody wanted and did not get: what alternatives are looked for around. */
export interface WantedSlot {
  serviceId: string | null;
  /** Instants, ms. */
  start: number;
  end: number;
  resourceIds: readonly string[];
  /** The booking that is being moved: its own time does not stand in its way. */
  movingId?: string;
  /** A block wants every lane; a booking one of each resource. */
  allLanes?: boolean;
  /** The asker had a hold on it that ran out: `hold_expired` says more than `slot_taken`. */
  expiredHold?: boolean;
}

export type Refusal = { kind: 'refuse'; reason: RefusalReason; detail: string; wanted?: WantedSlot };

export type Decision =
  | {
      kind: 'apply';
      plan: DecidedPlan;
      /** Looked around when the claims turn out to be taken. */
      wanted?: WantedSlot;
      /** The resources were our choice, not the asker's: when they are taken, others may do. */
      picked?: boolean;
    }
  | Refusal;

/** A handler decides everything but what the gateway fills in for every command. */
export type DecidedPlan = Omit<Plan, 'locationId' | 'catalogueVersion' | 'command' | 'settlesRefusal'> & {
  settlesRefusal?: string;
};

export function refuse(reason: RefusalReason, detail: string, wanted?: WantedSlot): Refusal {
  return wanted ? { kind: 'refuse', reason, detail, wanted } : { kind: 'refuse', reason, detail };
}
