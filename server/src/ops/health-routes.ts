import type { FastifyInstance } from 'fastify';
import type { Server } from '../server.ts';

/** `/healthz`: the process answers. `/readyz`: it can also reach its database. */
export function registerHealthRoutes(app: FastifyInstance, { db }: Pick<Server, 'db'>): void {
  app.get('/healthz', async (_, reply) => reply.header('cache-control', 'no-store').send({ ok: true }));
  app.get('/readyz', async (_, reply) => {
    const ready = await db.pool.query('select 1').then(
      () => true,
      () => false,
    );
    return reply.code(ready ? 200 : 503).header('cache-control', 'no-store').send({ ok: ready });
  });
}
