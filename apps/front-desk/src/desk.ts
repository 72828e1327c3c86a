import type { TimeRange } from '@holdfast/domain/time-range';
import type { CommandArgs, CommandKind, WaivableRule } from '@holdfast/protocol/commands';
import type { Alternative, Committed, Conflict, EditableField, LateElsewhere, Refused } from '@holdfast/protocol/outcomes';
import type { RefusalReason } from '@holdfast/protocol/refusal-reasons';
import type {
  BlockRow,
  BookingRow,
  CustomerRow,
  HoldRow,
  LocationRow,
  ResourceRow,
  ServiceRow,
  StaffRow,
  WaitlistEntryRow,
} from '@holdfast/protocol/rows';
import type { UndoableKind } from '@holdfast/protocol/undoable-kinds';
import type { Channel, Role } from '@holdfast/protocol/values';
import type { Occupation } from './occupation.ts';
import type { Rules, RulesAnswer, RulesAsked } from './rules.ts';
import type { SetsHours } from './timetable.ts';

/**
 * What the screens see of the terminal: the replica folded with the outbox, and the few things a person
 * can do. Built by `replica/` and `outbox/`; screens import nothing else of them.
 *
 * Everything here is synchronous from memory. Snapshots are immutable and keep their identity until they
 * change, so they can go straight into `useSyncExternalStore`.
 */
export interface Desk extends SetsHours {
  readonly catalogue: Readable<Catalogue>;
  readonly connection: Readable<Connection>;
  readonly attention: Readable<readonly AttentionCard[]>;
  /** Commands that came through in part: what did not waits for a decision, one by one. */
  readonly shortfalls: Readable<readonly Shortfall[]>;
  readonly session: Readable<Session>;
  /** What is held right now, the first to run out first; without what is kept for an undo, which the desk may have anyway. */
  readonly holds: Readable<readonly HoldOnBoard[]>;
  /** Who waits for an opening, in order of joining. */
  readonly waitlist: Readable<readonly WaitlistEntry[]>;
  /** `day` is `YYYY-MM-DD` in the location's zone. Asking loads a day outside the cached window. */
  day(day: string): Readable<DayBoard>;
  booking(bookingId: string): Readable<BookingOnBoard | null>;
  /** Digits match any run of phone digits; letters match name and reference. At most `limit`. */
  search(query: string, limit: number): SearchHit[];
  /** What occupies a resource around a range, overlay included, by start: for walk-in defaults and drag targets. */
  busy(resourceId: string, within: TimeRange): readonly Occupation[];
  /** What `run_late` from `from` on would do, by this computer's copy of that day. */
  foreseeLate(resourceId: string, minutes: number, from: number): LateDay;
  /** Server time as well as we know it; for painting only. */
  now(): number;
  /**
   * Puts a command in the outbox. The overlay (and so the board) changes before this returns; the promise
   * settles when the command is on disk, and rejects when the disk refused it: then nothing was taken.
   */
  submit<K extends CommandKind>(intent: Intent<K>): { commandId: string; onDisk: Promise<void> };
  /** Online only: what each date of a series would get now. Nothing is held. Rejects offline. */
  previewSeries(asked: SeriesQuestion): Promise<SeriesPreview>;
  /** Online only: which dates an edit or a cancellation of a series would be about now, by start. Rejects offline. */
  seriesDates(asked: DatesAsked): Promise<readonly SeriesDate[]>;
  /** Online only: what `run_late` would make somebody too late for at other locations. Rejects offline. */
  lateElsewhere(asked: CommandArgs<'run_late'>): Promise<LateElsewhere[]>;
  /** Online only: who did what to a booking, newest first, and to the hold it was made of. Rejects offline. */
  history(bookingId: string): Promise<HistoryEntry[]>;
  /** The same of a hold, and of the one it was taken from. */
  holdHistory(holdId: string): Promise<HistoryEntry[]>;
  /** Online only: whom somebody has to tell something, and who was told. What is still to tell stands first. */
  messages(): Promise<Message[]>;
  /** What they were when last told, also without a network; null: this computer never asked. */
  lastMessages(): Promise<readonly Message[] | null>;
  /** Online only. False: somebody was faster, or it is no longer so. */
  markTold(messageId: string): Promise<boolean>;
  /** Online only: what programs handed over to the people here. What is not settled stands first. */
  handedOver(): Promise<HandedOver[]>;
  /** As `lastMessages`. */
  lastHandedOver(): Promise<readonly HandedOver[] | null>;
  /** Online only: what was said before a person was asked; null: nothing came along. Rejects offline. */
  transcriptOf(escalationId: string): Promise<string | null>;
  /** Online only, by whoever is signed in. False: it is settled, or somebody was faster. */
  stepEscalation(escalationId: string, step: EscalationStep, note?: string): Promise<boolean>;
  /** Online only, for managers: what decisions rest on and who may come in, as it was changed; newest first. Those after a version of the record, or all. */
  settingsHistory(newerThan?: number): Promise<SettingChange[]>;
  /** Online only, for managers: what may be set, and what holds. */
  rules(): Promise<Rules>;
  /** Online only, by the manager who is signed in. That it cannot be is an answer. */
  changeRules(asked: RulesAsked): Promise<RulesAnswer>;
  /** Unsent or unanswered commands, for the export a support person asks for. */
  exportOutbox(): Promise<Blob>;
}

