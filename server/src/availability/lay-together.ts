import { overlaps, type TimeRange } from '@holdfast/domain/time-range';
import type { LiveClaim } from './claim-sql.ts';

/** A claim that wants so many lanes of a resource; which of them is open. */
export interface LaneWish extends TimeRange {
  resourceNo: number;
  capacity: number;
  lanes: number;
}

/**
 * How many claims and lanes may still be looked at; the searches of one decision use it up together. Each begins with all the
 * claims it is about, and to try a lane is to look at all lanes and at what lies there.
 */
export interface Patience {
  steps: number;
}

/** They are made under the location's lock, where nobody else gets on: two million take less than a second. */
export const newPatience = (): Patience => ({ steps: 2_000_000 });

/** Of one search. Dates that overlap by the dozen, on twenty lanes beside the bookings of others, take a tenth. */
const stepsMax = 200_000;

type Laid = Pick<LiveClaim, 'resourceNo' | 'lane' | 'start' | 'end'>;

/** One lane of a wish. */
interface Unit extends LaneWish {
  /** The lanes of its wish. */
  mine: number[];
}

/**
 * Lanes for claims that lie there together, beside what others have: by start, each on the lowest lane that leaves the ones
 * after it theirs. Null where there is no such arrangement, or none was found before patience ran out.
 */
export function layTogether(wishes: readonly LaneWish[], others: readonly Laid[], patience: Patience): number[][] | null {
  const on = wishes.map((): number[] => []);
  const units = wishes.flatMap((wish, at) => Array.from({ length: wish.lanes }, (): Unit => ({ ...wish, mine: on[at] ?? [] })));
  for (const cluster of clustersOf(units)) {
    const lanes = arranged(cluster, others, patience);
    if (lanes === null) return null;
    for (const [at, { mine }] of cluster.entries()) mine.push(lanes[at] ?? 0);
  }
  return on.map((lanes) => lanes.sort((a, b) => a - b));
}

/** By resource and start, and apart where nobody lies across: what is in one says nothing about the others. */
function clustersOf(units: readonly Unit[]): Unit[][] {
  const clusters: Unit[][] = [];
  let until = -Infinity;
  for (const unit of units.toSorted((a, b) => a.resourceNo - b.resourceNo || a.start - b.start)) {
    const cluster = clusters.at(-1);
    if (cluster?.[0]?.resourceNo === unit.resourceNo && unit.start < until) {
      cluster.push(unit);
      until = Math.max(until, unit.end);
    } else {
      clusters.push([unit]);
      until = unit.end;
    }
  }
  return clusters;
}

/**
 * A lane for each, one after the other. Two lanes that are free from now on for just as long are one choice, and a state
 * that led nowhere once is not tried again: so a long chain of dates on few lanes does not double with each of them.
 */
function arranged(cluster: readonly Unit[], others: readonly Laid[], patience: Patience): number[] | null {
  const { resourceNo, capacity, start } = cluster[0] ?? { resourceNo: 0, capacity: 0, start: 0 };
  // Nowhere between its first and its last moment is there nobody of it.
  const span = { start, end: Math.max(...cluster.map(({ end }) => end)) };
  const fixed = others.filter((claim) => claim.resourceNo === resourceNo && claim.lane <= capacity && overlaps(claim, span));
  const least = Math.max(0, patience.steps - stepsMax);
  if (!spend(patience, cluster.length + others.length, least)) return null;
  if (mostAtOnce([...cluster, ...fixed]) > capacity) return null;
  const lanes = Array.from({ length: capacity }, (_, at) => ({ number: at + 1, until: -Infinity, fixed: fixed.filter(({ lane }) => lane === at + 1) }));
  /** All that matters of a lane to who starts now or later. */
  const outlook = ({ until, fixed: own }: (typeof lanes)[number], now: number): string =>
    [Math.max(until, now), ...own.flatMap(({ start, end }) => (end > now ? [start, end] : []))].join();
  const nowhere = new Set<string>();
  const on: number[] = [];
  const layFrom = (next: number): boolean => {
    const unit = cluster[next];
    if (!unit) return true;
    const outlooks = lanes.map((lane) => outlook(lane, unit.start));
    const state = [next, ...outlooks.toSorted()].join(' ');
    if (nowhere.has(state)) return false;
    for (const [at, lane] of lanes.entries()) {
      if (lane.until > unit.start || lane.fixed.some((claim) => overlaps(claim, unit))) continue;
      if (outlooks.indexOf(outlooks[at] ?? '') < at) continue;
      if (!spend(patience, capacity + fixed.length, least)) return false;
      const { until } = lane;
      lane.until = unit.end;
      on[next] = lane.number;
      if (layFrom(next + 1)) return true;
      lane.until = until;
    }
    nowhere.add(state);
    return false;
  };
  return layFrom(0) ? on : null;
}

function spend(patience: Patience, steps: number, least: number): boolean {
  if (patience.steps - steps < least) return false;
  patience.steps -= steps;
  return true;
}

/** How many lie at one time. More than there are lanes is the usual no, and no arrangement helps. */
export function mostAtOnce(claims: readonly TimeRange[]): number {
  const starts = claims.map(({ start }) => start).toSorted((a, b) => a - b);
  const ends = claims.map(({ end }) => end).toSorted((a, b) => a - b);
  let most = 0;
  let ended = 0;
  for (const [begun, start] of starts.entries()) {
    while ((ends[ended] ?? Infinity) <= start) ended += 1;
    most = Math.max(most, begun + 1 - ended);
  }
  return most;
}
