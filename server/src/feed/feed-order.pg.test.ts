import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toWire } from '@holdfast/domain/instant';
import type { Change, PullAnswer } from '@holdfast/protocol/sync';
import { createGateway } from '../commands/location-gateway.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { connect, type Database } from '../db/database.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { pull } from './pull.ts';

let database: TestDatabase;
/** A node each: what one commits, the others do not know of. */
let nodes: Database[];
beforeAll(async () => {
  database = await createTestDatabase();
  nodes = Array.from({ length: 4 }, () => connect(database.url, 4));
});
afterAll(() => Promise.all(nodes.map((node) => node.close())));

type Delta = Extract<PullAnswer, { kind: 'delta' }>;

/** A reader that keeps all it was told, and checks that each page continues the one before. */
class Reader {
  cursor = 0;
  head = 0;
  readonly seen: Change[] = [];
  readonly #db: Database;
  readonly #world: TestWorld;
  readonly #epoch: string;

  constructor(db: Database, world: TestWorld, epoch: string) {
    this.#db = db;
    this.#world = world;
    this.#epoch = epoch;
  }

  async read(): Promise<Delta> {
    const answer = await pull(
      this.#db,
      this.#world.tenantNo,
      { locationId: this.#world.locationId, epoch: this.#epoch, cursor: this.cursor, replicaSchema: 1 },
      0,
    );
    if (answer?.kind !== 'delta') throw new Error(`Answered ${JSON.stringify(answer)}`);
    const versions = answer.changes.map(({ version }) => version);
    assert.deepEqual(versions, versions.toSorted((a, b) => a - b));
    assert.ok(versions.every((version) => version > this.cursor && version <= answer.to));
    assert.ok(answer.to >= this.cursor);
    assert.ok(answer.head >= Math.max(answer.to, this.head));
    this.cursor = answer.to;
    this.head = answer.head;
    this.seen.push(...answer.changes);
    return answer;
  }

  async readToHead(): Promise<void> {
    do await this.read();
    while (this.cursor < this.head);
  }
}

/** All that was ever committed, in feed order. */
async function written(world: TestWorld): Promise<Change[]> {
  const { rows } = await database.admin.query<Change>(
    `select version, entity, entity_id as id, row from change where tenant_no = $1 order by version, idx`,
    [world.tenantNo],
  );
  return rows;
}

async function epochOf(world: TestWorld): Promise<string> {
  const { rows } = await database.admin.query<{ epoch: string }>('select epoch from feed_head where tenant_no = $1', [world.tenantNo]);
  return rows[0]?.epoch ?? '';
}

test('readers that poll while four nodes write miss nothing and see nothing twice', async () => {
  const world = await createTestWorld(database.db, database.admin);
  const epoch = await epochOf(world);
  const gateways = nodes.map((db) =>
    createGateway({ db, feedWatch: world.feedWatch, now: () => world.clock.now, onTransient: (fault) => world.transients.push(fault) }),
  );
  const writers = gateways.flatMap((gateway, node) =>
    Array.from({ length: 3 }, async (_, writer) => {
      for (let turn = 0; turn < 20; turn++) {
        // Some win, some lose and hold alternatives, some refusals leave no row at all.
        const start = toWire(Date.parse('2026-12-02T08:00:00Z') + ((turn * 3 + writer) % 30) * 30 * 60_000);
        const command =
          turn % 5 === 4
            ? world.command('arrive_booking', { bookingId: randomUUID() })
            : world.command('create_booking', {
                bookingId: randomUUID(),
                serviceId: world.services.hour,
                start,
                resourceIds: [world.rooms[(node + turn) % 3] ?? ''],
                customer: turn % 2 === 0 ? { id: randomUUID(), name: `Guest ${turn}` } : null,
              });
        await gateway.submit(world.submitter, command);
      }
    }),
  );
  let writing = true;
  const readers = nodes.map((db) => new Reader(db, world, epoch));
  let overtaken = 0;
  const reading = readers.map(async (reader) => {
    while (writing) {
      const { changes } = await reader.read();
      if (changes.length > 0 && writing) overtaken++;
    }
    await reader.readToHead();
  });
  await Promise.all(writers).finally(() => (writing = false));
  await Promise.all(reading);

  const all = await written(world);
  expect(overtaken).toBeGreaterThan(20);
  expect(world.transients).toEqual([]);
  for (const reader of readers) {
    expect(reader.head).toBe(240);
    expect(reader.seen).toEqual(all);
  }
  const { rows } = await database.admin.query(
    `select count(*)::int as events, count(distinct version)::int as versions, min(version)::int as first, max(version)::int as last
       from event where tenant_no = $1`,
    [world.tenantNo],
  );
  expect(rows).toEqual([{ events: 240, versions: 240, first: 1, last: 240 }]);
  world.feedWatch.close();
});

test('pages end on version boundaries, whatever the versions weigh', async () => {
  const world = await createTestWorld(database.db, database.admin);
  // Rows by version: none, one, exactly a page, more than a page in one version, and a long tail.
  const weights = [0, 1, 999, 0, 1000, 2500, 0, 3, ...Array.from({ length: 900 }, (_, n) => n % 4), 0, 0];
  await database.admin.query(
    `insert into change (tenant_no, location_id, version, idx, entity, entity_id, row)
     select $1, $2, version, idx, 'staff', gen_random_uuid(), '{}'
       from unnest($3::int[]) with ordinality as weight (rows, version), generate_series(1, rows) as idx`,
    [world.tenantNo, world.locationId, weights],
  );
  await database.admin.query('update feed_head set head = $2 where tenant_no = $1', [world.tenantNo, weights.length]);
  const reader = new Reader(database.db, world, await epochOf(world));
  const lastOfPages: number[] = [];
  do {
    const { changes } = await reader.read();
    lastOfPages.push(...changes.slice(-1).map(({ version }) => version));
  } while (reader.cursor < reader.head);
  // A version split over two pages would show as a cursor inside it, and its rest would be missing.
  expect(reader.seen).toEqual(await written(world));
  expect(reader.cursor).toBe(weights.length);
  expect(new Set(lastOfPages).size).toBe(lastOfPages.length);
  expect(lastOfPages.length).toBeGreaterThan(3);
  world.feedWatch.close();
});
