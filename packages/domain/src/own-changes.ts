/** A booking at the version that somebody saw, or that a command left. */
export interface AtVersion {
  bookingId: string;
  version: number;
}

/**
 * What was seen, as the asker's own commands left it: of a booking that stood as it was seen when one of them changed it,
 * the version that it left. What somebody else changed before or after that stays as it was seen; so does what was seen
 * afterwards. `changes`: theirs, in the order they came.
 */
export function asLeftByOwn(seen: readonly AtVersion[], changes: readonly AtVersion[]): AtVersion[] {
  const left = Map.groupBy(changes, ({ bookingId }) => bookingId);
  return seen.map(({ bookingId, version }) => ({
    bookingId,
    version: (left.get(bookingId) ?? []).reduce((now, change) => (change.version === now + 1 ? change.version : now), version),
  }));
}

/** Which bookings are there by these changes. */
export function madeBy(changes: readonly AtVersion[]): string[] {
  return changes.filter(({ version }) => version === 1).map(({ bookingId }) => bookingId);
}
