import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Paths that belong to programs: what is missing there is JSON, never the desk's page. */
const programs = /^\/(trpc|sync|api|mcp|healthz|readyz|metrics)(\/|\?|$)/;

/**
 * The front desk at `/`. Built files carry a hash in their name and are kept for ever; the page and the
 * service worker are asked for anew each time, so an update arrives with the next opening.
 */
export async function registerFrontDesk(
  app: FastifyInstance,
  directory: string | null,
  errorBody: (url: string, status: number, message: string) => object,
): Promise<void> {
  const built = directory !== null && existsSync(join(directory, 'index.html'));
  if (built)
    await app.register(fastifyStatic, {
      root: directory,
      cacheControl: false,
      dotfiles: 'ignore',
      setHeaders(reply, path) {
        const hashed = path.startsWith(join(directory, 'assets'));
        reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  app.setNotFoundHandler((request, reply) => {
    const wantsPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
    if (wantsPage && !programs.test(request.url)) {
      if (built) return reply.sendFile('index.html');
      return reply.code(503).type('text/plain').send('The front desk is not built. Run: pnpm build\n');
    }
    return reply.code(404).send(errorBody(request.url, 404, 'There is nothing here.'));
  });
}
