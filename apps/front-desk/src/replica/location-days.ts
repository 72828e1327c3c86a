import type { TimeRange } from '@holdfast/domain/time-range';

const dayMs = 86_400_000;

/** `YYYY-MM-DD` plus `count` days. */
export function addDays(day: string, count: number): string {
  return dayOfOrdinal(ordinalOf(day) + count);
}

/** All days from `from` to `to`, both included. */
export function daysBetween(from: string, to: string): string[] {
  const first = ordinalOf(from);
  return Array.from({ length: Math.max(0, ordinalOf(to) - first + 1) }, (_, index) => dayOfOrdinal(first + index));
}

// Days counted as dates, without any zone: plain arithmetic is right here and nowhere else.
const ordinalOf = (day: string): number => Math.round(Date.parse(`${day}T00:00:00Z`) / dayMs);
const dayOfOrdinal = (ordinal: number): string => new Date(ordinal * dayMs).toISOString().slice(0, 10);

/**
 * The days of a location. Temporal says where each begins, once: a cold open asks for the day of forty
 * thousand instants, and a time-zone look-up for each would cost a second.
 */
export class LocationDays {
  readonly timeZone: string;
  readonly #starts = new Map<number, number>();
  readonly #names = new Map<number, string>();

  constructor(timeZone: string) {
    this.timeZone = timeZone;
  }

  dayOf(instant: number): string {
    return this.#name(this.#ordinal(instant));
  }

  /** From the day's first instant to the next day's: 23, 24 or 25 hours. */
  rangeOf(day: string): TimeRange {
    const ordinal = ordinalOf(day);
    return { start: this.#start(ordinal), end: this.#start(ordinal + 1) };
  }

  /** Every day that a half-open range touches. */
  daysOf(range: TimeRange): string[] {
    const first = this.#ordinal(range.start);
    const last = Math.max(first, this.#ordinal(range.end - 1));
    if (first === last) return [this.#name(first)];
    return Array.from({ length: last - first + 1 }, (_, index) => this.#name(first + index));
  }

  #ordinal(instant: number): number {
    let ordinal = Math.floor(instant / dayMs);
    while (this.#start(ordinal) > instant) ordinal -= 1;
    while (this.#start(ordinal + 1) <= instant) ordinal += 1;
    return ordinal;
  }

  #start(ordinal: number): number {
    let start = this.#starts.get(ordinal);
    if (start === undefined) {
      const { epochMilliseconds } = Temporal.PlainDate.from(dayOfOrdinal(ordinal)).toZonedDateTime(this.timeZone);
      start = epochMilliseconds;
      this.#starts.set(ordinal, start);
    }
    return start;
  }

  #name(ordinal: number): string {
    let name = this.#names.get(ordinal);
    if (name === undefined) {
      name = dayOfOrdinal(ordinal);
      this.#names.set(ordinal, name);
    }
    return name;
  }
}