/** `askedBy`: the manager who agreed to it, where whoever is signed in may not. */
export type SeriesQuestion = { askedBy?: string } & SeriesWish;

type SeriesWish = { kind: 'create_series'; args: CommandArgs<'create_series'> } | { kind: 'move_series'; args: CommandArgs<'move_series'> };

export type SeriesPreview =
  | { status: 'possible'; outcome: Pick<Committed, 'occurrences' | 'moved' | 'unmoved'> }
  | Pick<Refused, 'status' | 'reason' | 'detail' | 'occurrences'>;

/** `fields`: what an edit may change; none for a cancellation. */
export type DatesAsked = Pick<CommandArgs<'cancel_series'>, 'seriesId' | 'bookingId' | 'scope'> & { fields: readonly EditableField[] };

/** One booking of a series, before the series is edited or cancelled. */
export interface SeriesDate {
  booking: BookingRow;
  /** Whether it would be changed; what has begun, is over or is cancelled is left alone. */
  isToCome: boolean;
  /** Of what is edited, what it was given on its own and keeps. */
  keeps: readonly EditableField[];
}

/** What was asked of a series that is there. */
export type SeriesAsked = { [K in 'move_series' | 'cancel_series' | 'edit_series']: { kind: K; args: CommandArgs<K> } }['move_series' | 'cancel_series' | 'edit_series'];

export interface Readable<T> {
  get(): T;
  subscribe(listener: () => void): () => void;
}

export interface Intent<K extends CommandKind> {
  kind: K;
  args: CommandArgs<K>;
  channel?: Extract<Channel, 'desk' | 'walk_in'>;
  supersedes?: string | undefined;
  /** Of an undo: what the record says it takes back. Needed where that was not done on this computer. */
  takesBack?: { kind: UndoableKind; before: BookingRow };
  /** A manager proved a PIN for this one command: it is theirs, and so is the right it takes. */
  approval?: Approval | undefined;
}

/** Made by `vouch` only. */
export interface Approval {
  readonly staff: StaffRow;
}

/** What is asked for beyond the rules, with the reason that stands in the record. */
export interface Exceptions {
  squeezeIn?: { reason: string };
  waive?: { rules: WaivableRule[]; reason: string };
  depositReference?: string;
  approval?: Approval;
}

export interface Catalogue {
  location: LocationRow;
  /** Not archived, by position. */
  resources: readonly ResourceRow[];
  services: readonly ServiceRow[];
  staff: readonly StaffRow[];
}

export interface DayBoard {
  day: string;
  /** False while a day outside the cache is being fetched, or cannot be because we are offline. */
  loaded: boolean;
  items: readonly BoardItem[];
}

/** Confirmed: the server committed it. Waiting: made here, not yet answered. Refused: answered no. */
export type Certainty = 'confirmed' | 'waiting' | 'refused';

interface Placed extends TimeRange {
  key: string;
  id: string;
  resourceIds: readonly string[];
  occupied: TimeRange;
  certainty: Certainty;
  /** A waiting item that now overlaps something the server already committed. */
  atRisk: boolean;
}
export interface BookingOnBoard extends Placed {
  kind: 'booking';
  row: BookingRow;
}
export interface HoldOnBoard extends Placed {
  kind: 'hold';
  row: HoldRow;
}
export interface BlockOnBoard extends Placed {
  kind: 'block';
  row: BlockRow;
}
export type BoardItem = BookingOnBoard | HoldOnBoard | BlockOnBoard;

