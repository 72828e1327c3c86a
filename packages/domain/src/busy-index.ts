import type { Instant } from './instant.ts';
import { lanesFor } from './lanes.ts';
import { squeezeLanesOf, type SqueezeRules } from './squeeze-in.ts';
import { merge, overlaps, type TimeRange } from './time-range.ts';

/** Time taken on a resource, preparation and cleanup included. */
export interface BusySpan extends TimeRange {
  readonly resourceId: string;
  /**
   * 1…capacity. `'all'`: every lane, e.g. a block painted before the server answered. Left out: one lane, not
   * known which, e.g. a booking painted before the server answered; it is laid on the first lane with room.
   */
  readonly lane?: number | 'all';
  /** With `lane` left out, how many lanes a party takes; 1 unless told otherwise. */
  readonly lanes?: number;
  /** On a resource that keeps classes apart: the class it is of, or whose else it is. Nobody else is sold any of its lanes then. */
  readonly classKey?: string | null;
}

/** Answers whether resources are free, in the time of a binary search per lane. Immutable: index again when spans change. */
export interface BusyIndex {
  /**
   * Whether the resource has room for a party (of 1 unless told otherwise; `lanesFor` lanes): each of so many lanes
   * is free for the whole range. A resource not indexed never has.
   */
  isFree(resourceId: string, range: TimeRange, partySize?: number): boolean;
  /** The same with the squeeze-in lanes of the resource counted as well. */
  isFreeForSqueezeIn(resourceId: string, range: TimeRange, partySize?: number): boolean;
  /** Whether every lane is: what a block needs. */
  isEmpty(resourceId: string, range: TimeRange): boolean;
  /**
   * The free time around a range, from the end of the span before to the start of the span after, infinite where
   * there is none. Null when the range is not free, and for a resource with several lanes: which of them a booking
   * gets is the database's choice, so nobody can say what would be beside it.
   */
  freeAround(resourceId: string, range: TimeRange): TimeRange | null;
  /** The classes, each once, that something on the resource is of then. */
  classesOn(resourceId: string, range: TimeRange): readonly string[];
}

/**
 * Indexes busy spans by resource and lane; spans of resources not listed are ignored. A resource is sorted when
 * it is first asked about, so a question about three of thirty resources pays for three.
 *
 * Lanes above the capacity are squeeze-ins (or stock of before a cut): they take nothing from what is for sale.
 * A block (`'all'`) takes the squeeze-in lanes too. Leave out `squeezeLanes` of a resource whose day is used up.
 */
export function indexBusy(
  resources: readonly (SqueezeRules & { readonly id: string })[],
  busy: readonly BusySpan[],
): BusyIndex {
  const unsorted = new Map<string, { rules: SqueezeRules; spans: BusySpan[] }>();
  for (const resource of resources) unsorted.set(resource.id, { rules: resource, spans: [] });
  for (const span of busy) unsorted.get(span.resourceId)?.spans.push(span);

  const classes = new Map<string, (TimeRange & { classKey: string })[]>();
  const classesOf = (resourceId: string): readonly (TimeRange & { classKey: string })[] => {
    const known = classes.get(resourceId);
    if (known !== undefined) return known;
    // Those who share a class lie at one time: of a dozen one is looked at.
    const byTime = new Map<string, TimeRange & { classKey: string }>();
    for (const { start, end, classKey } of unsorted.get(resourceId)?.spans ?? [])
      if (classKey != null) byTime.set(`${classKey} ${start} ${end}`, { start, end, classKey });
    const each = [...byTime.values()];
    classes.set(resourceId, each);
    return each;
  };
  const sorted = new Map<string, TimeRange[][]>();
  const lanesOf = (resourceId: string): readonly TimeRange[][] => {
    const known = sorted.get(resourceId);
    if (known !== undefined) return known;
    const entry = unsorted.get(resourceId);
    const lanes = entry === undefined ? [] : layLanes(entry.rules.capacity, entry.spans);
    sorted.set(resourceId, lanes);
    return lanes;
  };
  return {
    isFree(resourceId, range, partySize = 1) {
      const lanes = lanesOf(resourceId);
      return haveRoom(lanes, range, lanesFor({ capacity: lanes.length }, partySize));
    },
    isFreeForSqueezeIn(resourceId, range, partySize = 1) {
      const lanes = lanesOf(resourceId);
      const { rules, spans = [] } = unsorted.get(resourceId) ?? {};
      const beyond = rules === undefined ? [] : squeezeLanesOf(rules);
      const squeezed = beyond.map((number) => merge(spans.filter(({ lane }) => lane === number || lane === 'all')));
      return haveRoom([...lanes, ...squeezed], range, lanesFor({ capacity: lanes.length }, partySize));
    },
    isEmpty(resourceId, range) {
      const lanes = lanesOf(resourceId);
      return lanes.length > 0 && lanes.every((lane) => isLaneFree(lane, range));
    },
    freeAround(resourceId, range) {
      const [lane, ...others] = lanesOf(resourceId);
      if (lane === undefined || others.length > 0 || !isLaneFree(lane, range)) return null;
      const next = firstEndingAfter(lane, range.start);
      return { start: lane[next - 1]?.end ?? -Infinity, end: lane[next]?.start ?? Infinity };
    },
    classesOn(resourceId, range) {
      const there = classesOf(resourceId);
      return there.length === 0 ? [] : [...new Set(there.flatMap((span) => (overlaps(span, range) ? [span.classKey] : [])))];
    },
  };
}

/** One sorted, merged list per lane. */
function layLanes(capacity: number, spans: readonly BusySpan[]): TimeRange[][] {
  if (capacity === 1) return [merge(spans.filter(({ lane }) => lane === undefined || lane === 'all' || lane === 1))];
  const lanes: BusySpan[][] = Array.from({ length: capacity }, () => []);
  const floating: BusySpan[] = [];
  for (const span of spans) {
    if (span.lane === undefined) for (let head = 0; head < (span.lanes ?? 1); head += 1) floating.push(span);
    else if (span.lane === 'all') for (const lane of lanes) lane.push(span);
    else lanes[span.lane - 1]?.push(span);
  }
  const laid = lanes.map((lane) => merge(lane));
  for (const span of floating.sort((a, b) => a.start - b.start || a.end - b.end)) {
    // More painted than fits is a conflict the server will decide; until then no lane gains time by it.
    const room = Math.max(0, laid.findIndex((lane) => isLaneFree(lane, span)));
    laid[room] = merge([...(laid[room] ?? []), span]);
  }
  return laid;
}

function haveRoom(lanes: readonly (readonly TimeRange[])[], range: TimeRange, needed: number): boolean {
  let missing = needed;
  for (const lane of lanes) {
    if (isLaneFree(lane, range)) missing -= 1;
    if (missing === 0) return true;
  }
  return false;
}

function isLaneFree(lane: readonly TimeRange[], range: TimeRange): boolean {
  const next = lane[firstEndingAfter(lane, range.start)];
  return next === undefined || range.end <= next.start;
}

/** The index in a sorted lane of the first span that ends after an instant; the lane's length when none does. */
function firstEndingAfter(lane: readonly TimeRange[], instant: Instant): number {
  let low = 0;
  let high = lane.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (lane[middle]!.end <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}
