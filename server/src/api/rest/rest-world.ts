import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import type { NewKey } from '../../access/api-key-sql.ts';
import { createApiKey } from '../../access/create-api-key.ts';
import { buildApp } from '../../app.ts';
import { createTestWorld, type TestWorld } from '../../commands/test-world.ts';
import type { TestDatabase } from '../../db/test-database.ts';
import { createServer, type Server } from '../../server.ts';

/** An answer of the API, as tests look at it. */
export interface RestAnswer {
  status: number;
  headers: Record<string, unknown>;
  /** Parsed; `text` is what was sent. */
  body: never;
  text: string;
}

export interface RestClient {
  key: string;
  keyId: string;
  get(path: string, headers?: Record<string, string>): Promise<RestAnswer>;
  /** With an Idempotency-Key of its own unless one is given; null sends none. */
  post(path: string, body?: unknown, options?: { key?: string | null; headers?: Record<string, string> }): Promise<RestAnswer>;
  put(path: string, body: unknown): Promise<RestAnswer>;
  delete(path: string, options?: { key?: string | null }): Promise<RestAnswer>;
}

/** A test world behind HTTP, and programs with keys to it. */
export interface RestWorld {
  world: TestWorld;
  server: Server;
  app: FastifyInstance;
  client(asked?: Partial<Omit<NewKey, 'keyId'>>): Promise<RestClient>;
  close(): Promise<void>;
}

export async function createRestWorld(database: TestDatabase, options: Parameters<typeof createTestWorld>[2] = {}): Promise<RestWorld> {
  const world = await createTestWorld(database.db, database.admin, options);
  const server = createServer(database.db, { log: pino({ level: 'silent' }), publicUrl: 'http://desk.test', now: () => world.clock.now });
  const app = await buildApp(server, { deskDirectory: null });
  return {
    world,
    server,
    app,
    async client(asked = {}) {
      const { key, keyId } = await createApiKey(database.db, {
        tenantNo: world.tenantNo,
        name: 'Test',
        channel: 'chat_ai',
        role: 'agent',
        locationIds: [world.locationId],
        ...asked,
      });
      return { key, keyId, ...callsOf(app, key) };
    },
    async close() {
      await app.close();
      server.feedWatch.close();
      world.feedWatch.close();
    },
  };
}

function callsOf(app: FastifyInstance, key: string): Pick<RestClient, 'get' | 'post' | 'put' | 'delete'> {
  const call = async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, headers: Record<string, string>, body?: unknown): Promise<RestAnswer> => {
    const response = await app.inject({
      method,
      url: `/api/v1${path}`,
      headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = response.body;
    return { status: response.statusCode, headers: response.headers, text, body: (text === '' ? null : JSON.parse(text)) as never };
  };
  const withKey = (given: string | null = randomUUID()): Record<string, string> => (given === null ? {} : { 'idempotency-key': given });
  return {
    get: (path, headers = {}) => call('GET', path, headers),
    post: (path, body, { key: given, headers = {} } = {}) => call('POST', path, { ...withKey(given), ...headers }, body),
    put: (path, body) => call('PUT', path, {}, body),
    delete: (path, { key: given } = {}) => call('DELETE', path, withKey(given)),
  };
}
