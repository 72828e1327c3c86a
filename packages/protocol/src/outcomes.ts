import type { RefusalReason } from './refusal-reasons.ts';

/** What stands in the way. Names no customer: the asker may be anybody. */
export interface Conflict {
  start: string;
  end: string;
  resourceId: string;
  kind: 'booking' | 'hold' | 'lease' | 'block';
  /** What a block touches, told to those who work here: which booking, and its name aloud. */
  bookingId?: string;
  reference?: string;
}

/** An offer inside a refusal. With `holdId` the server is holding it until `heldUntil`. */
export interface Alternative {
  start: string;
  end: string;
  resourceIds: string[];
  holdId?: string;
  heldUntil?: string;
}

export interface Committed {
  status: 'committed';
  /** The location feed's version this command produced; the replica absorbs it on reaching that. */
  version: number;
  bookingId?: string;
  reference?: string;
  bookingVersion?: number;
  holdId?: string;
  expiresAt?: string;
  blockId?: string;
  /** Until then the time given up is kept for an undo. */
  undoUntil?: string;
  undoneCommandId?: string;
  entryId?: string;
  seriesId?: string;
  /** Of a series: one answer each, in order. */
  occurrences?: Occurrence[];
  /** Of running late and of a moved series. */
  moved?: MovedBooking[];
  /** What could not be moved stays where it was. */
  unmoved?: UnmovedBooking[];
  /** Of running late: what the same person comes too late for at other locations, in order. Nothing was moved there. */
  elsewhere?: LateElsewhere[];
  /** Of an edited series: one answer each, by start. */
  edited?: EditedBooking[];
}

/** One occurrence of a series. `taken` and `skipped` ones have no booking. */
export interface Occurrence {
  /** The start the rule gives it: its name. */
  occurrence: string;
  start: string;
  end: string;
  status: 'booked' | 'free' | 'taken' | 'skipped';
  resourceIds: string[];
  /** On a lane beyond the capacity; left out: on a regular one. */
  squeezedIn?: true;
  bookingId?: string;
  reference?: string;
  reason?: RefusalReason;
  /** Near ones, none of them held: a person looks at many occurrences for longer than anything is held. */
  alternatives?: Alternative[];
}

export interface MovedBooking {
  bookingId: string;
  bookingVersion: number;
  start: string;
  end: string;
  /** Of a moved series: on a lane beyond the capacity. */
  squeezedIn?: true;
}

export interface UnmovedBooking {
  bookingId: string;
  /** Of a moved series: its version as it stays. */
  bookingVersion?: number;
  /** Of a moved series: when it stays, and when it should have been. */
  start?: string;
  wanted?: { start: string; end: string };
  reason: RefusalReason;
  conflicts: Conflict[];
  /** Not held: see `Occurrence.alternatives`. */
  alternatives: Alternative[];
}

/** Names no customer: that is the other location's affair. */
export interface LateElsewhere {
  /** All left out for a program that knows nothing of that location. */
  locationId?: string;
  locationName?: string;
  /** IANA: its own, which may be another. */
  timeZone?: string;
  start: string;
  end: string;
  /** It cannot begin before: what the person does before ends late, and there is the way. */
  earliest: string;
}

/** What a booking and its series may be given alike, and one of them on its own. */
export type EditableField = 'customer' | 'title' | 'notes';

export interface EditedBooking {
  bookingId: string;
  /** As it is now: of one that keeps all that was asked for, as it was. */
  bookingVersion: number;
  start: string;
  /** What it was given on its own and keeps; left out: nothing. */
  keeps?: EditableField[];
}

export interface Refused {
  status: 'refused';
  /** 0 when the refusal touched no feed (an unknown location). */
  version: number;
  reason: RefusalReason;
  /** One plain English sentence for logs and API callers; the desk words it from the other fields. */
  detail: string;
  conflicts: Conflict[];
  /** Nearest first, at most three. */
  alternatives: Alternative[];
  /** Of a series that was wanted whole, and of several bookings that should go back together: what each would have got. */
  occurrences?: Occurrence[];
}

/** The command could not be read. Not stored; the terminal parks it as `stuck`, visible and exportable. */
export interface Unreadable {
  status: 'unreadable';
  errors: { path: string; message: string }[];
}

/** The server's one final answer to a command id. Stored for 400 days. */
export type Outcome = Committed | Refused;

export interface SubmitResult {
  /** Echo of the id, or null when not even that could be read. Same order as submitted. */
  commandId: string | null;
  outcome: Outcome | Unreadable;
}

export interface SubmitAnswer {
  results: SubmitResult[];
  heads: { locationId: string; head: number }[];
}
