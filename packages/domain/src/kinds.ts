/** Something said of some resource kinds, by their slugs. */
export type ByKind<T> = Readonly<Record<string, T>>;

/** What a location asks of its resources by kind; `LocationRow.kinds` is one. */
export type KindRules = ByKind<{
  /** Kept free after every use, after the cleanup. */
  readonly minimumGapMinutes?: number | undefined;
  /**
   * No booking may leave more than none beside itself, and less than a customer who gets this long would take
   * (`shortestSellable`). 0 or left out: it may.
   */
  readonly shortestSellableMinutes?: number | undefined;
}>;

/** What is said of a kind, if anything. Kinds are words of the tenant's choice; one may be called `constructor`. */
export function ofKind<T>(said: ByKind<T>, kind: string): T | undefined {
  return Object.hasOwn(said, kind) ? said[kind] : undefined;
}
