import { z } from 'zod';
import type { CommandArgs, CommandKind } from '@holdfast/protocol/commands';
import type { BookingRow } from '@holdfast/protocol/rows';
import { notes, reason, text, uuid } from '@holdfast/protocol/values';
import { reachableBooking, reachableByReference, reachableHold } from '../../access/reachable-sql.ts';
import type { Catalogue } from '../../locations/catalogue.ts';
import { bookingViewOf, etagOf } from './booking-view.ts';
import { customerInputOf } from './customer-identity.ts';
import { operation, type Answer, type Call, type Rest } from './operation.ts';
import { resourceNamed, wishNamed } from './places.ts';
import { notFound, ProblemError } from './problem.ts';
import { askedTime, bookingView, customer, partySize, reference } from './schemas.ts';
import { commandIdOf, idFor, sendCommand, sentAnswer, type Sent } from './send-command.ts';

const byId = z.strictObject({ id: uuid });
const bookingAnswer = z.object({ booking: bookingView });
const resources = z.array(reference).max(8).optional();

const slot = ['location', 'service', 'start'] as const;
/** What a hold has already. */
const ofHold = [...slot, 'resources', 'partySize'] as const;

const wanted = z
  .strictObject({
    hold: uuid.optional().meta({ description: 'Turns this hold into the booking. Give it, or location, service and start.' }),
    location: reference.optional(),
    service: reference.optional(),
    start: askedTime.optional(),
    resources: resources.meta({ description: 'Those that have to be it; what the service needs beside them is picked.' }),
    customer: customer.optional(),
    notes: notes.optional(),
    partySize: partySize.meta({ description: 'People who come: that many places of resources with several. A hold has its own.' }),
    depositReference: text(200).optional().meta({ description: 'Where the deposit was paid that the service demands of this customer.' }),
    series: uuid.optional().meta({ description: 'One more date of this series: of its service and for its customer. Who moves or cancels the series moves or cancels it too.' }),
    answers: z.record(text(100), text(500)).optional().meta({ description: "The service's questions and what was answered; staff read them with the notes." }),
  })
  .superRefine((body, context) => {
    if (body.hold === undefined) {
      for (const field of slot)
        if (body[field] === undefined) context.addIssue({ code: 'custom', path: [field], message: 'Give it, or `hold` instead.' });
    } else if (ofHold.some((field) => body[field] !== undefined))
      context.addIssue({ code: 'custom', path: ['hold'], message: 'Give `hold`, which has its time, resources and party, or location, service and start.' });
    if (notesOf(body).length > notesLengthMax)
      context.addIssue({ code: 'custom', path: ['answers'], message: `Notes and answers together may have ${notesLengthMax} characters.` });
  })
  .meta({
    override: ({ jsonSchema }) => {
      jsonSchema.oneOf = [{ required: ['hold'], not: { anyOf: ofHold.map((field) => ({ required: [field] })) } }, { required: [...slot], not: { required: ['hold'] } }];
    },
  });

/** What `notes` of a booking holds. */
const notesLengthMax = 4_000;

/** Answers are read by people, so they stand where people write for each other. */
function notesOf({ notes: given = '', answers = {} }: { notes?: string | undefined; answers?: Record<string, string> | undefined }): string {
  const lines = Object.entries(answers).map(([question, answer]) => `${question}: ${answer}`);
  return [...(given === '' ? [] : [given]), ...lines].join('\n');
}

const create = operation({
  id: 'createBooking',
  method: 'POST',
  path: '/bookings',
  summary: 'Book a time, or confirm a hold',
  body: wanted,
  idempotencyKey: 'required',
  refusable: true,
  answers: { status: 201, schema: bookingAnswer, etag: true },
  async handle(rest, call) {
    const { key, body } = call;
    const commandId = commandIdOf(call);
    const common = {
      bookingId: idFor(commandId, 'booking'),
      customer: body.customer === undefined ? null : customerInputOf(key, commandId, body.customer),
      ...(notesOf(body) === '' ? {} : { notes: notesOf(body) }),
      ...(body.depositReference === undefined ? {} : { depositReference: body.depositReference }),
      ...(body.series === undefined ? {} : { seriesId: body.series }),
    };
    if (body.hold !== undefined) {
      const held = await reachableHold(rest.server.db, key, body.hold);
      if (!held) throw notFound('There is no such hold at the locations of this key.');
      const catalogue = await rest.places.named(key, held.locationId);
      const sent = await sendCommand(rest, key, catalogue, { commandId, kind: 'confirm_hold', args: { ...common, holdId: held.id } });
      return answer(201, sent, catalogue);
    }
    const catalogue = await rest.places.named(key, body.location ?? '');
    const sent = await sendCommand(rest, key, catalogue, {
      commandId,
      kind: 'create_booking',
      args: {
        ...common,
        ...wishNamed(catalogue, { ...body, service: body.service ?? '' }),
        start: body.start ?? '',
      },
    });
    return answer(201, sent, catalogue);
  },
});

