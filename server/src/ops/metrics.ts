import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { CommandKind } from '@holdfast/protocol/commands';
import type { Gateway } from '../commands/gateway.ts';
import type { Database } from '../db/database.ts';

/** What a node counts of itself, for Prometheus. Names no tenant, no person and no booking. */
export interface Metrics {
  /** The same gateway, counted and timed. */
  metered(gateway: Gateway): Gateway;
  /** A serialization failure or deadlock that was tried again: more than a few is something to look at. */
  countRetry(kind: CommandKind): void;
  /** Seconds from the request to the end of its answer; `route` as it is registered, never the path. */
  observeRequest(asked: { method: string; route: string; status: number }, seconds: number): void;
  /** Prometheus text format. */
  text(): Promise<string>;
  contentType: string;
}

/** Around the promises: a command is said to be quick below 30 and 50 ms, and a person notices from 100. */
const secondsBuckets = [0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Memory, event loop, garbage: of the process, however many nodes a test starts in it. */
let processRegistry: Registry | null = null;
function ofProcess(): Registry {
  if (!processRegistry) {
    processRegistry = new Registry();
    collectDefaultMetrics({ register: processRegistry });
  }
  return processRegistry;
}

export function createMetrics({ pool }: Pick<Database, 'pool'>): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const commands = new Counter({
    name: 'holdfast_commands_total',
    help: 'Answered commands; reason is empty for committed ones. A repeat counts again.',
    labelNames: ['kind', 'channel', 'status', 'reason'],
    registers,
  });
  const unanswered = new Counter({ name: 'holdfast_commands_unanswered_total', help: 'Commands whose outcome is not known: sent again by whoever sent them.', labelNames: ['kind'], registers });
  const retries = new Counter({ name: 'holdfast_command_retries_total', help: 'Serialization failures and deadlocks that were tried again.', labelNames: ['kind'], registers });
  const commandSeconds = new Histogram({ name: 'holdfast_command_seconds', help: 'From the gateway to the answer.', labelNames: ['kind', 'status'], buckets: secondsBuckets, registers });
  const requestSeconds = new Histogram({ name: 'holdfast_request_seconds', help: 'HTTP requests, event streams left out.', labelNames: ['method', 'route', 'status'], buckets: secondsBuckets, registers });
  new Gauge({
    name: 'holdfast_database_connections',
    help: 'Of the pool; waiting: requests in line for one.',
    labelNames: ['state'],
    registers,
    collect() {
      this.set({ state: 'busy' }, pool.totalCount - pool.idleCount);
      this.set({ state: 'idle' }, pool.idleCount);
      this.set({ state: 'waiting' }, pool.waitingCount);
    },
  });

  return {
    metered: (gateway) => ({
      foresee: (submitter, command) => gateway.foresee(submitter, command),
      async submit(submitter, command) {
        const { kind, channel } = command;
        const from = performance.now();
        try {
          const outcome = await gateway.submit(submitter, command);
          const { status } = outcome;
          commands.inc({ kind, channel, status, reason: status === 'refused' ? outcome.reason : '' });
          commandSeconds.observe({ kind, status }, (performance.now() - from) / 1_000);
          return outcome;
        } catch (fault) {
          unanswered.inc({ kind });
          throw fault;
        }
      },
    }),
    countRetry: (kind) => retries.inc({ kind }),
    observeRequest: (asked, seconds) => requestSeconds.observe(asked, seconds),
    text: () => Registry.merge([ofProcess(), registry]).metrics(),
    contentType: registry.contentType,
  };
}

/** `GET /metrics`, and a look at every other request on its way out. */
export function registerMetrics(app: FastifyInstance, metrics: Metrics): void {
  app.addHook('onResponse', async (request, reply) => {
    // A stream lasts as long as somebody looks; an unknown path could be any number of names.
    const route = request.routeOptions.url;
    if (route === undefined || request.headers.accept?.includes('text/event-stream')) return;
    metrics.observeRequest({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1_000);
  });
  app.get('/metrics', async (_, reply) =>
    reply.type(metrics.contentType).header('cache-control', 'no-store').send(await metrics.text()),
  );
}
