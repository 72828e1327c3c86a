import { z } from 'zod';
import { email, instant, name, notes, phone, reason, text, timeZone, title, uuid } from './values.ts';

/** What each command kind asks for. */

const resourceIds = z.array(uuid).max(8);
const version = z.int().min(1);
/** Optimistic lock: the booking version the person saw. Left out: whatever it is now. */
const expectedVersion = version.optional();
const seenVersions = z.array(z.object({ bookingId: uuid, version })).max(400);

/** So many of their own commands an asker may name as still on their way. */
export const ownCommandsMax = 100;
/**
 * What was seen while commands of the asker's own were still on their way: what those changed since is no news. It stands
 * apart, for a server that cannot tell whose changes they are would refuse; it reads nothing of this, and asks nothing.
 * One that was refused, or never came, changed nothing.
 */
const behindOwn = z.object({ commandIds: z.array(uuid).min(1).max(ownCommandsMax), expectedVersion: version });

/** Of one booking. */
const asSeen = { expectedVersion, behindOwn: behindOwn.optional() };

/** Attach to, or create, a customer. The id is minted where it was typed, so a resend creates nobody twice. */
export const customerInput = z.object({
  id: uuid,
  name,
  phone: phone.optional(),
  email: email.optional(),
  /** Of their clock, where it is known; null: the location's. Kept of a known customer unless it is corrected. */
  timeZone: timeZone.nullable().optional(),
});
export type CustomerInput = z.infer<typeof customerInput>;

const correctable = ['name', 'phone', 'email', 'timeZone'] as const;
export type Correctable = (typeof correctable)[number];

/** `end` is given only when there is no service to say how long it takes, or to override its duration. */
const slot = { start: instant, end: instant.optional() };

/** People who come; takes as many lanes of resources that have several. One when left out. */
const partySize = z.int().min(1).max(500).optional();

/**
 * Rules that a person with the right may set aside for one booking; recorded with the reason. `hours`: when the location
 * is open and its people and rooms are there.
 */
export const waivableRules = ['orphan_gap', 'no_shows', 'hours'] as const;
export type WaivableRule = (typeof waivableRules)[number];

const exceptions = {
  /** Overbook on purpose when the regular lanes are taken: a lane beyond the capacity, limited and by role. */
  squeezeIn: z.object({ reason }).optional(),
  waive: z.object({ rules: z.array(z.enum(waivableRules)).min(1).overwrite((rules) => [...new Set(rules)]), reason }).optional(),
};

/** Says of a deposit that the service demands where it was paid. */
const depositReference = text(200).optional();

/** The series this is one more date of: at the same location, of the same service and customer, and not cancelled. */
const dateOfSeries = uuid.optional();

const edit = {
  customer: customerInput.nullable().optional(),
  /**
   * Of the customer the booking already has: only these are corrected, so that an edit from an old copy reverts
   * nothing it is not about. Left out: all that `customer` says.
   */
  corrects: z.array(z.enum(correctable)).max(correctable.length).optional(),
  title: title.optional(),
  notes: notes.optional(),
  /** Where a customer is named whom the booking did not have: what their missed bookings ask for, as when it is made. */
  waive: exceptions.waive,
  depositReference,
};

const series = {
  seriesId: uuid,
  /** Any booking of the series; `following` starts with it. */
  bookingId: uuid,
  scope: z.enum(['this', 'following', 'all']),
  /** Of the named booking. */
  expectedVersion,
  /**
   * Optimistic lock on all of it: the bookings that the person saw, each at its version. Refused when one of them has
   * changed since, or when the command would change one that is not among them. Left out: whatever they are now.
   */
  expectedVersions: seenVersions.optional(),
  /** What the asker's own commands made meanwhile counts as seen. */
  behindOwn: behindOwn.extend({ expectedVersion, expectedVersions: seenVersions.optional() }).optional(),
};
/** `all`: refused when one occurrence cannot be had. `free`: those that can be had are booked, the others are listed. */
const acceptance = z.enum(['all', 'free']);

