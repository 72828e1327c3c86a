import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import type { Command } from '@holdfast/protocol/commands';
import { protocolVersion } from '@holdfast/protocol/protocol-version';
import type { TerminalScope } from '@holdfast/server/access/scope';
import { commandsRouter } from '@holdfast/server/api/trpc/commands';
import { callerFactory, type RequestContext } from '@holdfast/server/api/trpc/procedures';
import { CommitGroups } from '@holdfast/server/commands/commit-groups';
import { createGateway } from '@holdfast/server/commands/location-gateway';
import { submitBatch } from '@holdfast/server/commands/submit-batch';
import { createServer } from '@holdfast/server/server';
import type { BenchLocation, BenchWorld } from './bench-world.ts';
import { committed } from './http-load.ts';
import { RawCounter } from './raw-counter.ts';
import { fillPlan, recordPlan } from './recorded-plan.ts';
import { bookSlot } from './slots.ts';

/** One more of the things that a command goes through. */
export interface Layer {
  name: string;
  /** What it has that the one before has not; null: it stands beside the chain. */
  adds: string | null;
  /** The process that does it; null: this one. */
  pid: number | null;
  /** Books a free hour of the house; answers whether it was committed. */
  book(location: BenchLocation, slot: number, client: number): Promise<boolean>;
}

/** From the driver to the server as it ships, each layer with those before it. `undo` takes apart what they need. */
export async function openLayers(world: BenchWorld, clients: number, undo: AsyncDisposableStack): Promise<Layer[]> {
  const { db, tenantNo } = world;
  const server = createServer(db, { log: pino({ level: 'silent' }), publicUrl: world.origin });
  undo.defer(() => server.feedWatch.close());
  const single = createGateway({ db, feedWatch: server.feedWatch, now: Date.now, onTransient: () => {}, groups: CommitGroups.single(db) });
  const submitter = (location: BenchLocation) => ({ tenantNo, terminalId: null, outboxId: null, locationId: location.id });
  const cookies = new Map<BenchLocation, string>();
  for (const location of world.locations) cookies.set(location, await world.enrolCookie(location));
  const terminal = await terminalsOf(world);
  // As it comes out of a request: parsed, and nobody knows yet what it is.
  const input = (command: Command) => ({ protocol: protocolVersion, outboxId, commands: [JSON.parse(JSON.stringify(command)) as unknown] });
  const outboxId = randomUUID();
  const createCaller = callerFactory(commandsRouter);

  return [
    { name: 'driver: pg, pool of 8', adds: 'driver', pid: null, book: await driver(world) },
    {
      name: 'gateway, a transaction each',
      adds: 'decision and queue',
      pid: null,
      book: async (location, slot) => (await single.submit(submitter(location), bookSlot(world, location, slot))).status === 'committed',
    },
    {
      name: 'gateway, in groups',
      adds: 'groups',
      pid: null,
      book: async (location, slot) => (await server.gateway.submit(submitter(location), bookSlot(world, location, slot))).status === 'committed',
    },
    {
      name: '… and schemas',
      adds: 'schemas',
      pid: null,
      book: async (location, slot) => committed(await submitBatch(server, terminal(location), input(bookSlot(world, location, slot)))),
    },
    {
      name: '… and tRPC',
      adds: 'tRPC',
      pid: null,
      async book(location, slot) {
        // The procedure looks at the terminal only; request and reply are there for those that set cookies.
        const context = { server, terminal: terminal(location), staff: null } as unknown as RequestContext;
        return committed(await createCaller(context).submit(input(bookSlot(world, location, slot))));
      },
    },
    await thinHttp(world, clients, undo),
    await productSingle(world, cookies, clients, undo),
    product({ name: 'the server as it ships', adds: 'HTTP, sessions and the load', pid: world.server.pid }, world.origin, world, cookies, clients, undo),
  ];
}

