import type { CommandArgs } from '@holdfast/protocol/commands';
import type { Occurrence } from '@holdfast/protocol/outcomes';

/** What becomes of a date that is not free: one of its alternatives, or nothing. */
export type Fix = number | 'leave_out';

/** The first opening near each date that is taken: all of those can be had together. */
export function firstFixes(occurrences: readonly Occurrence[]): ReadonlyMap<string, Fix> {
  return new Map(
    occurrences
      .filter(({ status }) => status === 'taken')
      .map(({ occurrence, alternatives = [] }) => [occurrence, alternatives.length > 0 ? 0 : 'leave_out']),
  );
}

type Change = NonNullable<CommandArgs<'create_series'>['changes']>[number];

/** The changes that a series is asked for with, and how many dates are booked when all of it can be had. */
export function chosenDates(
  occurrences: readonly Occurrence[],
  fixes: ReadonlyMap<string, Fix>,
): { changes: Change[]; count: number } {
  const changes = occurrences.flatMap(({ occurrence, status, alternatives = [] }): Change[] => {
    if (status !== 'taken') return [];
    const fix = fixes.get(occurrence) ?? 'leave_out';
    const alternative = fix === 'leave_out' ? undefined : alternatives[fix];
    return alternative === undefined ? [{ occurrence, skip: true }] : [{ occurrence, start: alternative.start, resourceIds: alternative.resourceIds }];
  });
  return { changes, count: occurrences.length - changes.filter(({ skip }) => skip).length };
}

/** Those that were seen to be taken are left out: what else is gone by then is news, and listed. */
export function withoutTaken(occurrences: readonly Occurrence[]): Change[] {
  return occurrences.flatMap(({ occurrence, status }) => (status === 'taken' ? [{ occurrence, skip: true }] : []));
}