export const commandArgs = {
  create_booking: z.object({
    bookingId: uuid,
    serviceId: uuid.nullable(),
    ...slot,
    /** Empty: the gateway picks free resources that meet the service's needs. */
    resourceIds,
    customer: customerInput.nullable(),
    title: title.optional(),
    notes: notes.optional(),
    /** The organiser's own reference; only on channel `import`. */
    reference: text(80).optional(),
    partySize,
    ...exceptions,
    depositReference,
    seriesId: dateOfSeries,
  }),
  move_booking: z.object({
    bookingId: uuid,
    ...asSeen,
    ...slot,
    resourceIds,
    /** A held alternative that this move takes; its claims are given up in the same transaction. */
    usingHoldId: uuid.optional(),
    ...exceptions,
  }),
  cancel_booking: z.object({ bookingId: uuid, ...asSeen, reason: reason.optional() }),
  arrive_booking: z.object({ bookingId: uuid, ...asSeen, reason: reason.optional() }),
  start_booking: z.object({ bookingId: uuid, ...asSeen, reason: reason.optional() }),
  complete_booking: z.object({ bookingId: uuid, ...asSeen, reason: reason.optional() }),
  no_show_booking: z.object({ bookingId: uuid, ...asSeen, reason: reason.optional() }),
  edit_booking: z.object({ bookingId: uuid, ...asSeen, ...edit }),
  place_hold: z.object({
    holdId: uuid,
    serviceId: uuid.nullable(),
    ...slot,
    resourceIds,
    /** Whom it is for: told when a manager overrides the hold. */
    customer: customerInput.nullable().optional(),
    partySize,
    ...exceptions,
  }),
  /** Turns a hold into a booking in place. After expiry: a fresh attempt on the same slot. */
  confirm_hold: z.object({
    holdId: uuid,
    bookingId: uuid,
    customer: customerInput.nullable(),
    title: title.optional(),
    notes: notes.optional(),
    waive: exceptions.waive,
    depositReference,
    seriesId: dateOfSeries,
  }),
  release_hold: z.object({ holdId: uuid }),
  /** A live hold lives its channel's full time again, from now. */
  extend_hold: z.object({ holdId: uuid }),
  /** A manager takes a hold's time: its claims become a hold of the manager's, never free in between. */
  override_hold: z.object({ holdId: uuid, newHoldId: uuid, reason }),
  place_block: z.object({
    blockId: uuid,
    resourceIds: resourceIds.min(1),
    start: instant,
    end: instant,
    reason: reason.optional(),
    usingHoldId: uuid.optional(),
  }),
  remove_block: z.object({ blockId: uuid }),
  /** A person decides to take none of a refusal's alternatives: recorded, and what it held is released. */
  dismiss_refusal: z.object({ refusedCommandId: uuid, reason }),
  /** Takes back a committed move, cancellation, status step, edit, block, running late or new series, as one. */
  undo_command: z.object({
    commandId: uuid,
    /**
     * Of several bookings of which one cannot go back the asker shows whose time the alternatives are for: the first that
     * `occurrences` say is taken. A terminal that does not say so would take them for the booking it was tapped on, and is
     * offered none.
     */
    showsWhose: z.boolean().optional(),
  }),
  /** Shifts what is still to come today on a resource, most often a person. */
  run_late: z.object({ resourceId: uuid, minutes: z.int().min(1).max(480), from: instant.optional() }),
  create_series: z.object({
    seriesId: uuid,
    serviceId: uuid.nullable(),
    /** The first occurrence; the rule repeats its wall time in the location's zone. */
    ...slot,
    /** RFC 5545 recurrence rule, e.g. `FREQ=WEEKLY;COUNT=24`. */
    rule: text(500),
    resourceIds,
    customer: customerInput.nullable(),
    title: title.optional(),
    notes: notes.optional(),
    partySize,
    acceptance,
    /** For every date of it alike; squeezed in are only those that find no regular lane. */
    ...exceptions,
    depositReference,
    /** Another time or other resources for single occurrences, named by the start the rule gives them; or leave them out. */
    changes: z
      .array(z.object({ occurrence: instant, start: instant.optional(), resourceIds: resourceIds.optional(), skip: z.boolean().optional() }))
      .max(200)
      .optional(),
  }),
  /** Moves the named booking to `start`, and the others of the scope by the same wall-clock step. */
  move_series: z.object({
    ...series,
    ...slot,
    resourceIds,
    acceptance,
    /** For every date that moves alike, as with a new series. */
    ...exceptions,
  }),
  cancel_series: z.object({ ...series, reason: reason.optional() }),
  /** Edits the named booking, and the others of the scope alike but for what one of them was given on its own. */
  edit_series: z.object({ ...series, ...edit }),
  join_waitlist: z.object({
    entryId: uuid,
    serviceId: uuid,
    /** The window in which the booking may start and must end. */
    from: instant,
    to: instant,
    /** Only these; empty: any that serve. */
    resourceIds,
    customer: customerInput,
    partySize,
    notes: notes.optional(),
  }),
  leave_waitlist: z.object({ entryId: uuid, reason: reason.optional() }),
  /** Holds an opening for somebody who waits, with a deadline. Sent by the server's own job, or by staff. */
  offer_waitlist: z.object({ entryId: uuid, holdId: uuid, start: instant, resourceIds }),
  /** The held offer becomes a booking. */
  accept_offer: z.object({ entryId: uuid, bookingId: uuid, waive: exceptions.waive, depositReference }),
  /** `holdId`: the offer that is answered, if late; left out: whatever is offered now. */
  decline_offer: z.object({ entryId: uuid, holdId: uuid.optional() }),
} as const;

export type CommandKind = keyof typeof commandArgs;
export const commandKinds = Object.keys(commandArgs) as CommandKind[];
export type CommandArgs<K extends CommandKind> = z.infer<(typeof commandArgs)[K]>;
