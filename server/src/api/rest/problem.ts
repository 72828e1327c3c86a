import { STATUS_CODES } from 'node:http';
import type { Refused } from '@holdfast/protocol/outcomes';
import type { RefusalReason } from '@holdfast/protocol/refusal-reasons';
import { isDatabaseAway } from '../../db/database-away.ts';
import { localTime } from '../../locations/local-time.ts';
import type { ProblemBody } from './schemas.ts';

/** A no in HTTP's own terms: RFC 9457. Thrown by whatever finds it, sent by the error handler. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly body: ProblemBody;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    code: string,
    detail: string,
    { headers = {}, ...more }: Partial<ProblemBody> & { headers?: Record<string, string> } = {},
  ) {
    super(detail);
    this.headers = headers;
    this.body = { type: typeOf(code), title: more.title ?? STATUS_CODES[status] ?? 'Problem', status, code, detail, ...more };
  }
}

const typeOf = (code: string): string => `urn:holdfast:problem:${code}`;

/**
 * Which status a refusal is. 409: the calendar or the booking says no, another time or step may do. 422: asked
 * for like this it never works. 403: this asker may not.
 */
const refusals: Record<RefusalReason, { status: number; title: string }> = {
  slot_taken: { status: 409, title: 'The time is taken' },
  resource_blocked: { status: 409, title: 'The time is not for sale' },
  capacity_full: { status: 409, title: 'No place is left' },
  outside_hours: { status: 409, title: 'Closed at that time' },
  past: { status: 409, title: 'The time has passed' },
  invalid_times: { status: 422, title: 'The times make no sense' },
  unsuitable_resource: { status: 422, title: 'The resources do not fit the service' },
  not_found: { status: 404, title: 'Not found' },
  stale_version: { status: 412, title: 'The booking has changed since' },
  illegal_status: { status: 409, title: 'The status does not allow this step' },
  too_early: { status: 409, title: 'Too early' },
  hold_expired: { status: 409, title: 'The hold ran out' },
  hold_not_active: { status: 409, title: 'The hold is no longer active' },
  already_exists: { status: 409, title: 'It is there already' },
  // Where a time was asked for, a policy is one more reason why it cannot be had.
  policy_forbids: { status: 403, title: 'The policy forbids it' },
  actor_revoked: { status: 403, title: 'This actor may no longer act' },
  dependency_refused: { status: 409, title: 'What it depends on was refused' },
  gap_too_short: { status: 409, title: 'It would leave a gap too short to sell' },
  travel_too_short: { status: 409, title: 'The person could not get there in time' },
  squeeze_limit: { status: 409, title: 'No more squeeze-ins that day' },
  approval_required: { status: 409, title: 'A manager has to approve' },
  deposit_required: { status: 409, title: 'A deposit has to be paid first' },
  invalid_rule: { status: 422, title: 'The recurrence rule cannot be used' },
  series_incomplete: { status: 409, title: 'Not every occurrence can be had' },
  cannot_undo: { status: 409, title: 'This cannot be taken back' },
  command_id_reused: { status: 422, title: 'The key was used for another request' },
};

export const refusalStatuses: readonly number[] = [...new Set(Object.values(refusals).map(({ status }) => status))];

/** The gateway's no, with its times on the location's clock. `asksForTime`: a slot was wanted. */
export function refusalProblem(
  refused: Refused,
  { commandId, timeZone, asksForTime }: { commandId: string; timeZone: string; asksForTime: boolean },
): ProblemError {
  if (refused.reason === 'command_id_reused') return keyReused();
  const { status, title } = refusals[refused.reason];
  return new ProblemError(refused.reason === 'policy_forbids' && asksForTime ? 409 : status, refused.reason, refused.detail, {
    title,
    commandId,
    conflicts: refused.conflicts.map(({ start, end, resourceId, kind, bookingId, reference }) => ({
      start: localTime(start, timeZone),
      end: localTime(end, timeZone),
      resource: resourceId,
      kind,
      ...(bookingId === undefined ? {} : { booking: bookingId }),
      ...(reference === undefined ? {} : { reference }),
    })),
    alternatives: refused.alternatives.map(({ start, end, resourceIds, holdId, heldUntil }) => ({
      start: localTime(start, timeZone),
      end: localTime(end, timeZone),
      resources: resourceIds,
      ...(holdId === undefined ? {} : { hold: holdId }),
      ...(heldUntil === undefined ? {} : { heldUntil: localTime(heldUntil, timeZone) }),
    })),
    ...(refused.occurrences ? { occurrences: refused.occurrences.map((each) => ({ ...each })) } : {}),
  });
}

const reusedDetail = 'This Idempotency-Key was used for another request. Use a new one.';

export function keyReused(): ProblemError {
  return new ProblemError(422, 'command_id_reused', reusedDetail, { title: refusals.command_id_reused.title });
}

export function notJson(): ProblemError {
  return new ProblemError(415, 'unsupported_media_type', 'Send JSON: Content-Type: application/json.');
}

export function unreadable(status = 400): ProblemError {
  return new ProblemError(status, 'malformed', 'The request cannot be read: send one JSON object, in UTF-8.');
}

export function notFound(detail: string): ProblemError {
  return new ProblemError(404, 'not_found', detail, { title: refusals.not_found.title });
}

/** At most ten, the first found: whoever sends more mistakes than that reads the documentation. */
export function invalidInput(errors: readonly { path: string; message: string }[], code = 'invalid_input'): ProblemError {
  return new ProblemError(400, code, 'Correct what `errors` lists and send it again.', { errors: errors.slice(0, 10) });
}

/** Seconds after which a caller should try again when the database was away. */
const retrySeconds = '1';

/** Any fault as a problem: what is ours to keep (stacks, words of faults) stays here. */
export function problemOf(fault: unknown, { bodyBytesMax }: { bodyBytesMax: number }): ProblemError {
  if (fault instanceof ProblemError) return fault;
  if (isDatabaseAway(fault))
    return new ProblemError(503, 'unavailable', 'The database is away. Nothing is lost: send the same request again.', {
      headers: { 'retry-after': retrySeconds },
    });
  const status = fault instanceof Error && 'statusCode' in fault && typeof fault.statusCode === 'number' ? fault.statusCode : 500;
  switch (status) {
    case 413:
      return new ProblemError(413, 'too_large', `Send at most ${bodyBytesMax / 1024} KB.`);
    case 415:
      return notJson();
    case 429:
      return new ProblemError(429, 'rate_limited', 'Too many requests. Wait as long as Retry-After says.');
  }
  if (status >= 400 && status < 500) return unreadable(status);
  return new ProblemError(500, 'internal', 'Something went wrong here. It has been logged.');
}

/** The outcome of a command is not known: it may stand. Its key makes sending it again harmless; without one it is not. */
export function outcomeUnknown(hasKey = true): ProblemError {
  const detail = hasKey
    ? 'Not answered yet. Send the same request with the same Idempotency-Key again.'
    : 'Not answered yet, and it may have been done. Look before you send it again, and send it with an Idempotency-Key.';
  return new ProblemError(503, 'outcome_unknown', detail, { headers: { 'retry-after': retrySeconds } });
}
