import type { Command } from '@holdfast/protocol/commands';

/**
 * The actor of the waitlist's own offers in the record. It speaks on channel `api`, whose rules are the strictest
 * an opening can be offered under: time kept for an undo, closing hours and the past all count.
 */
export const waitlistChannel = 'api';
export const waitlistJobId = '0190b6f2-5a00-7000-8000-77616974696e';

/** An API key is its own actor and a terminal may not speak on `api`, so nobody else can name the job. */
export function isWaitlistJob({ actorId, channel }: Pick<Command, 'actorId' | 'channel'>): boolean {
  return actorId === waitlistJobId && channel === waitlistChannel;
}
