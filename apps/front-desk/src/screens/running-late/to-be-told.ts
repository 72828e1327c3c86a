import type { Instant } from '@holdfast/domain/instant';
import type { LateDay } from '../../desk.ts';

/**
 * How many customers will be under To tell, as the gateway has it: whoever's new time is still to come. At 13:02
 * nobody is told that 11:30 begins at 11:40. Each counts once, however often they come that day.
 */
export function customersToTell(moved: LateDay['moved'], now: Instant): number {
  return new Set(moved.flatMap(({ booking, start }) => (start > now ? (booking.row.customerId ?? []) : []))).size;
}
