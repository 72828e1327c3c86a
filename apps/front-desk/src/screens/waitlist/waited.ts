import { minuteMs } from '@holdfast/domain/instant';

/** Whole minutes since somebody joined; days lose their minutes, as nobody counts them any more. */
export function waitedMinutes(joinedAt: string, now: number): number {
  const minutes = Math.max(0, Math.floor((now - Date.parse(joinedAt)) / minuteMs));
  return minutes < 24 * 60 ? minutes : Math.floor(minutes / 60) * 60;
}
