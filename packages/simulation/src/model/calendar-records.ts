import type { TimeRange } from '@holdfast/domain/time-range';
import type { Channel } from '@holdfast/protocol/values';

/** What the record is made of, as the model has it. */

/** Who a claim belongs to. Ids are minted by terminals, so two kinds may share one. */
export interface Owner {
  kind: 'booking' | 'hold' | 'block';
  id: string;
}

export interface ModelClaim extends TimeRange {
  resourceId: string;
  lane: number;
  owner: Owner;
  /** Gives way to the desk: kept for an undo with all of its hold, or until somebody is there, as far as it is in the way. */
  yields?: 'whole' | 'in part';
  /** The hold's time is up, and nobody has noticed yet: gives way to everybody. */
  ranOut?: boolean;
  /** Where classes are kept apart: who is in the same class, or the owner alone. */
  sharedBy?: string;
}

/** What somebody wants of some resources. */
export interface ModelWish {
  resourceIds: readonly string[];
  range: TimeRange;
  owner: Owner;
  partySize: number;
  allLanes?: boolean;
  /** Nothing is kept free after it: no booking, or one of what was held without that. */
  isBare?: boolean | undefined;
  /** Kept until somebody is there: the counter may have what it wants of it all the same. */
  yields?: 'in part';
  /** Only these lanes; left out: the lowest. */
  on?: readonly Pick<ModelClaim, 'resourceId' | 'lane'>[];
  /** What is sold, and when it begins and ends without what is around it. */
  serviceId?: string | null;
  start?: number;
  end?: number;
}

/** Where all who are there at one time are of one class, and which services are one. */
export interface Classes {
  resourceIds: readonly string[];
  serviceIds: readonly string[];
}

/** What is sold: to a party, on resources. */
export interface ModelSlot extends TimeRange {
  serviceId: string | null;
  resourceIds: string[];
  partySize: number;
  /** Made of what was held instead of a block: nothing is kept free after it. */
  isBare?: boolean | undefined;
}

export interface ModelBooking extends ModelSlot {
  status: 'booked' | 'arrived' | 'in_service' | 'done' | 'cancelled' | 'no_show';
  version: number;
  customerId: string | null;
  /** Left out: none. */
  notes?: string;
  /** Of which course it is a date. */
  seriesId?: string;
  /** Hours were set aside for it. */
  atAnyHour?: boolean | undefined;
  /** What its customer missed was set aside. */
  isForgiven?: boolean;
  deposit?: string | undefined;
}

export interface ModelHold extends ModelSlot {
  status: 'active' | 'converted' | 'expired' | 'released' | 'overridden';
  purpose: 'asked' | 'alternative' | 'undo' | 'override' | 'waitlist';
  /** Its time is up, told or not. */
  ranOut: boolean;
  asker: string;
  refusedCommandId: string | null;
  channel: Channel;
  extensions: number;
  /** Somebody is to be told when it is taken from them. */
  isNamed: boolean;
  /** Instead of a block: on every lane. */
  allLanes?: boolean | undefined;
  /** Hours were set aside for it. */
  atAnyHour?: boolean | undefined;
  isForgiven?: boolean;
}

export interface ModelBlock extends TimeRange {
  removed: boolean;
  resourceIds: readonly string[];
}

/** Somebody who waits; `start` and `end` are the window. */
export interface ModelEntry extends TimeRange {
  serviceId: string;
  /** Only these of their kinds; empty: any. */
  resourceIds: readonly string[];
  partySize: number;
  customerId: string;
  status: 'waiting' | 'offered' | 'booked' | 'lapsed' | 'left';
  /** Of the offer under way, or of the last that was neither declined nor answered. */
  holdId: string | null;
  /** Starts that were offered and not taken. */
  declined: number[];
  channel: Channel;
  /** Offers in a row that ran out. */
  lapses: number;
  /** How much had been given up when they joined: what came later was freed for them. */
  joined: number;
}

export interface ModelMessage {
  kind: 'hold_overridden' | 'running_late' | 'waitlist_offer' | 'waitlist_taken';
  subjectId: string;
  status: 'queued' | 'stopped';
  /** Of an offer: what they need to have it. */
  asks?: 'approval' | 'deposit' | null;
}
