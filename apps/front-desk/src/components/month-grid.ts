/** Calendar dates as `YYYY-MM-DD`. Pure date arithmetic: no time zone takes part. */
export function shiftDay(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

/** The same day of another month, or that month's last day where it is shorter. */
export function shiftMonth(day: string, months: number): string {
  return Temporal.PlainDate.from(day).add({ months }).toString();
}

/** The 42 days, Monday first, that a month page shows around `day`. */
export function monthGrid(day: string): string[] {
  const first = Temporal.PlainDate.from(day).with({ day: 1 });
  const start = first.subtract({ days: first.dayOfWeek - 1 });
  return Array.from({ length: 42 }, (_, index) => start.add({ days: index }).toString());
}
