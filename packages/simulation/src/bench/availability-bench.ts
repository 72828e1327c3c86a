import type { TimeRange } from '@holdfast/domain/time-range';
import { createApiKey } from '@holdfast/server/access/create-api-key';
import { ClaimLooks } from '@holdfast/server/availability/claim-looks';
import type { ClaimSource } from '@holdfast/server/availability/claim-source';
import { findSlots } from '@holdfast/server/availability/find-slots';
import { CatalogueCache } from '@holdfast/server/locations/catalogue';
import { defaultShape } from '@holdfast/server/ops/seed-shape';
import { ServerProcess } from '../drills/server-process.ts';
import { startBenchCluster } from './bench-cluster.ts';
import type { Bench } from './bench-options.ts';
import { pgbenchScript, requirePgbench } from './pgbench.ts';
import { RawRest } from './raw-rest.ts';
import { openSeededWorld, type SeededWorld } from './seeded-world.ts';
import { median, ms, percentile, type Finding } from './statistics.ts';

const dayMs = 86_400_000;
/** Every opening of the week: what a page asks for that shows them all, and more than most do. */
const limit = 500;

/** What is free in a week at a location of 40 resources, in a business with a million claims. */
export const benchAvailability: Bench = async ({ say, short, cluster: given, claims }) => {
  await requirePgbench();
  const shape = short ? { locations: 2, resources: 3 } : defaultShape;
  const bookings = claims?.[0] ?? (short ? 600 : 1_000_000);
  const questions = short ? 20 : 1_000;
  await using undo = new AsyncDisposableStack();
  const cluster = given ?? (await startBenchCluster());
  if (!given) undo.defer(() => cluster.close());
  say(`Seeding ${bookings} bookings …`);
  const world = await openSeededWorld(cluster, { ...shape, bookings }, say);
  undo.defer(() => world.close());
  const server = await ServerProcess.start(world.url);
  undo.defer(() => server.stop());
  const { key } = await createApiKey(world.db, {
    tenantNo: world.tenantNo,
    name: 'Bench',
    channel: 'web',
    role: 'agent',
    locationIds: world.locations.map(({ id }) => id),
  });
  const rest = new RawRest(server.origin, key);
  undo.defer(() => rest.close());

  say(`Asking ${questions} times …`);
  const catalogues = new CatalogueCache(world.db);
  const looks = new ClaimLooks(world.db);
  const whole: number[] = [];
  const reading: number[] = [];
  const http: number[] = [];
  let found = 0;
  for (let question = -world.locations.length; question < questions; question++) {
    const { location, week } = ask(world, question + world.locations.length);
    const catalogue = await catalogues.get(world.tenantNo, location.id);
    const service = catalogue?.services.get(location.serviceId);
    if (!catalogue || !service) throw new Error('The location has no service');
    let readMs = 0;
    const claims: ClaimSource = async (resourceNos, range) => {
      const startedAt = performance.now();
      const found = await looks.of(world.tenantNo)(resourceNos, range);
      readMs += performance.now() - startedAt;
      return found;
    };
    const startedAt = performance.now();
    const slots = await findSlots({ claims, catalogue, now: Date.now() }, { service, range: week, partySize: 1, channel: 'web', limit });
    const wholeMs = performance.now() - startedAt;

    const sentAt = performance.now();
    const [from = '', to = ''] = [week.start, week.end].map((instant) => new Date(instant).toISOString());
    const told = await rest.look({ location: location.id, service: service.id, from, to, limit });
    const httpMs = performance.now() - sentAt;
    if (told.length !== slots.length) throw new Error(`REST tells ${told.length} openings of ${slots.length}`);
    if (question < 0) continue; // catalogues, plans and code still cold
    whole.push(wholeMs);
    reading.push(readMs);
    http.push(httpMs);
    found += slots.length;
  }
  const sql = await pgbenchScript(world.url, readScript(world), { clients: 1, seconds: 5, eachLatency: true, short });
  const where = `a week, ${shape.resources} resources, ${world.claims} claims in the business`;
  return [
    finding(`availability: ${where}`, whole, sql.latenciesMs, `of it reading p50 ${ms(median(reading))}; ${Math.round(found / questions)} openings`),
    finding('availability: the same by REST', http, sql.latenciesMs),
  ];
};

/** Each of the weeks of the four that are filled ahead, at one location after the other. */
function ask(world: SeededWorld, number: number): { location: SeededWorld['locations'][number]; week: TimeRange } {
  const location = world.locations[number % world.locations.length];
  if (!location) throw new Error('No location to ask about');
  const start = Date.parse(world.since) + (1 + (number % 20)) * dayMs;
  return { location, week: { start, end: start + 7 * dayMs } };
}

/** The machine's own limit: the claims that must be looked at, read by PostgreSQL for nobody. */
function readScript(world: SeededWorld): string {
  const [location] = world.locations;
  return `\\set day random(1, 20)
select resource_no, lane, starts_at, ends_at, owner_kind, owner_id, yields from claim
  where tenant_no = ${world.tenantNo} and resource_no = any(array[${location?.rooms.map(({ no }) => no).join(', ')}]::bigint[]) and released_at is null
    and starts_at >= '${world.since}'::timestamptz + :day * interval '1 day'
    and starts_at < '${world.since}'::timestamptz + (:day + 7) * interval '1 day';
`;
}

function finding(what: string, samples: readonly number[], limitMs: readonly number[], more = ''): Finding {
  const p95 = percentile(samples, 0.95);
  return {
    what,
    measured: `p95 ${ms(p95)} (p50 ${ms(median(samples))}, n ${samples.length}${more ? `; ${more}` : ''})`,
    beside: `${(p95 / percentile(limitMs, 0.95)).toFixed(1)} × pgbench reading the week's claims (p95 ${ms(percentile(limitMs, 0.95))})`,
    target: 'p95 ≤ 50 ms',
    met: p95 <= 50,
  };
}
