import { z } from 'zod';
import type { HoldRow } from '@holdfast/protocol/rows';
import { uuid } from '@holdfast/protocol/values';
import { reachableHold } from '../../access/reachable-sql.ts';
import { holdViewOf } from './booking-view.ts';
import { customerInputOf } from './customer-identity.ts';
import { operation, type Call, type Rest } from './operation.ts';
import { wishNamed } from './places.ts';
import { notFound } from './problem.ts';
import { askedTime, customer, holdView, partySize, reference } from './schemas.ts';
import { commandIdOf, idFor, sendCommand, sentAnswer } from './send-command.ts';

const byId = z.strictObject({ id: uuid });
const holdAnswer = z.object({ hold: holdView });

export const holdOperations = [
  operation({
    id: 'placeHold',
    method: 'POST',
    path: '/holds',
    summary: 'Keep a time while somebody decides',
    description: "For as long as the key's channel may; `expiresAt` is exact. Confirm it with POST /bookings.",
    body: z.strictObject({
      location: reference,
      service: reference,
      start: askedTime,
      resources: z.array(reference).max(8).optional().meta({ description: 'Those that have to be it; what the service needs beside them is picked.' }),
      customer: customer.optional().meta({ description: 'Whom it is for: told when a manager takes the time back.' }),
      partySize,
    }),
    idempotencyKey: 'required',
    refusable: true,
    answers: { status: 201, schema: holdAnswer },
    async handle(rest, call) {
      const { key, body } = call;
      const catalogue = await rest.places.named(key, body.location);
      const commandId = commandIdOf(call);
      const sent = await sendCommand(rest, key, catalogue, {
        commandId,
        kind: 'place_hold',
        args: {
          holdId: idFor(commandId, 'hold'),
          ...wishNamed(catalogue, body),
          start: body.start,
          ...(body.customer === undefined ? {} : { customer: customerInputOf(key, commandId, body.customer) }),
        },
      });
      const hold = holdViewOf(sent.row as HoldRow, catalogue);
      return sentAnswer(201, { hold }, sent, { location: `/api/v1/holds/${hold.id}` });
    },
  }),

  operation({
    id: 'getHold',
    method: 'GET',
    path: '/holds/{id}',
    summary: 'A hold as it is now',
    params: byId,
    answers: { status: 200, schema: holdAnswer },
    async handle(rest, call) {
      const { row, catalogue } = await reached(rest, call);
      return { status: 200, body: { hold: holdViewOf(row, catalogue) } };
    },
  }),

  operation({
    id: 'extendHold',
    method: 'POST',
    path: '/holds/{id}/extend',
    summary: "A live hold lives its channel's time again, from now",
    description: 'Twice at most for visitors and agents: others wait for the time.',
    params: byId,
    idempotencyKey: 'optional',
    refusable: true,
    answers: { status: 200, schema: holdAnswer },
    async handle(rest, call) {
      const { sent, catalogue } = await change(rest, call, 'extend_hold');
      return sentAnswer(200, { hold: holdViewOf(sent.row as HoldRow, catalogue) }, sent);
    },
  }),

  operation({
    id: 'releaseHold',
    method: 'DELETE',
    path: '/holds/{id}',
    summary: 'Give a hold back',
    params: byId,
    idempotencyKey: 'optional',
    refusable: true,
    answers: { status: 200, schema: holdAnswer },
    async handle(rest, call) {
      const { sent, row, catalogue } = await change(rest, call, 'release_hold');
      // The record has no row of a release; released is where a hold ends, so nothing of this can change.
      return sentAnswer(200, { hold: { ...holdViewOf(row, catalogue), status: 'released' } }, sent);
    },
  }),
];

type HoldCall = Call<{ id: string }, unknown, unknown>;

async function change(rest: Rest, call: HoldCall, kind: 'extend_hold' | 'release_hold') {
  const { row, catalogue } = await reached(rest, call);
  const sent = await sendCommand(rest, call.key, catalogue, { commandId: commandIdOf(call), kind, args: { holdId: row.id } });
  return { sent, row, catalogue };
}

async function reached(rest: Rest, { key, params }: Pick<HoldCall, 'key' | 'params'>) {
  const row = await reachableHold(rest.server.db, key, params.id);
  if (!row) throw notFound('There is no such hold at the locations of this key.');
  return { row, catalogue: await rest.places.named(key, row.locationId) };
}
