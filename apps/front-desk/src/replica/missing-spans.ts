import { addDays, daysBetween } from './location-days.ts';

/** Longest run of days asked for at once; the server gives at most 100. */
const daysPerRequest = 70;

interface Span {
  from: string;
  to: string;
}

/** The days of `window` and `wanted` that are not `known`, as runs of neighbours to ask for together. */
export function missingSpans(wanted: readonly string[], known: (day: string) => boolean, window: Span): Span[] {
  const missing = [...new Set([...daysBetween(window.from, window.to), ...wanted])].filter((day) => !known(day)).sort();
  const spans: Span[] = [];
  let length = 0;
  for (const day of missing) {
    const last = spans.at(-1);
    length += 1;
    if (last && addDays(last.to, 1) === day && length <= daysPerRequest) last.to = day;
    else {
      spans.push({ from: day, to: day });
      length = 1;
    }
  }
  return spans;
}
