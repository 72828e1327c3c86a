import { minuteMs } from './instant.ts';
import type { TimeRange } from './time-range.ts';

/** Where somebody is while something is claimed of them, preparation and cleanup included. */
export interface Whereabouts extends TimeRange {
  readonly locationId: string;
}

/** Minutes from one location to another; it may differ by direction. */
export type TravelMinutes = (from: string, to: string) => number;

/** A claim elsewhere from or to which there is no time to travel. */
export interface TravelProblem<W> {
  readonly elsewhere: W;
  /** Whether the person would come from there or has to go there next. */
  readonly direction: 'from' | 'to';
  readonly neededMinutes: number;
  /** Between the two claims; negative when they overlap. */
  readonly availableMinutes: number;
}

/**
 * Whether a person can be at `planned` and at what is claimed of them at other locations: the earliest claim that
 * leaves too little time between, or null. Claims at the same location are the business of its lanes.
 */
export function travelProblem<W extends Whereabouts>(
  planned: Whereabouts,
  claims: readonly W[],
  travelMinutes: TravelMinutes,
): TravelProblem<W> | null {
  for (const elsewhere of claims.toSorted((a, b) => a.start - b.start)) {
    if (elsewhere.locationId === planned.locationId) continue;
    // Of two that overlap it is the one that begins first that the person would come from.
    const comesFrom = elsewhere.start <= planned.start;
    const [first, second] = comesFrom ? [elsewhere, planned] : [planned, elsewhere];
    const neededMinutes = travelMinutes(first.locationId, second.locationId);
    const availableMinutes = (second.start - first.end) / minuteMs;
    if (availableMinutes < neededMinutes)
      return { elsewhere, direction: comesFrom ? 'from' : 'to', neededMinutes, availableMinutes };
  }
  return null;
}

/**
 * What a claim elsewhere takes of a person at the location `at`: itself and the way there and back. A slot search
 * that has this among its busy spans offers nothing the person could not reach.
 */
export function travelSpan(claim: Whereabouts, at: string, travelMinutes: TravelMinutes): TimeRange {
  return {
    start: claim.start - travelMinutes(at, claim.locationId) * minuteMs,
    end: claim.end + travelMinutes(claim.locationId, at) * minuteMs,
  };
}