const get = operation({
  id: 'getBooking',
  method: 'GET',
  path: '/bookings/{id}',
  summary: 'A booking as it is now',
  params: byId,
  answers: { status: 200, schema: bookingAnswer, etag: true },
  async handle(rest, call) {
    const { row, catalogue } = await reached(rest, call);
    return seen(row, catalogue);
  },
});

const find = operation({
  id: 'findBooking',
  method: 'GET',
  path: '/bookings',
  summary: 'The booking that somebody names by its reference',
  description:
    'As they say it: `hf 7q4 m2xk` is `HF-7Q4M2XK`. A reference is no secret and can be guessed: before you tell or change anything, let them say the name as well.',
  query: z.strictObject({ reference: text(80) }),
  answers: { status: 200, schema: bookingAnswer, etag: true },
  async handle(rest, { key, query }) {
    const row = await reachableByReference(rest.server.db, key, query.reference);
    if (!row) throw notFound('There is no booking with this reference at the locations of this key.');
    return seen(row, await rest.places.named(key, row.locationId));
  },
});

const reschedule = operation({
  id: 'rescheduleBooking',
  method: 'POST',
  path: '/bookings/{id}/reschedule',
  summary: 'Move a booking to another time or other resources',
  description: 'One step: refused, it stays where it was. It keeps its length, and its resources unless others are named.',
  params: byId,
  body: z.strictObject({ start: askedTime, resources }),
  idempotencyKey: 'optional',
  ifMatch: true,
  refusable: true,
  answers: { status: 200, schema: bookingAnswer, etag: true },
  async handle(rest, call) {
    const { row, catalogue } = await reached(rest, call);
    return change(rest, call, catalogue, 'move_booking', row, {
      bookingId: row.id,
      start: call.body.start,
      resourceIds: (call.body.resources ?? []).map((each) => resourceNamed(catalogue, each).id),
    });
  },
});

const steps = (
  [
    ['cancelBooking', 'cancel', 'cancel_booking', 'Cancel a booking: its time goes back on sale'],
    ['checkInBooking', 'check-in', 'arrive_booking', 'The customer is here'],
    ['startBooking', 'start', 'start_booking', 'The service begins'],
    ['completeBooking', 'complete', 'complete_booking', 'The service is done'],
    ['noShowBooking', 'no-show', 'no_show_booking', 'Nobody came: from ten minutes after the start'],
  ] as const
).map(([id, path, kind, summary]) =>
  operation({
    id,
    method: 'POST',
    path: `/bookings/{id}/${path}`,
    summary,
    params: byId,
    body: z.strictObject({ reason: reason.optional() }),
    idempotencyKey: 'optional',
    ifMatch: true,
    refusable: true,
    answers: { status: 200, schema: bookingAnswer, etag: true },
    async handle(rest, call) {
      const { row, catalogue } = await reached(rest, call);
      const because = call.body.reason === undefined ? {} : { reason: call.body.reason };
      return change(rest, call, catalogue, kind, row, { bookingId: row.id, ...because });
    },
  }),
);

export const bookingOperations = [create, find, get, reschedule, ...steps];

function seen(row: BookingRow, catalogue: Catalogue): Answer {
  const booking = bookingViewOf(row, catalogue);
  return { status: 200, body: { booking }, headers: { etag: etagOf(booking) } };
}

type BookingCall = Call<{ id: string }, unknown, unknown>;

async function reached(rest: Rest, { key, params }: BookingCall): Promise<{ row: BookingRow; catalogue: Catalogue }> {
  const row = await reachableBooking(rest.server.db, key, params.id);
  if (!row) throw notFound('There is no such booking at the locations of this key.');
  return { row, catalogue: await rest.places.named(key, row.locationId) };
}

/**
 * Of several versions the booking may have it is the one that it has. A repeat finds it changed since, maybe by itself:
 * which of them was expected at first is what its command was made of, and any other is none that was sent.
 */
async function change<K extends CommandKind>(rest: Rest, call: BookingCall, catalogue: Catalogue, kind: K, { version }: BookingRow, args: CommandArgs<K>): Promise<Answer> {
  const commandId = commandIdOf(call);
  const versions = call.ifMatch?.toSorted((a, b) => Number(b === version) - Number(a === version)) ?? [undefined];
  for (const [index, expectedVersion] of versions.entries()) {
    try {
      return answer(200, await sendCommand(rest, call.key, catalogue, { commandId, kind, args: expectedVersion === undefined ? args : { ...args, expectedVersion } }), catalogue);
    } catch (fault) {
      if (index === versions.length - 1 || !(fault instanceof ProblemError) || fault.body.code !== 'command_id_reused') throw fault;
    }
  }
  throw new Error('If-Match was read as no version at all');
}

function answer(status: 200 | 201, sent: Sent, catalogue: Catalogue): Answer {
  const booking = bookingViewOf(sent.row as BookingRow, catalogue);
  const created = status === 201 ? { location: `/api/v1/bookings/${booking.id}` } : {};
  return sentAnswer(status, { booking }, sent, { etag: etagOf(booking), ...created });
}
