import { z } from 'zod';
import { noShowPolicy } from '@holdfast/domain/no-show-rule';
import { waivableRules } from '@holdfast/protocol/commands';
import { email, instant, name, phone, timeZone, uuid } from '@holdfast/protocol/values';

/** The shapes of REST v1, each once: they check what comes in, type what goes out, and make the OpenAPI document. */

const time = z.iso.datetime({ offset: true }).meta({ description: "RFC 3339 with the location's offset." });

/** A slug or an id; what it names decides which. */
export const reference = z
  .string()
  .min(1)
  .max(100)
  .meta({ description: 'A slug or an id.', examples: ['riverside'] });

/** Of what somebody asks for, so any offset will do. */
export const askedTime = instant.meta({ examples: ['2026-11-21T17:00:00+01:00'] });

export const customer = z
  .strictObject({
    id: uuid.optional().meta({ description: 'From an earlier answer: the same person again. Left out: whoever has the name, and the phone number or e-mail.' }),
    name,
    phone: phone.optional(),
    email: email.optional(),
    timeZone: timeZone
      .optional()
      .meta({ description: 'IANA zone of their clock, when it is known. Answers then say the time on both clocks where they differ.', examples: ['America/New_York'] }),
  })
  .meta({ id: 'Customer' });
export type CustomerBody = z.infer<typeof customer>;

export const partySize = z.int().min(1).max(500).optional().meta({ description: 'People who come: that many places of resources with several.' });

export const locationView = z.object({ id: uuid, slug: z.string(), name: z.string(), timeZone: z.string() }).meta({ id: 'Location' });

export const serviceView = z
  .object({
    id: uuid,
    slug: z.string(),
    name: z.string(),
    durationMinutes: z.int(),
    preparationMinutes: z.int(),
    cleanupMinutes: z.int(),
    needs: z.array(z.string()).meta({ description: 'One resource of each listed kind.' }),
    noShowPolicy: z
      .record(z.enum(['from', 'then']), z.union([z.int(), z.enum(['deposit', 'approval'])]))
      .nullable()
      .meta({
        description: '`from` so many missed bookings on, `then` a deposit (`depositReference`) or the approval of a manager, who books: say who it is for.',
        examples: [noShowPolicy(3, 'deposit')],
      }),
  })
  .meta({ id: 'Service' });

export const resourceView = z
  .object({ id: uuid, slug: z.string(), name: z.string(), kind: z.string(), capacity: z.int() })
  .meta({ id: 'Resource' });

export const slotView = z.object({ start: time, end: time, resources: z.array(uuid) }).meta({ id: 'Slot' });

const wallClock = z
  .object({ timeZone: z.string(), start: time, end: time, text: z.string().meta({ description: 'To be read out.', examples: ['Sat 21 Nov 2026, 15:00–16:00'] }) })
  .meta({ id: 'WallClock' });

const clocks = z
  .object({ utc: z.object({ start: time, end: time }), location: wallClock, customer: wallClock })
  .optional()
  .meta({ id: 'Clocks', description: "The time on the location's clock and on the customer's: only where they differ." });

/** What may be out of the ordinary; said of every hold and booking, so that nobody overlooks what is not there. */
const beyond = {
  partySize: z.int().meta({ description: 'People who come.' }),
  squeezedIn: z.boolean().meta({ description: 'On a place beyond the capacity: overbooked on purpose.' }),
  squeezedInCount: z.int().meta({ description: 'How many of `partySize` that is: the others of the party have a regular place. 0 where `squeezedIn` is false.' }),
  squeezeReason: z.string().nullable(),
  waived: z
    .object({ rules: z.array(z.enum(waivableRules)), reason: z.string() })
    .nullable()
    .meta({ id: 'Waived', description: 'Rules that were set aside for it, and why.' }),
};

export const holdView = z
  .object({
    id: uuid,
    status: z.enum(['active', 'converted', 'expired', 'released', 'overridden']),
    location: uuid,
    service: uuid.nullable(),
    start: time,
    end: time,
    resources: z.array(uuid),
    ...beyond,
    expiresAt: time,
    clocks,
  })
  .meta({ id: 'Hold' });
export type HoldView = z.infer<typeof holdView>;

export const listedHoldView = holdView
  .extend({
    channel: z.string().meta({ description: 'Whose it is.', examples: ['web'] }),
    purpose: z.string().meta({
      description: '`asked`; `alternative` of a refusal; `waitlist`: offered to somebody who waits; `override`: taken by a manager; `undo`: kept until nobody can take a step back any more.',
    }),
    customer: z.object({ name: z.string() }).nullable(),
    title: z.string().nullable().meta({ description: 'Of what it is for, where that has one: a booking without a customer, a block.' }),
  })
  .meta({ id: 'ListedHold' });
export type ListedHoldView = z.infer<typeof listedHoldView>;

