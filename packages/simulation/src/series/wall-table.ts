import { minuteMs, type Instant } from '@holdfast/domain/instant';
import type { TimeRange } from '@holdfast/domain/time-range';
import { minutesAround, type Night, type WallMinute } from '@holdfast/domain/wall-clock.oracle';

/** Wall minutes since some day in 1970: a plain number, so that a step of the wall clock is a difference. */
type Wall = number;

/** Of each day, by the wall clock; the last one is none of them. */
export interface MinutesOfDay {
  from: number;
  to: number;
}

/** Six written-out days around a night on which the clocks change; arithmetic by looking things up. */
export class WallTable {
  readonly #minutes: readonly WallMinute[];

  constructor(night: Night) {
    this.#minutes = minutesAround(night);
  }

  /** Midnight of the n-th day that is written out whole. */
  day(n: number): Wall {
    const days = [...new Set(this.#minutes.map(({ day }) => day))].slice(1, -1);
    return Date.parse(`${days[n] ?? ''}T00:00:00Z`) / minuteMs;
  }

  wallOf(instant: Instant): Wall | null {
    const found = this.#minutes.find((minute) => minute.instant === instant);
    return found ? shown(found) : null;
  }

  /** The first instant that shows it; null where the clocks skip it or the table ends. */
  showing(wall: Wall): Instant | null {
    return this.#minutes.find((minute) => shown(minute) === wall)?.instant ?? null;
  }

  /** Whether no clock shows one of these minutes of the day while it lasts; off the table nobody knows. */
  isApartFrom({ start, end }: TimeRange, { from, to }: MinutesOfDay): boolean {
    const first = this.#minutes[0]?.instant ?? 0;
    const during = this.#minutes.slice(Math.max((start - first) / minuteMs, 0), Math.max((end - first) / minuteMs, 0));
    return during.every(({ minuteOfDay }) => minuteOfDay < from || minuteOfDay >= to);
  }

  /** As `showing`; of a time that is skipped, as much after the jump as it lies after the last minute before it. */
  meant(wall: Wall): Instant | null {
    const exact = this.showing(wall);
    if (exact !== null) return exact;
    const before = this.#minutes.findLast((minute) => shown(minute) < wall);
    const after = this.#minutes.find((minute) => shown(minute) > wall);
    return before && after ? before.instant + (wall - shown(before)) * minuteMs : null;
  }
}

function shown({ day, minuteOfDay }: WallMinute): Wall {
  return Date.parse(`${day}T00:00:00Z`) / minuteMs + minuteOfDay;
}
