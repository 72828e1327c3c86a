import { z } from 'zod';
import { noShowRule } from '@holdfast/domain/no-show-rule';
import type { WaitlistEntryRow } from '@holdfast/protocol/rows';
import { notes, uuid } from '@holdfast/protocol/values';
import { reachableWaitlistEntry } from '../../access/reachable-sql.ts';
import { readNoShows } from '../../bookings/customer-sql.ts';
import { customerInputOf } from './customer-identity.ts';
import type { Catalogue } from '../../locations/catalogue.ts';
import { localTime } from '../../locations/local-time.ts';
import { clocksWhereTheyDiffer } from '../../locations/two-clocks.ts';
import { isPaused } from '../../waitlist/suits-entry.ts';
import { operation } from './operation.ts';
import { wishNamed } from './places.ts';
import { notFound } from './problem.ts';
import { askedTime, customer, entryView, partySize, reference, type EntryView } from './schemas.ts';
import { commandIdOf, idFor, sendCommand, sentAnswer } from './send-command.ts';

const answers = z.object({ entry: entryView });

const join = operation({
  id: 'joinWaitlist',
  method: 'POST',
  path: '/waitlist',
  summary: 'Wait for an opening',
  description: 'Nothing is held by waiting. When time is freed the customer is offered some of it, held for them until a deadline.',
  body: z.strictObject({
    location: reference,
    service: reference,
    from: askedTime.meta({ description: 'It may start from here on, and must end by `to`: at most 92 days later.' }),
    to: askedTime,
    customer,
    resources: z.array(reference).max(8).optional().meta({ description: 'Only these; left out: any that serve.' }),
    partySize,
    notes: notes.optional(),
  }),
  idempotencyKey: 'optional',
  refusable: true,
  answers: { status: 201, schema: answers },
  async handle(rest, call) {
    const { key, body } = call;
    const catalogue = await rest.places.named(key, body.location);
    const commandId = commandIdOf(call);
    const sent = await sendCommand(rest, key, catalogue, {
      commandId,
      kind: 'join_waitlist',
      args: {
        entryId: idFor(commandId, 'entry'),
        ...wishNamed(catalogue, body),
        from: body.from,
        to: body.to,
        customer: customerInputOf(key, commandId, body.customer),
        ...(body.notes === undefined ? {} : { notes: body.notes }),
      },
    });
    const row = sent.row as WaitlistEntryRow;
    const entry = entryViewOf(row, catalogue, await readNoShows(rest.server.db, key.tenantNo, row.customerId));
    return sentAnswer(201, { entry }, sent, { location: `/api/v1/waitlist/${entry.id}` });
  },
});

const get = operation({
  id: 'getWaitlistEntry',
  method: 'GET',
  path: '/waitlist/{id}',
  summary: 'How it stands with somebody who waits',
  description: 'While `offered`, `offer` is held for them: POST /commands/accept_offer takes it, decline_offer gives it to the next.',
  params: z.strictObject({ id: uuid }),
  answers: { status: 200, schema: answers },
  async handle(rest, { key, params }) {
    const row = await reachableWaitlistEntry(rest.server.db, key, params.id);
    if (!row) throw notFound('Nobody waits under this id at the locations of this key.');
    const noShows = await readNoShows(rest.server.db, key.tenantNo, row.customerId);
    return { status: 200, body: { entry: entryViewOf(row, await rest.places.named(key, row.locationId), noShows) } };
  },
});

export const waitlistOperations = [join, get];

function entryViewOf(row: WaitlistEntryRow, catalogue: Catalogue, noShows: number): EntryView {
  const { timeZone } = catalogue.location;
  return {
    id: row.id,
    status: row.status,
    location: row.locationId,
    service: row.serviceId,
    from: localTime(row.from, timeZone),
    to: localTime(row.to, timeZone),
    resources: row.resourceIds,
    partySize: row.partySize,
    customer: { id: row.customerId, name: row.customerName },
    paused: row.status === 'waiting' && isPaused(catalogue, row),
    requires: noShowRule(catalogue.services.get(row.serviceId)?.noShowPolicy, noShows),
    offer: offerOf(row, timeZone),
    booking: row.bookingId,
    joinedAt: localTime(row.joinedAt, timeZone),
    ...clocksWhereTheyDiffer({ start: row.from, end: row.to }, timeZone, row.customerTimeZone),
  };
}

function offerOf({ holdId, offerUntil, offer, customerTimeZone }: WaitlistEntryRow, timeZone: string): EntryView['offer'] {
  if (holdId === null || offerUntil === null || !offer) return null;
  return {
    hold: holdId,
    start: localTime(offer.start, timeZone),
    end: localTime(offer.end, timeZone),
    resources: offer.resourceIds,
    heldUntil: localTime(offerUntil, timeZone),
    ...clocksWhereTheyDiffer(offer, timeZone, customerTimeZone),
  };
}
