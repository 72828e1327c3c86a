import type { RefusalReason } from '@holdfast/protocol/refusal-reasons';
import type { Exceptions, SeriesPreview } from '../../desk.ts';
import { noHurdle, type Hurdle } from '../exceptions/hurdles.ts';

export interface SeriesHurdle {
  hurdle: Hurdle;
  reason: RefusalReason;
  /** How many dates it is about; null: the series as a whole. */
  dates: number | null;
}

/** A date that is not to be had, and on which resources it was wanted; none are named where any would do. */
interface Wanting {
  reason?: RefusalReason;
  resourceIds: readonly string[];
}

interface Asked {
  /** What was given already is not asked for again. */
  given: { squeezeIn?: Exceptions['squeezeIn'] | undefined };
  /** Whether one of these resources takes squeeze-ins at all. */
  squeezable(resourceIds: readonly string[]): boolean;
  /** Of a series that moves: where the named booking goes, and the others as far as they lie where it lies. */
  movesTo?: readonly string[];
}

/** What it takes to have more of a series, by what the server said of it; null where nothing helps. */
export function seriesHurdle(answer: SeriesPreview | null, { given, squeezable, movesTo = [] }: Asked): SeriesHurdle | null {
  if (answer === null) return null;
  if (answer.status === 'refused') {
    if (answer.reason === 'approval_required') return { hurdle: { ...noHurdle, rules: ['no_shows'] }, reason: answer.reason, dates: null };
    if (answer.reason === 'deposit_required') return { hurdle: { ...noHurdle, deposit: true }, reason: answer.reason, dates: null };
  }
  const wanting = wantingOf(answer, movesTo);
  const outside = wanting.filter(({ reason }) => reason === 'outside_hours').length;
  if (outside > 0) return { hurdle: { ...noHurdle, rules: ['hours'] }, reason: 'outside_hours', dates: outside };
  const short = wanting.filter(({ reason }) => reason === 'gap_too_short').length;
  if (short > 0) return { hurdle: { ...noHurdle, rules: ['orphan_gap'] }, reason: 'gap_too_short', dates: short };
  if (given.squeezeIn) return null;
  const full = wanting.filter(({ reason, resourceIds }) => (reason === 'slot_taken' || reason === 'capacity_full') && squeezable(resourceIds));
  return full.length === 0 ? null : { hurdle: { ...noHurdle, squeezeIn: true }, reason: full[0]?.reason ?? 'slot_taken', dates: full.length };
}

function wantingOf(answer: SeriesPreview, movesTo: readonly string[]): Wanting[] {
  if (answer.status === 'possible') return (answer.outcome.unmoved ?? []).map(({ reason }) => ({ reason, resourceIds: movesTo }));
  // Where one booking alone would move, the refusal is about that one.
  return answer.occurrences ?? [{ reason: answer.reason, resourceIds: movesTo }];
}
