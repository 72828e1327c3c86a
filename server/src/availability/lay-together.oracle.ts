import { overlaps, type TimeRange } from '@holdfast/domain/time-range';
import type { LaneWish } from './lay-together.ts';

export interface Lying extends TimeRange {
  resourceNo: number;
  lane: number;
}

export const meets = (one: Lying, other: Lying): boolean => one.resourceNo === other.resourceNo && one.lane === other.lane && overlaps(one, other);

/** Whether there are lanes for all of them beside what lies there: every lane of every wish is tried with every other. */
export function isRoomForAll(wishes: readonly LaneWish[], laid: readonly Lying[]): boolean {
  const [wish, ...rest] = wishes;
  if (!wish) return true;
  const { resourceNo, capacity, lanes, start, end } = wish;
  const next = lanes > 1 ? [{ ...wish, lanes: lanes - 1 }, ...rest] : rest;
  return Array.from({ length: capacity }, (_, at) => ({ resourceNo, lane: at + 1, start, end })).some(
    (claim) => !laid.some((other) => meets(claim, other)) && isRoomForAll(next, [...laid, claim]),
  );
}