export interface Connection {
  state: 'starting' | 'online' | 'offline';
  /** Instant of the last successful sync, and since when we are offline. */
  syncedAt: number | null;
  offlineSince: number | null;
  /** Commands on this computer's disk that have no answer yet. */
  waiting: number;
  oldestWaitingAt: number | null;
  /** Commands that can never be sent as they are: visible, exportable, never deleted. */
  stuck: number;
  /** Whether the browser promised not to evict this computer's storage; null while unknown. */
  storagePersisted: boolean | null;
}

/** A refused command that waits for a person's decision. */
export interface AttentionCard {
  commandId: string;
  kind: CommandKind;
  outcome: Refused;
  /** What was wanted, as the person tapped it. */
  wanted: { bookingId: string | null; title: string; start: number | null; end: number | null; resourceIds: readonly string[]; serviceId: string | null; partySize?: number };
  customer: { id: string; name: string; phone: string | null; timeZone?: string | null } | null;
  tappedAt: number;
  /** What was set aside for it already: whoever asks once more answers for that as well. */
  given?: { squeezeIn: boolean; rules: readonly WaivableRule[] };
  /** A date of a series that was cancelled meanwhile: what is taken for it stands by itself. */
  seriesEnded: boolean;
  /** Of a refused series: what was asked for, to look at its dates again. */
  series?: CommandArgs<'create_series'>;
  /** Whether it is about several dates of a series that is there. */
  ofSeries?: boolean;
  /** What was asked of it, where somebody changed one of its dates meanwhile: to look at them again. */
  again?: SeriesAsked;
  /** The command that takes an alternative: submit it with `supersedes: commandId`. */
  accept(alternativeIndex: number): { commandId: string; onDisk: Promise<void> };
  /** The same wish once more, with what it takes: an exception somebody answers for, or a deposit. */
  insist(exceptions: Exceptions): { commandId: string; onDisk: Promise<void> };
  dismiss(reason: string): { commandId: string; onDisk: Promise<void> };
}

/** A command that came through in part. It ends when everything missing has been seen to, it is undone, or its series is cancelled. */
export interface Shortfall {
  commandId: string;
  kind: Extract<CommandKind, 'run_late' | 'create_series' | 'move_series'>;
  /** Whom or what it was about. */
  title: string;
  customer: { id: string; name: string; phone: string | null; timeZone?: string | null } | null;
  serviceId: string | null;
  tappedAt: number;
  /** How many came through. */
  done: number;
  missing: readonly Missing[];
}

export interface Missing {
  /** Names it within its shortfall. */
  key: string;
  /** Null: a date of a series that was not booked, or something at another location. Else the booking stands where it stood. */
  bookingId: string | null;
  /** Of a date that was not booked: what was wanted. */
  slot: (TimeRange & { resourceIds: readonly string[] }) | null;
  /** What somebody comes too late for at another location: those who work there have to know. */
  elsewhere: LateElsewhere | null;
  reason: RefusalReason;
  conflicts: readonly Conflict[];
  /** None of them is held. */
  alternatives: readonly Alternative[];
  accept(alternativeIndex: number): { commandId: string; onDisk: Promise<void> };
  /** Nothing is done about it. */
  leave(): Promise<void>;
}

/** What running late would do: the rest of somebody's day. */
export interface LateDay {
  from: number;
  /** In the order of the day. */
  moved: readonly { booking: BookingOnBoard; start: number; end: number }[];
  staying: readonly { booking: BookingOnBoard; why: LateWhy }[];
}

/** Why a booking cannot begin later. */
export type LateWhy = { kind: 'closed' } | { kind: 'away'; resourceId: string } | { kind: 'taken'; resourceId: string; during: TimeRange };

/** Waiting: the last thing done here about it has no answer yet. */
export interface WaitlistEntry {
  row: WaitlistEntryRow;
  certainty: Extract<Certainty, 'confirmed' | 'waiting'>;
}

/** Something that a customer has to be told, by telephone or at the counter. */
export interface Message {
  id: string;
  kind: 'hold_overridden' | 'waitlist_offer' | 'waitlist_taken' | 'running_late';
  toName: string | null;
  toPhone: string | null;
  toEmail: string | null;
  body: { serviceId?: string | null; asks?: string; customerTimeZone?: string | null; start?: string; end?: string; before?: string; lateResourceId?: string; lateAt?: { locationName: string }; bookingId?: string; resourceIds?: string[]; alternatives?: { start: string; end: string; resourceIds: string[] }[] };
  status: 'queued' | 'sent' | 'stopped';
  queuedAt: string;
  /** Of a waitlist offer: until when it stands. */
  until: string | null;
  toldAt: string | null;
  toldBy: string | null;
}

