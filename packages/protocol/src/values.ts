import { timeZoneNamed } from '@holdfast/domain/time-zone';
import { z } from 'zod';

/** Building blocks of the wire schemas, each with the limit that everything from outside obeys. */

/** Read in any case, as RFC 9562 wants it, and compared in lower case from here on. */
export const uuid = z.uuid().toLowerCase();

/** RFC 3339 with an offset or `Z`, between 1970 and 2200 (PostgreSQL and Temporal both hold it). */
export const instant = z.iso
  .datetime({ offset: true, abort: true, error: 'Use RFC 3339 with an offset, e.g. 2026-11-21T17:00:00Z.' })
  .refine((wire) => wire >= '1970' && wire < '2200', 'Use a year from 1970 to 2199.');

/** PostgreSQL text cannot hold NUL; nobody types one, so it is refused rather than stripped. */
const withoutNul = (text: string): boolean => !text.includes('\u0000');

/**
 * One line or many of human text, `lengthMax` UTF-16 units. Half an emoji, as a field's length limit leaves
 * it, becomes U+FFFD: PostgreSQL cannot hold it, and a command must not fail for ever over it.
 */
export const text = (lengthMax: number) =>
  z
    .string()
    .max(lengthMax)
    .refine(withoutNul, 'Remove the NUL character.')
    .overwrite((value) => value.toWellFormed());

export const name = text(200).refine((value) => value.trim().length > 0, 'Give a name.');
export const notes = text(4_000);
export const reason = text(500);
export const title = text(300);
export const phone = text(40);
export const email = text(320);

/** An IANA name, in any case; kept as it is usually written. No offset: that of a place changes with its clocks. */
export const timeZone = z
  .string()
  .max(64)
  .refine((given) => timeZoneNamed(given) !== null, 'Use the IANA name of a time zone, e.g. America/New_York.')
  .overwrite((given) => timeZoneNamed(given) ?? given);

export const channels = ['desk', 'walk_in', 'web', 'phone_ai', 'chat_ai', 'api', 'import'] as const;
export const channel = z.enum(channels);
export type Channel = z.infer<typeof channel>;

/** The channels of the people at the counter: only a terminal speaks for them. */
export const isDesk = (of: Channel): boolean => of === 'desk' || of === 'walk_in';

/** The channels of guests, and of agents that speak for them. */
export const isGuest = (of: Channel): boolean => of === 'web' || of === 'phone_ai' || of === 'chat_ai';

/** Time kept for an undo stands in the way of guests and agents; the counter, and what staff import, may have it. */
export const isOverUndo = (of: Channel): boolean => isDesk(of) || of === 'import';

export const roles = ['staff', 'manager'] as const;
export const role = z.enum(roles);
export type Role = z.infer<typeof role>;
