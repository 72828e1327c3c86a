/** A list that is only added to, newest first: what is newer, then what was known, at most so many. The same list when nothing is. */
export function withNewer<T extends { version: number }>(known: readonly T[], found: readonly T[], most: number): readonly T[] {
  const seen = new Set(known.map(({ version }) => version));
  const newer = found.filter(({ version }) => !seen.has(version));
  return newer.length === 0 ? known : [...newer, ...known].slice(0, most);
}

/** Up to where it is known; undefined: nothing is. */
export function newestOf(known: readonly { version: number }[]): number | undefined {
  return known.length === 0 ? undefined : Math.max(...known.map(({ version }) => version));
}
