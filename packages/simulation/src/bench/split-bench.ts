import type { Bench } from './bench-options.ts';
import { openBenchWorld } from './bench-world.ts';
import { cpuMs, postgresPids } from './cpu-time.ts';
import { load } from './load.ts';
import { benchBookings, pgbench, preparePgbench, requirePgbench } from './pgbench.ts';
import { openLayers, type Layer } from './split-layers.ts';
import { median, ms, percentile, type Finding } from './statistics.ts';

/** What one run of a layer took of the machine, per command. */
interface Cost {
  perSecond: number;
  latencyMs: number;
  /** CPU in the process that serves; null where it cannot be asked. */
  nodeUs: number | null;
  /** CPU of the load, where that is another process. */
  clientUs: number | null;
  postgresUs: number | null;
}

/**
 * Where a command's time goes: the same bookings through more and more of the server, from the bare driver to HTTP,
 * in turns, each as a share of what pgbench reaches in the same turn.
 */
export const benchSplit: Bench = async ({ say, short, cluster, seconds = short ? 0.3 : 4 }) => {
  await requirePgbench();
  const clients = short ? 4 : 32;
  const houses = short ? 4 : 50;
  const repeats = short ? 1 : 5;
  say(`Preparing PostgreSQL, ${houses} houses and servers …`);
  await using undo = new AsyncDisposableStack();
  const world = await openBenchWorld(houses, cluster ? { cluster } : {});
  undo.defer(() => world.close());
  await preparePgbench(world, benchBookings(world));
  const layers = await openLayers(world, clients, undo);
  const next = new Map(world.locations.map((location) => [location, 0]));

  const once = async (layer: Layer, time: number): Promise<Cost> => {
    const before = await cpuOf(layer);
    const result = await load({ clients, seconds: time }, (client) => {
      const location = world.locations[client % houses]!;
      const slot = next.get(location) ?? 0;
      next.set(location, slot + 1);
      return layer.book(location, slot, client);
    });
    if (result.refused > 0) throw new Error(`${layer.name}: ${result.refused} bookings of free hours were refused`);
    const after = await cpuOf(layer);
    const each = (from: number | null, to: number | null) => (from === null || to === null ? null : ((to - from) * 1_000) / result.latenciesMs.length);
    return {
      perSecond: result.perSecond,
      latencyMs: percentile(result.latenciesMs, 0.5),
      nodeUs: each(before.node, after.node),
      clientUs: layer.pid === null ? null : each(before.own, after.own),
      postgresUs: each(before.postgres, after.postgres),
    };
  };
  const cpuOf = async ({ pid }: Pick<Layer, 'pid'>) => ({
    node: await cpuMs([pid ?? process.pid]),
    own: await cpuMs([process.pid]),
    postgres: await cpuMs(await postgresPids(world.db.pool)),
  });

  say('Warming …');
  for (const layer of layers) await once(layer, short ? 0.2 : 2);
  // Years that no policy lets the others reach.
  const firstSlot = 20_000_000;
  if (!short) await pgbench(world, { clients, seconds: 1, firstSlot });
  const limit: number[] = [];
  const costs = new Map(layers.map((layer): [Layer, Cost[]] => [layer, []]));
  for (let repeat = 1; repeat <= repeats; repeat++) {
    say(`Repeat ${repeat} of ${repeats} …`);
    limit.push((await pgbench(world, { clients, seconds, firstSlot, short })).perSecond);
    for (const layer of layers) costs.get(layer)?.push(await once(layer, seconds));
  }
  return [
    { what: `split, ${clients} clients on ${houses} houses: pgbench`, measured: `1.00 (${median(limit).toFixed(0)}/s)`, met: null },
    ...layers.map((layer) => finding(layer.name, costs.get(layer) ?? [], limit)),
    summary(layers, costs, limit),
  ];
};

function finding(name: string, costs: readonly Cost[], limit: readonly number[]): Finding {
  const ratio = median(costs.map(({ perSecond }, repeat) => perSecond / (limit[repeat] ?? Number.NaN)));
  const us = (cost: (each: Cost) => number | null): string => {
    const known = costs.map(cost).filter((value) => value !== null);
    return known.length === 0 ? 'unknown here' : `${median(known).toFixed(0)} µs`;
  };
  return {
    what: `split: ${name}`,
    measured: `${ratio.toFixed(2)} of pgbench (${median(costs.map(({ perSecond }) => perSecond)).toFixed(0)}/s, p50 ${ms(median(costs.map(({ latencyMs }) => latencyMs)))})`,
    beside:
      `CPU a command: serving process ${us(({ nodeUs }) => nodeUs)}, PostgreSQL ${us(({ postgresUs }) => postgresUs)}` +
      (costs.some(({ clientUs }) => clientUs !== null) ? `, load ${us(({ clientUs }) => clientUs)}` : ''),
    met: null,
  };
}

/** What each layer adds to the time between two commits; less than nothing where it saves some. */
function summary(layers: readonly Layer[], costs: ReadonlyMap<Layer, readonly Cost[]>, limit: readonly number[]): Finding {
  const usOf = (perSecond: readonly number[]): number => 1_000_000 / median(perSecond);
  const parts = [`PostgreSQL ${usOf(limit).toFixed(0)}`];
  let before = usOf(limit);
  for (const layer of layers) {
    if (layer.adds === null) continue;
    const us = usOf((costs.get(layer) ?? []).map(({ perSecond }) => perSecond));
    parts.push(`${layer.adds} ${us < before ? '−' : '+'}${Math.abs(us - before).toFixed(0)}`);
    before = us;
  }
  return { what: 'split: time between two commits', measured: `${before.toFixed(0)} µs = ${parts.join(', ')}`, met: null };
}
