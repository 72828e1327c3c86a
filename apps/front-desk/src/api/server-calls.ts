import type { CommandArgs, SubmitInput } from '@holdfast/protocol/commands';
import type { LateElsewhere, SubmitAnswer } from '@holdfast/protocol/outcomes';
import type { StaffRow } from '@holdfast/protocol/rows';
import type { Poke, PullAnswer, PullInput, SnapshotLine } from '@holdfast/protocol/sync';
import type { DatesAsked, EscalationStep, ExceptionPolicies, HandedOver, HistoryEntry, Message, SeriesDate, SeriesPreview, SeriesQuestion, SettingChange } from '../desk.ts';
import type { Rules, RulesAnswer, RulesAsked } from '../rules.ts';
import type { SetsHours } from '../timetable.ts';

/**
 * Everything the terminal asks of the server, as docs/internals/server-calls.md lists it. Every call
 * rejects with `ServerCallError`; nothing in here retries.
 */
export interface ServerCalls extends SetsHours {
  whoAmI(): Promise<WhoAmI>;
  enrol(code: string, terminalName: string): Promise<EnrolAnswer>;
  signIn(staffId: string, pin: string): Promise<PinAnswer>;
  signOut(): Promise<void>;
  mintCode(): Promise<{ code: string; expiresAt: string }>;
  submit(input: SubmitInput, signal: AbortSignal): Promise<SubmitAnswer>;
  pull(input: PullInput, signal: AbortSignal): Promise<PullAnswer>;
  /** `from` and `to` are dates in the location's zone, both inclusive. */
  snapshot(
    request: { locationId: string; from: string; to: string },
    signal: AbortSignal,
  ): AsyncIterable<SnapshotLine>;
  /** Calls `onEnd` once when the stream is over for good; the caller arms it again. Returns the way to stop. */
  pokes(locationId: string, on: { poke(poke: Poke): void; end(): void }): () => void;
  previewSeries(asked: SeriesQuestion): Promise<SeriesPreview>;
  seriesDates(asked: DatesAsked): Promise<SeriesDate[]>;
  lateElsewhere(asked: CommandArgs<'run_late'>): Promise<LateElsewhere[]>;
  history(bookingId: string): Promise<HistoryEntry[]>;
  holdHistory(holdId: string): Promise<HistoryEntry[]>;
  messages(): Promise<Message[]>;
  markTold(messageId: string, staffId: string): Promise<boolean>;
  settingsHistory(newerThan?: number): Promise<SettingChange[]>;
  rules(): Promise<Rules>;
  changeRules(asked: RulesAsked): Promise<RulesAnswer>;
  handedOver(): Promise<HandedOver[]>;
  transcriptOf(escalationId: string): Promise<string | null>;
  stepEscalation(step: { escalationId: string; staffId: string; step: EscalationStep; note?: string }): Promise<boolean>;
}

export type WhoAmI =
  | { enrolled: false }
  | {
      enrolled: true;
      terminalId: string;
      terminalName: string;
      tenantName: string;
      locationId: string;
      locationName: string;
      staff: StaffRow[];
      /** Left out by servers from before it was there. */
      policies?: ExceptionPolicies;
      signedInStaffId: string | null;
    };

type EnrolAnswer =
  | { ok: true; terminalId: string }
  | { ok: false; why: 'wrong_code' | 'too_many_tries'; retryAfterSeconds?: number };

export type PinAnswer =
  | { ok: true }
  | { ok: false; why: 'wrong_pin' | 'too_many_tries'; retryAfterSeconds?: number };

/**
 * Why a call has no answer. None of them says that a command was not executed: it is kept and sent again.
 * - `transport`: no answer, or one that is not our server's (a captive portal, a proxy's page)
 * - `busy`: our server answered 429 or 5xx
 * - `not_enrolled`: our server does not know this terminal (any more)
 * - `unreadable`: our server could not read the request
 * - `forbidden`: a manager must sign in, or this app is too old for the server
 */
export type ServerFault = 'transport' | 'busy' | 'not_enrolled' | 'unreadable' | 'forbidden';

export class ServerCallError extends Error {
  override readonly name = 'ServerCallError';
  readonly fault: ServerFault;
  readonly retryAfterMs: number | null;

  constructor(fault: ServerFault, message: string, options: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.fault = fault;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

/** What went wrong, for anything a call may throw; what we do not recognise is treated as no answer. */
export function faultOf(thrown: unknown): ServerFault {
  return thrown instanceof ServerCallError ? thrown.fault : 'transport';
}

