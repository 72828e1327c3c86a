import type { Waived } from '@holdfast/protocol/rows';

/** What was set aside before and what is now: one booking may meet two rules at two times, each with its reason. */
export function waivedTogether(before: Waived | null | undefined, now: Waived | null | undefined): Waived | null {
  if (!before || !now) return before ?? now ?? null;
  return {
    rules: [...new Set([...before.rules, ...now.rules])],
    reason: [...new Set([before.reason, now.reason])].join('; '),
  };
}

/** What is left of it at another time: gap and hours stayed where the booking was, the customer's missed bookings did not. */
export function waivedElsewhere(before: Waived | null | undefined, now: Waived | null | undefined): Waived | null {
  return waivedTogether(without(before, 'orphan_gap', 'hours'), now);
}

/** What is left of it for another customer. */
export function waivedForAnother(before: Waived | null | undefined, now: Waived | null | undefined): Waived | null {
  return waivedTogether(without(before, 'no_shows'), now);
}

function without(waived: Waived | null | undefined, ...gone: readonly Waived['rules'][number][]): Waived | null {
  const rules = waived?.rules.filter((each) => !gone.includes(each)) ?? [];
  return waived && rules.length > 0 ? { ...waived, rules } : null;
}
