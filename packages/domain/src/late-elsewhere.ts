import { minuteMs, type Instant } from './instant.ts';
import type { TravelMinutes, Whereabouts } from './travel.ts';

/** By how much, and from when on. */
export interface Lateness {
  readonly from: Instant;
  readonly minutes: number;
}

/** Something that a person who is late comes too late for. */
export interface TooLate<W> {
  readonly elsewhere: W;
  /** Before then they are not there: what they do before ends late, and there is the way. */
  readonly reachedAt: Instant;
}

/**
 * What a person comes too late for at other locations when all that is left for them `here` ends that much later, whether
 * it can begin later or not: who is late is late. `here` is what has not ended, that which has begun included; only what
 * begins `elsewhere` from then on is told, in order. Who begins late there ends late there.
 */
export function tooLateElsewhere<W extends Whereabouts>(
  here: readonly Whereabouts[],
  elsewhere: readonly W[],
  { from, minutes }: Lateness,
  travelMinutes: TravelMinutes,
): TooLate<W>[] {
  const late: Whereabouts[] = here.map((stop) => ({ ...stop, end: Math.max(stop.end, from) + minutes * minuteMs }));
  const tooLate: TooLate<W>[] = [];
  for (const next of elsewhere.toSorted((a, b) => a.start - b.start)) {
    if (next.start < from) continue;
    const ways = late
      .filter(({ start }) => start <= next.start)
      .map(({ locationId, end }) => end + (locationId === next.locationId ? 0 : travelMinutes(locationId, next.locationId)) * minuteMs);
    const reachedAt = Math.max(...ways);
    if (reachedAt <= next.start) continue;
    tooLate.push({ elsewhere: next, reachedAt });
    late.push({ locationId: next.locationId, start: next.start, end: next.end + reachedAt - next.start });
  }
  return tooLate;
}