export const holdEventView = z
  .object({
    at: time,
    kind: z.string().meta({ description: 'The command.', examples: ['override_hold'] }),
    by: z.string().nullable().meta({ description: 'A staff member, or a program by the name of its key.' }),
    terminal: z.string().nullable(),
    channel: z.string(),
    reason: z.string().nullable().meta({ description: 'That was given.' }),
    refused: z.string().nullable().meta({ description: 'The refusal reason, of one that was refused.' }),
    takenFrom: z.object({ name: z.string().nullable(), channel: z.string() }).nullable().meta({ description: 'Whose time a manager took.' }),
  })
  .meta({ id: 'HoldEvent' });
export type HoldEventView = z.infer<typeof holdEventView>;

const person = z.object({ id: uuid, name: z.string() }).meta({ id: 'Person' });

export const bookingView = z
  .object({
    id: uuid,
    reference: z.string().meta({ description: 'What staff and customers say aloud.' }),
    status: z.enum(['confirmed', 'checked_in', 'in_service', 'completed', 'cancelled', 'no_show']),
    version: z.int().meta({ description: 'Raised by every change; the ETag.' }),
    location: uuid,
    service: uuid.nullable(),
    start: time,
    end: time,
    resources: z.array(uuid),
    ...beyond,
    customer: person.nullable(),
    createdAt: time,
    clocks,
  })
  .meta({ id: 'Booking' });
export type BookingView = z.infer<typeof bookingView>;

const bookingImage = bookingView.pick({ status: true, version: true, start: true, end: true, resources: true });

export const bookingEventView = holdEventView
  .extend({
    undoes: z.string().nullable().meta({ description: 'Of an undo: which command it took back.' }),
    undone: z.boolean().meta({ description: 'It was taken back since.' }),
    before: bookingImage.nullable().meta({ description: 'Null where the booking was not there, or nothing of it changed.' }),
    after: bookingImage.nullable(),
  })
  .meta({ id: 'BookingEvent' });
export type BookingEventView = z.infer<typeof bookingEventView>;

export const entryView = z
  .object({
    id: uuid,
    status: z.enum(['waiting', 'offered', 'booked', 'left', 'lapsed']),
    location: uuid,
    service: uuid,
    from: time,
    to: time,
    resources: z.array(uuid),
    partySize: z.int(),
    customer: person,
    paused: z.boolean().meta({ description: 'So many offers in a row ran out that nothing more is offered, until POST /commands/decline_offer says that they wait on.' }),
    requires: z.enum(['deposit', 'approval']).nullable().meta({ description: 'What taking an offer asks of this customer by now, who missed bookings: a `depositReference`, or a manager who takes it for them.' }),
    offer: z.object({ hold: uuid, start: time, end: time, resources: z.array(uuid), heldUntil: time, clocks }).nullable(),
    booking: uuid.nullable(),
    joinedAt: time,
    clocks: clocks.meta({ description: 'Of the window.' }),
  })
  .meta({ id: 'WaitlistEntry' });
export type EntryView = z.infer<typeof entryView>;

const conflictView = z
  .object({
    start: time,
    end: time,
    resource: uuid,
    kind: z.enum(['booking', 'hold', 'lease', 'block']),
    booking: uuid.optional().meta({ description: 'Of a block: which booking it would touch.' }),
    reference: z.string().optional(),
  })
  .meta({ id: 'Conflict', description: 'What stands in the way. Never says whose it is.' });

const alternativeView = z
  .object({
    start: time,
    end: time,
    resources: z.array(uuid),
    hold: uuid.optional().meta({ description: 'It is held for the asker: confirm it with POST /bookings {hold}.' }),
    heldUntil: time.optional(),
  })
  .meta({ id: 'Alternative' });

/** As docs/reference/series.md lists its fields, times in UTC. */
const occurrenceView = z
  .looseObject({ occurrence: time, start: time, end: time, status: z.enum(['booked', 'free', 'taken', 'skipped']), resourceIds: z.array(uuid) })
  .meta({ id: 'Occurrence' });

export const touchedView = z
  .object({
    kind: z.enum(['booking', 'hold', 'offer']),
    id: uuid,
    reference: z.string().nullable(),
    who: z.string().nullable(),
    start: time,
    end: time,
    resources: z.array(uuid),
  })
  .meta({ id: 'Touched', description: 'What other hours would leave outside them. It stays where it is.' });

export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({ description: 'A refusal reason, or what is wrong with the request.', examples: ['slot_taken'] }),
    detail: z.string().meta({ description: 'Says what to do.' }),
    commandId: uuid.optional().meta({ description: 'The refused command.' }),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    conflicts: z.array(conflictView).optional(),
    alternatives: z.array(alternativeView).max(3).optional().meta({ description: 'Nearest first.' }),
    occurrences: z.array(occurrenceView).optional().meta({ description: 'Of a series, and of an undo of several bookings: what each would have got, as in an outcome.' }),
    touched: z.array(touchedView).optional().meta({ description: 'By start, the first 200.' }),
    touchedCount: z.int().optional(),
    keep: z.string().optional().meta({ description: 'Says that this list was seen: send it along, and the hours are set.' }),
  })
  .meta({ id: 'Problem', description: 'RFC 9457.' });
export type ProblemBody = z.infer<typeof problem>;
