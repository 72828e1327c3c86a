import { createHash } from 'node:crypto';
import { z } from 'zod';
import { validateDayExceptions, validateOpeningHours } from '@holdfast/domain/opening-hours';
import type { DayException } from '@holdfast/protocol/rows';
import { reason } from '@holdfast/protocol/values';

/** Years of holidays and closures. They travel in the location's row, so they are not without end. */
export const exceptionsMax = 400;
/** More parts than any day has. */
const rangesMax = 12;

const ranges = z.array(z.tuple([z.string().max(20), z.string().max(20)])).max(rangesMax, `Use at most ${rangesMax} ranges a day.`);

/** The shape alone; `readTimetable` says what is wrong with the times. */
export const timetable = z.strictObject({
  hours: z
    .record(z.string().max(20), ranges)
    .nullable()
    .meta({ description: 'Wall-time ranges by ISO weekday, 1 Monday to 7 Sunday; a weekday left out is closed. Of a resource null: it follows the location.', examples: [{ '1': [['09:00', '13:00'], ['14:00', '18:00']] }] }),
  exceptions: z
    .array(z.strictObject({ date: z.string().max(20), hours: ranges, reason: reason.optional() }))
    .max(exceptionsMax, `Keep at most ${exceptionsMax} special days: remove some that are over.`)
    .meta({ description: "Days that replace their weekday's hours; without ranges closed.", examples: [[{ date: '2026-12-25', hours: [], reason: 'Christmas Day' }]] }),
});

/** When somebody or something is there: the week, and the days that differ. */
export interface Timetable {
  /** Of a resource null: whenever the location is open. */
  hours: Record<string, [string, string][]> | null;
  /** By date. */
  exceptions: DayException[];
}

/** `version`: of these hours alone; whoever changes them names the one they saw. */
export type TimetableSeen = Timetable & { version: string };

export type ReadTimetable = { kind: 'timetable'; timetable: Timetable } | { kind: 'wrong'; problems: string[] };

/** Checks hours that somebody wants to set; each problem is one plain sentence. What is kept is in order, without empty days. */
export function readTimetable(given: unknown, whose: 'location' | 'resource'): ReadTimetable {
  const parsed = timetable.safeParse(given);
  if (!parsed.success) return { kind: 'wrong', problems: parsed.error.issues.map(({ path, message }) => [...(path.length > 0 ? [path.join('.')] : []), message].join(': ')) };
  const { hours, exceptions } = parsed.data;
  if (hours === null && whose === 'location') return { kind: 'wrong', problems: ['A location has hours of its own: name its weekdays.'] };
  const problems = [...validateOpeningHours(hours ?? {}), ...validateDayExceptions(exceptions)];
  return problems.length > 0 ? { kind: 'wrong', problems } : { kind: 'timetable', timetable: inOrder({ hours, exceptions }) };
}

function inOrder({ hours, exceptions }: z.infer<typeof timetable>): Timetable {
  const sorted = (of: [string, string][]): [string, string][] => of.toSorted(byFirst);
  return {
    hours: hours && Object.fromEntries(Object.entries(hours).flatMap(([weekday, of]) => (of.length > 0 ? [[weekday, sorted(of)]] : []))),
    exceptions: exceptions
      .toSorted((a, b) => (a.date < b.date ? -1 : 1))
      .map(({ date, hours: of, reason: why = '' }) => ({ date, hours: sorted(of), ...(why.trim() === '' ? {} : { reason: why.trim() }) })),
  };
}

const byFirst = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

/** The same hours have the same version, whoever wrote them: what is asked for a second time stands already. */
export function seen({ hours, exceptions }: Timetable): TimetableSeen {
  return { hours, exceptions, version: fingerprintOf(canonical({ hours, exceptions })) };
}

const canonical = ({ hours, exceptions }: Timetable): string =>
  JSON.stringify([hours && Object.entries(hours).toSorted(byFirst), exceptions.map(({ date, hours: of, reason: why }) => [date, of, why ?? null])]);

/** Short enough to be copied from a screen. */
export const fingerprintOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);
