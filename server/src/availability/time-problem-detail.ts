import type { BookingTimeProblem } from '@holdfast/domain/booking-time';

/** One plain sentence for the record and for callers without a screen. */
export function timeProblemDetail(problem: BookingTimeProblem, locationName: string): string {
  switch (problem) {
    case 'invalid_times':
      return 'The end must come after the start, within a week of it, and the start within two years from now.';
    case 'past':
      return 'That time has passed.';
    case 'outside_hours':
      return `${locationName} is closed for part of that time.`;
  }
}
