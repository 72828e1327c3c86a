import { z } from 'zod';
import { commandArgs } from '@holdfast/protocol/commands';
import { commandSchemaVersion } from '@holdfast/protocol/protocol-version';
import { toWire } from '@holdfast/domain/instant';
import { uuid } from '@holdfast/protocol/values';
import { mintUuid } from '@holdfast/protocol/uuid';
import type { Command } from '@holdfast/protocol/commands';
import type { Foreseen } from '../../commands/gateway.ts';
import { editableFields } from '../../series/kept-fields.ts';
import { seriesDates, type SeriesDate } from '../../series/series-dates.ts';
import { router, terminalProcedure } from './procedures.ts';

const question = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('create_series'), args: commandArgs.create_series }),
  z.object({ kind: z.literal('move_series'), args: commandArgs.move_series }),
]);

/** `askedBy`: a manager who agreed to it, where whoever is signed in may not; known here, as with any command. */
const asked = z.intersection(z.object({ askedBy: uuid.optional() }), question);

const { seriesId, bookingId, scope } = commandArgs.edit_series.shape;
/** `fields`: what an edit is to change; none for a cancellation. */
const datesAsked = z.object({ seriesId, bookingId, scope, fields: z.array(z.enum(editableFields)).max(editableFields.length) });

export const seriesRouter = router({
  /** Which bookings an edit or a cancellation would be about, each as it is now. */
  dates: terminalProcedure.input(datesAsked).query(async ({ ctx, input }): Promise<{ dates: SeriesDate[] }> => {
    const { server, terminal } = ctx;
    const { tenantNo, locationId } = terminal;
    const reader = { tenantNo, catalogue: { location: { id: locationId } }, read: <T>(work: Parameters<typeof server.db.readOnce<T>>[1]) => server.db.readOnce(tenantNo, work) };
    return { dates: (await seriesDates(reader, input, server.now())) ?? [] };
  }),
  /** What each date would get, before anybody says yes. */
  preview: terminalProcedure.input(asked).query(async ({ ctx, input }): Promise<Foreseen> => {
    const { server, terminal, staff } = ctx;
    const now = server.now();
    const { askedBy, ...wish } = input;
    const agreed = askedBy !== undefined && (await server.gate.isProven(terminal, askedBy)) ? askedBy : undefined;
    const command: Command = {
      id: mintUuid(now),
      seq: 1,
      schema: commandSchemaVersion,
      locationId: terminal.locationId,
      actorId: agreed ?? staff?.staffId ?? mintUuid(now),
      channel: 'desk',
      sawVersion: 0,
      tappedAt: toWire(now),
      ...wish,
    };
    return server.gateway.foresee({ ...terminal, outboxId: null }, command);
  }),
});