/** The terminal that stands at a location, as the session gate would know it. */
async function terminalsOf({ db, tenantNo }: BenchWorld): Promise<(location: BenchLocation) => TerminalScope> {
  const { rows } = await db.readAs(tenantNo, (client) =>
    client.query<{ terminalId: string; locationId: string }>('select terminal_id as "terminalId", location_id as "locationId" from terminal where tenant_no = $1', [tenantNo]),
  );
  const scopes = new Map(rows.map(({ terminalId, locationId }) => [locationId, { tenantNo, terminalId, terminalName: 'Bench', locationId }]));
  return ({ id }) => {
    const scope = scopes.get(id);
    if (!scope) throw new Error('No terminal at that house');
    return scope;
  };
}

/** Plans of the same shape from the same pool: what node-postgres reaches. */
async function driver(world: BenchWorld): Promise<Layer['book']> {
  const [first] = world.locations;
  if (!first) throw new Error('No house to book');
  const template = await recordPlan(world.db, world.tenantNo, bookSlot(world, first, 0));
  const { rows } = await world.db.readAs(world.tenantNo, (client) =>
    client.query<{ id: string; version: number }>('select location_id as id, catalogue_version as version from feed_head where tenant_no = $1', [world.tenantNo]),
  );
  const versions = new Map(rows.map(({ id, version }) => [id, version]));
  return async (location, slot) => {
    const { id, args } = bookSlot(world, location, slot);
    const room = location.rooms.find((each) => each.id === args.resourceIds[0]);
    const plan = fillPlan(template, {
      command: id,
      booking: args.bookingId,
      location: location.id,
      catalogue: versions.get(location.id) ?? 0,
      resource: room?.id ?? '',
      resourceNo: room?.no ?? 0,
      start: args.start,
      end: args.end ?? '',
      reference: args.bookingId.slice(0, 12),
    });
    const answer = await world.db.query<{ outcome: { status: string } }>({
      name: 'apply_plan',
      text: 'select gateway.apply_plan($1, $2) as outcome',
      values: [world.tenantNo, plan],
    });
    return answer.rows[0]?.outcome.status === 'committed';
  };
}

async function thinHttp(world: BenchWorld, clients: number, undo: AsyncDisposableStack): Promise<Layer> {
  const { pid, origin } = await forked('thin-server.ts', { url: world.url, tenantNo: world.tenantNo }, undo);
  const counters = Array.from({ length: clients }, () => new RawCounter(origin, ''));
  undo.defer(() => counters.forEach((counter) => counter.close()));
  return {
    name: 'gateway, in groups, behind node:http',
    adds: null,
    pid,
    book: async (location, slot, client) => committed(await counters[client]!.submit(bookSlot(world, location, slot))),
  };
}

/** A server of the bench's own in a process of its own, which ends with this one. */
async function forked(file: string, told: object, undo: AsyncDisposableStack): Promise<{ pid: number | null; origin: string }> {
  const child: ChildProcess = fork(fileURLToPath(new URL(file, import.meta.url)));
  undo.defer(async () => {
    child.disconnect();
    await once(child, 'exit');
  });
  child.send(told);
  const [port] = (await once(child, 'message')) as [number];
  return { pid: child.pid ?? null, origin: `http://127.0.0.1:${port}` };
}

type Cookies = ReadonlyMap<BenchLocation, string>;

async function productSingle(world: BenchWorld, cookies: Cookies, clients: number, undo: AsyncDisposableStack): Promise<Layer> {
  const { pid, origin } = await forked('single-server.ts', { url: world.url, publicUrl: world.origin }, undo);
  return product({ name: 'the server, a transaction each', adds: null, pid }, origin, world, cookies, clients, undo);
}

function product(
  layer: Omit<Layer, 'book'>,
  origin: string,
  world: BenchWorld,
  cookies: Cookies,
  clients: number,
  undo: AsyncDisposableStack,
): Layer {
  const counters = new Map<BenchLocation, RawCounter[]>();
  undo.defer(() => [...counters.values()].flat().forEach((counter) => counter.close()));
  for (const [location, cookie] of [...cookies].slice(0, clients)) {
    counters.set(location, Array.from({ length: Math.ceil(clients / world.locations.length) }, () => new RawCounter(origin, cookie)));
  }
  return {
    ...layer,
    async book(location, slot, client) {
      const counter = counters.get(location)?.[Math.floor(client / world.locations.length)];
      if (!counter) throw new Error('No counter in that house');
      return committed(await counter.submit(bookSlot(world, location, slot)));
    },
  };
}