/** What a program asked a person to take over, and how far somebody is with it. */
export interface HandedOver {
  id: string;
  at: string;
  reason: string;
  /** Whether `transcriptOf` has something to say. */
  hasTranscript: boolean;
  channel: Channel;
  /** The program, as its key is named. */
  from: string;
  customerName: string | null;
  customerPhone: string | null;
  customerEmail: string | null;
  booking: { id: string; reference: string; start: string } | null;
  /** False: every location the program serves is asked. */
  here: boolean;
  state: 'open' | 'taken' | 'settled';
  /** Who did the last step. */
  by: { id: string; name: string; at: string } | null;
  /** What came of it. */
  note: string | null;
}

export type EscalationStep = 'taken' | 'given_back' | 'settled';

/** One change of settings, of what the location consists of, or of who may come in. */
export interface SettingChange {
  at: string;
  /** Of the location's record; one change each. */
  version: number;
  kind: `change_${'settings' | 'location' | 'resource' | 'service' | 'travel_time' | 'staff' | 'terminal' | 'api_key' | 'business'}`;
  /** How it was called after the change. */
  subjectName: string | null;
  actorName: string | null;
  terminalName: string | null;
  /** A channel, or `command_line`. */
  channel: string;
  reason: string | null;
  /** There was nothing before. */
  isNew: boolean;
  /** By the path of each; null: not set. */
  values: { name: string; from: unknown; to: unknown }[];
}

export interface SearchHit {
  customer: CustomerRow | null;
  booking: BookingOnBoard | null;
  lastVisit: number | null;
  nextVisit: number | null;
}

/** A booking before or after; `customer` where it was also corrected how they are called or reached. */
export type HistoryImage = BookingRow & { customer?: Pick<CustomerRow, 'name' | 'phone' | 'email' | 'timeZone'> | null };

export interface HistoryEntry {
  at: string;
  /** Names it; two may have happened in one millisecond. */
  commandId: string;
  kind: CommandKind;
  /** How much of the feed the terminal had; null for whoever keeps no copy. */
  sawVersion: number | null;
  /** Somebody else had changed the booking, and whoever tapped this could not see it yet. */
  unseen: boolean;
  /** Of an undo: what it took back. */
  undoes: CommandKind | null;
  /** Taken back since. */
  undone: boolean;
  /** Of held time that was taken over: whose it was. */
  takenFrom: { name: string | null; channel: Channel } | null;
  actorName: string | null;
  terminalName: string | null;
  channel: Channel;
  refusalReason: string | null;
  reason: string | null;
  before: HistoryImage | null;
  after: HistoryImage | null;
}

export type Session =
  | { state: 'starting' }
  /** This device has never been enrolled (or was revoked). */
  | { state: 'unenrolled'; enrol(code: string, terminalName: string): Promise<SignInAnswer> }
  | { state: 'locked'; staff: readonly StaffRow[]; signIn(staffId: string, pin: string): Promise<SignInAnswer> }
  | {
      state: 'signed_in';
      actor: StaffRow;
      terminalName: string;
      /** Who may make exceptions here, as the server last said. */
      policies: ExceptionPolicies;
      /** Locks the counter for the next person. The terminal stays enrolled. */
      lock(): void;
      /** A manager at this counter proves who they are for one command; the person signed in stays. */
      vouch(staffId: string, pin: string): Promise<VouchAnswer>;
      /** Managers: a one-time code another device is enrolled with. */
      mintEnrolmentCode(): Promise<{ code: string; expiresAt: string }>;
    };

/** The least role that may squeeze somebody in, and that may set a rule aside. */
export interface ExceptionPolicies {
  squeezeRole: Role;
  waiveRole: Role;
  /** After so many offers in a row that nobody answered the waitlist makes no more; an older server does not say. */
  waitlistLapses?: number;
}

export type VouchAnswer = { ok: true; approval: Approval } | Extract<SignInAnswer, { ok: false }>;

export type SignInAnswer =
  | { ok: true }
  | { ok: false; why: 'wrong_pin' | 'wrong_code' | 'offline_first_time' | 'too_many_tries' | 'unreachable'; retryAfterSeconds?: number };
