import { z } from 'zod';

export interface WaitlistPolicy {
  /** A freed slot is offered to the first who waits for it, or to all at once: then the first to accept has it. */
  order: 'in_order' | 'all';
  /** How long an offer is held. */
  offerSeconds: number;
}

/** A quarter of an hour: long enough to see a message, short enough that the next in line still gets the slot. */
const defaults: WaitlistPolicy = { order: 'in_order', offerSeconds: 900 };

const settings = z.object({
  waitlist: z.enum(['in_order', 'all']).optional(),
  /** From half a minute (somebody at the counter) to two days (a waiting list for a surgery). */
  waitlistOfferSeconds: z.number().min(30).max(172_800).optional(),
});

/** The tenant's settings over the defaults; a setting that cannot be read is left out, not guessed. */
export function waitlistPolicy(tenantSettings: unknown): WaitlistPolicy {
  const parsed = settings.safeParse(tenantSettings);
  if (!parsed.success) return defaults;
  const { waitlist, waitlistOfferSeconds } = parsed.data;
  return { order: waitlist ?? defaults.order, offerSeconds: waitlistOfferSeconds ?? defaults.offerSeconds };
}
