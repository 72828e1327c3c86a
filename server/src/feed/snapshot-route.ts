import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { uuid } from '@holdfast/protocol/values';
import type { TerminalScope } from '../access/scope.ts';
import type { Server } from '../server.ts';
import { snapshot } from './snapshot.ts';

/** Years that bookings can have; PostgreSQL and JavaScript do not write the others alike. */
const date = z.iso.date().refine((day) => day >= '1970' && day < '2200');
const query = z.object({ location: uuid, from: date, to: date });
/** A terminal caches −7…+60 days; a little more leaves room for a wider window in an older client. */
const daysMax = 100;

/** `GET /sync/snapshot`: NDJSON of `SnapshotLine`. */
export function registerSnapshotRoute(
  app: FastifyInstance,
  server: Server,
  terminalOf: (request: FastifyRequest) => Promise<TerminalScope | null>,
): void {
  app.get('/sync/snapshot', async (request, reply) => {
    const terminal = await terminalOf(request);
    if (!terminal) return reply.code(401).send({ message: 'This terminal is not enrolled.' });
    const parsed = query.safeParse(request.query);
    if (!parsed.success)
      return reply.code(400).send({ message: 'Give location (uuid), from and to (YYYY-MM-DD, 1970 to 2199).' });
    const { location, from, to } = parsed.data;
    const days = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
    if (days < 1 || days > daysMax)
      return reply.code(400).send({ message: `Ask for 1 to ${daysMax} days.` });
    const lines =
      location === terminal.locationId
        ? await snapshot(server.db, terminal.tenantNo, { locationId: location, from, to, now: server.now() })
        : null;
    if (!lines) return reply.code(404).send({ message: 'There is no such location.' });
    const text = lines.values().map((line) => `${JSON.stringify(line)}\n`);
    return reply.type('application/x-ndjson').header('cache-control', 'no-store').send(Readable.from(text));
  });
}
