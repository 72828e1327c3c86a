import type { RefusalReason } from '@holdfast/protocol/refusal-reasons';
import type { SeriesPreview } from '../../desk.ts';
import { noHurdle, type Hurdle } from '../exceptions/hurdles.ts';

export interface SeriesHurdle {
  hurdle: Hurdle;
  reason: RefusalReason;
  /** How many dates it is about; null: the series as a whole. */
  dates: number | null;
}

/** What it takes to have more of a series, by what the server said of it; null where nothing helps. */
export function seriesHurdle(answer: SeriesPreview | null): SeriesHurdle | null {
  if (answer?.status !== 'refused') return null;
  const { reason, occurrences = [] } = answer;
  if (reason === 'approval_required') return { hurdle: { ...noHurdle, rules: ['no_shows'] }, reason, dates: null };
  if (reason === 'deposit_required') return { hurdle: { ...noHurdle, deposit: true }, reason, dates: null };
  const short = occurrences.filter((each) => each.reason === 'gap_too_short').length;
  return short === 0 ? null : { hurdle: { ...noHurdle, rules: ['orphan_gap'] }, reason: 'gap_too_short', dates: short };
}
