import { fromWire, minuteMs } from '@holdfast/domain/instant';
import type { Outcome } from '@holdfast/protocol/outcomes';
import type { RaceResult } from './race.ts';

/** What a racer for an hour from `start` learned. Any refusal but "somebody has it" is a fault of the race. */
export function raceResult(outcome: Outcome, start: string): RaceResult {
  if (outcome.status === 'committed') {
    const begin = fromWire(start);
    return { kind: 'won', span: { start: begin, end: begin + 60 * minuteMs } };
  }
  if (outcome.reason !== 'slot_taken')
    return { kind: 'fault', error: new Error(`Refused as ${outcome.reason}: ${outcome.detail}`) };
  return {
    kind: 'lost',
    alternatives: outcome.alternatives.length,
    held: outcome.alternatives.filter(({ holdId }) => holdId !== undefined).length,
  };
}
