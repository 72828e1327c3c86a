import type { DayException } from '@holdfast/protocol/rows';

/** When the house or somebody is there: the week, and the days that differ. */
export interface Timetable {
  /** Wall-time ranges by ISO weekday; null, of a resource: as the house. */
  hours: Record<string, [string, string][]> | null;
  exceptions: DayException[];
}

/** `version`: whoever changes them names the one they saw. */
export type TimetableSeen = Timetable & { version: string };

/** What hours leave outside them; it stays where it is. */
export interface Touches {
  /** By start, the first of them. */
  touched: { kind: 'booking' | 'hold' | 'offer'; id: string; reference: string | null; who: string | null; start: string; end: string; resourceIds: string[] }[];
  count: number;
  /** Says that this list was seen; null: nothing is touched. */
  keep: string | null;
}

export type HoursPreview = ({ status: 'touches' } & Touches) | { status: 'wrong'; problems: string[] };
export type HoursChanged = HoursPreview | { status: 'changed' | 'stale'; timetable: TimetableSeen };

/** For managers, of the server alone. `resourceId` null: the house. All reject offline. */
export interface SetsHours {
  hours(resourceId: string | null): Promise<TimetableSeen>;
  /** What these hours would leave outside. Nothing changes. */
  previewHours(resourceId: string | null, timetable: Timetable): Promise<HoursPreview>;
  /** Refused as `stale` when others set them since `expected`, as `touches` when what is left outside is not what was seen. */
  changeHours(resourceId: string | null, change: { timetable: Timetable; expected: string; keep: string | null }): Promise<HoursChanged>;
}
