import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { text, uuid } from '@holdfast/protocol/values';
import { reachableBooking } from '../../access/reachable-sql.ts';
import type { KeyScope } from '../../access/scope.ts';
import { canonicalJson } from '../../commands/fingerprint.ts';
import { readRecordedAnswer } from '../../commands/recorded-answer.ts';
import { insertEscalation, readEscalationTime } from '../../escalations/escalation-sql.ts';
import { localTime } from '../../locations/local-time.ts';
import { operation, type Rest } from './operation.ts';
import { keyReused, notFound } from './problem.ts';
import { customer, reference } from './schemas.ts';
import { commandIdOf, idFor, sentAnswer } from './send-command.ts';

const escalationView = z
  .object({
    id: uuid,
    reason: z.string(),
    location: uuid.nullable(),
    booking: uuid.nullable(),
    createdAt: z.iso.datetime({ offset: true }),
  })
  .meta({ id: 'Escalation' });

const body = z.strictObject({
  reason: text(500)
    .refine((given) => given.trim().length > 0, 'Say why a person is needed.')
    .meta({ description: 'Why a person is needed, in one sentence.' }),
  transcript: text(50_000).optional().meta({ description: 'What was said so far, where the person needs it. Leave out what is nobody’s business.' }),
  customer: customer.optional(),
  booking: uuid.optional(),
  location: reference.optional().meta({ description: "Left out: the booking's, or the key's only one." }),
});

export const escalationOperation = operation({
  id: 'escalate',
  method: 'POST',
  path: '/escalations',
  summary: 'Hand the conversation to a person',
  description: 'For what a program should not decide: something urgent or clinical, a complaint, a customer who asks for somebody.',
  body,
  idempotencyKey: 'optional',
  answers: { status: 201, schema: z.object({ escalation: escalationView }) },
  async handle(rest, call) {
    const { server } = rest;
    const { key, body: asked } = call;
    const place = await placeOf(rest, key, asked);
    const commandId = commandIdOf(call);
    const escalationId = idFor(commandId, 'escalation');
    const fingerprint = createHash('sha256').update(canonicalJson({ kind: 'escalate', asked })).digest('hex');
    const outboxId = randomUUID();
    const stored = await insertEscalation(
      server.db,
      key.tenantNo,
      { id: commandId, fingerprint, outboxId },
      {
        escalationId,
        locationId: place?.id ?? null,
        bookingId: asked.booking ?? null,
        actorId: key.keyId,
        channel: key.channel,
        reason: asked.reason,
        transcript: asked.transcript ?? null,
        customerName: asked.customer?.name ?? null,
        customerPhone: asked.customer?.phone ?? null,
        customerEmail: asked.customer?.email ?? null,
      },
    );
    if (stored === 'known' && (await readRecordedAnswer(server.db, key.tenantNo, commandId))?.fingerprint !== fingerprint)
      throw keyReused();
    const createdAt = await readEscalationTime(server.db, key.tenantNo, escalationId);
    if (createdAt === null) throw new Error(`Escalation ${escalationId} was stored and is not there`);
    const escalation: z.infer<typeof escalationView> = {
      id: escalationId,
      reason: asked.reason,
      location: place?.id ?? null,
      booking: asked.booking ?? null,
      createdAt: localTime(createdAt, place?.timeZone ?? 'UTC'),
    };
    return sentAnswer(201, { escalation }, { replayed: stored === 'known' });
  },
});

/** Where it belongs: as named, else of the booking, else the key's only location. Throws a 404 problem. */
async function placeOf({ server, places }: Rest, key: KeyScope, asked: z.infer<typeof body>): Promise<{ id: string; timeZone: string } | null> {
  const named = asked.location === undefined ? null : (await places.named(key, asked.location)).location;
  const booking = asked.booking === undefined ? null : await reachableBooking(server.db, key, asked.booking);
  if (asked.booking !== undefined && (!booking || (named && booking.locationId !== named.id)))
    throw notFound('There is no such booking at the locations of this key.');
  if (named) return named;
  const id = booking?.locationId ?? (key.locations.length === 1 ? key.locations[0]?.id : undefined);
  return id === undefined ? null : (await places.named(key, id)).location;
}
