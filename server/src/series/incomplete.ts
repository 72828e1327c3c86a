import type { CommandArgs } from '@holdfast/protocol/commands';
import type { Occurrence } from '@holdfast/protocol/outcomes';
import { refuse, type Refusal } from '../commands/plan.ts';

/** The refusal when not enough can be had for what the asker accepts; it tells what each occurrence would get. */
export function incomplete(
  occurrences: readonly Occurrence[],
  acceptance: CommandArgs<'create_series'>['acceptance'],
): Refusal | null {
  const free = occurrences.filter(({ status }) => status === 'free').length;
  const taken = occurrences.filter(({ status }) => status === 'taken').length;
  if (taken === 0 || (acceptance === 'free' && free > 0)) return null;
  const detail = free === 0
    ? 'None of the occurrences can be had.'
    : `${free} of ${free + taken} can be had. Take those that can, or change or leave out the others.`;
  return { ...refuse('series_incomplete', detail), occurrences: [...occurrences] };
}
