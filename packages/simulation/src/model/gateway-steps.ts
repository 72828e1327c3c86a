import type { Break } from './breakable-database.ts';

export type Known = number | null;
/** What a step names of an offered or held alternative. */
type Using = 'none' | Known;

export type Scope = 'this' | 'following' | 'all';
/** What is said of the dates that were seen: all as they are, the named one alone, all but one, or one as it is not. */
export type Seen = 'nothing' | 'all' | 'named' | 'too_few' | 'another';

/** Who goes on without waiting for answers says what they saw before their own commands came. */
export interface Behind {
  /** They saw what there was so many commands ago. */
  since: number;
  /** Which of those since they name: what they sent themselves, anybody's, or none. */
  named: 'theirs' | 'all' | 'none';
  /** What they name besides: one that never came, or the same ones twice. */
  besides: 'nothing' | 'lost' | 'repeated';
  seen: Seen;
}

/** What somebody brings who missed bookings: a deposit, one that says nothing, or somebody's word that it is set aside. */
export type Brings = 'deposit' | 'blank' | 'word';

/** A command somebody sends. `stays`: whenever it is, hours are set aside for it. */
export type Deed =
  | { do: 'create' | 'hold'; id: number; service: number; at: number; resources: number[]; odd: boolean; party: Known; customer: Known; stays: boolean; decides: Known; after: Known; brings?: Brings | null }
  | { do: 'move'; booking: Known; at: number; resources: number[]; odd: boolean; version: Known; behind: Behind | null; using: Using; stays: boolean; decides: Known }
  | { do: 'advance' | 'cancel' | 'arrive' | 'start' | 'complete' | 'no_show' | 'edit'; booking: Known; version: Known; behind: Behind | null; after: Known; customer?: Known; brings?: Brings | null }
  | { do: 'confirm'; hold: Known; id: number; customer: Known; brings?: Brings | null }
  | { do: 'release' | 'extend'; hold: Known }
  | { do: 'override'; hold: Known; id: number }
  | { do: 'block'; id: number; at: number; halfHours: number; resources: number[]; using: Using; decides: Known }
  | { do: 'unblock'; block: Known }
  | { do: 'dismiss'; refused: number }
  /**
   * `done`: of those that changed something, or of those that `made` a booking, counted from the newest; null takes `earlier` of any kind.
   * `unheard`: by somebody who has no answer to it yet.
   */
  | { do: 'undo'; done: Known; made?: boolean; earlier: number; unheard?: boolean; after: Known; decides: Known }
  /** Books what somebody gave up. */
  | { do: 'snatch'; hold: number; id: number }
  | { do: 'late'; resource: number; minutes: number; at: number }
  | { do: 'join'; id: number; service: number; at: number; halfHours: number; resources: number[]; odd: boolean; party: Known; customer: number; decides: Known }
  /** By hand, `at` half hours into what is left of their window; `share`: a hold that may be offered to somebody already. */
  | { do: 'offer'; entry: Known; id: number; share: Known; at: number; resources: number[]; odd: boolean; offGrid: boolean; decides: Known }
  | { do: 'accept'; entry: Known; id: number; brings?: Brings | null }
  /** On so many days, at the same time. */
  | { do: 'course'; id: number; service: number; at: number; count: number; resources: number[]; odd: boolean; party: Known; customer: Known; all: boolean; stays: boolean; decides: Known; brings?: Brings | null }
  /** Of a date of a course: to another time of its day, or of one beside it. */
  | { do: 'move_course'; date: Known; scope: Scope; days: number; at: number; resources: number[]; odd: boolean; all: boolean; stays: boolean; seen: Seen; behind: Behind | null; decides: Known }
  | { do: 'end_course'; date: Known; scope: Scope; seen: Seen; behind: Behind | null }
  /** `note`: of a few, so that some say the same. */
  | { do: 'edit_course'; date: Known; scope: Scope; note: number; customer: Known; seen: Seen; behind: Behind | null; brings?: Brings | null }
  | { do: 'decline' | 'leave'; entry: Known };

/** What happens besides. */
export type Event =
  | { do: 'resend'; earlier: number; changed: boolean }
  | { do: 'run_out'; hold: Known }
  | { do: 'sweep' }
  /** The waitlist's own job looks, once unless something breaks. */
  | { do: 'look'; breaks: Break | null }
  /** Another server process, which has read nothing yet, is asked from now on. */
  | { do: 'take_over' }
  | { do: 'wait'; minutes: number }
  | { do: 'policy'; toAll: boolean; keepsForUndo: boolean }
  /** From now on a service needs one of each of these kinds; what was sold keeps what it has. */
  | { do: 'needs'; service: number; kinds: string[] }
  /** The doctor is the same person at both places from now on, or another one at each. */
  | { do: 'person'; isOne: boolean };

/**
 * What becomes of a command on its way. Where something breaks the client hears nothing and sends it again; `moved_on`: to
 * another process. `twice`: to two processes at the same moment.
 */
export type Fate = 'straight' | Break | 'moved_on' | 'twice';

/** Whoever sends a command: see `callers` in step-commands.ts. */
export const callerNames = ['manager', 'staff', 'web', 'phone_ai', 'chat_ai', 'api', 'import', 'stranger', 'impostor'] as const;
export type CallerName = (typeof callerNames)[number];

/**
 * One moment of a history. Numbers pick from few ids, rooms and times, so that steps meet: the same id is used for
 * bookings, holds, blocks and entries alike, the same hour is wanted again and again.
 */
export type Sent = Deed & { who: CallerName; fate: Fate } & Whereabouts;
export type Step = Sent | (Event & Whereabouts);

/** `there`: where the doctor works too. */
interface Whereabouts {
  there?: boolean;
}

/** What one house has and another has not. */
export interface House {
  /** The class has a teacher, for whom a visit is a lesson alone. */
  teaches: boolean;
  /** Who missed bookings needs a deposit, or somebody's approval. */
  counts: boolean;
  /** The doctor works at another place, too. */
  travels: boolean;
  /** Rooms and classes are kept free for a while after each booking, who serves in them is not. */
  keepsGaps: boolean;
}

/** Ids that bookings, holds, blocks and entries share. */
export const idCount = 9;
/** Whose ids are their own are numbered from here. */
export const ownIdsFrom = 100;
/** The customer who left no number. */
export const unreachable = 9;
