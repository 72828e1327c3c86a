/** `1:48`; `0:00` once it has run out. */
export function countdown(until: number, now: number): string {
  const seconds = Math.max(0, Math.ceil((until - now) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

export type HeldState = { held: true; left: string } | { held: false; ranOut: boolean };

/** Whether an alternative is still being held for the asker. */
export function heldState(heldUntil: string | undefined, now: number): HeldState {
  if (heldUntil === undefined) return { held: false, ranOut: false };
  const until = Date.parse(heldUntil);
  return until > now ? { held: true, left: countdown(until, now) } : { held: false, ranOut: true };
}
