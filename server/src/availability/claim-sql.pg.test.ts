import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { readClaims, type LiveClaim } from './claim-sql.ts';

let database: TestDatabase;
let world: TestWorld;
let resourceNos: number[];
beforeAll(async () => {
  database = await createTestDatabase();
  world = await createTestWorld(database.db, database.admin);
  world.feedWatch.close();
  const { rows } = await database.admin.query<{ no: number }>('select resource_no::int as no from resource where tenant_no = $1 order by position', [world.tenantNo]);
  resourceNos = rows.map(({ no }) => no);
});

const at = (wire: string): number => Date.parse(wire);

async function claim(place: number, start: string, end: string, more: { kind?: LiveClaim['ownerKind']; expires?: string; released?: boolean; lane?: number } = {}): Promise<string> {
  const id = randomUUID();
  await database.admin.query(
    `insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id, expires_at, released_at)
       values ($1, $2, $9, $3, $4, $5, $6, $7, $8)`,
    [world.tenantNo, resourceNos[place], start, end, more.kind ?? 'booking', id, more.expires ?? null, more.released ? '2026-12-01T00:00:00Z' : null, more.lane ?? 1],
  );
  return id;
}

const read = (places: readonly number[], start: string, end: string): Promise<LiveClaim[]> =>
  database.db.readAs(world.tenantNo, (client) =>
    readClaims(client, world.tenantNo, places.map((place) => resourceNos[place] ?? 0), { start: at(start), end: at(end) }),
  );

test('a claim is told whole and to the millisecond', async () => {
  const id = await claim(0, '2026-12-05T10:00:00.123Z', '2026-12-05T11:00:00.999Z');
  expect(await read([0], '2026-12-05T00:00Z', '2026-12-06T00:00Z')).toEqual([
    {
      resourceNo: resourceNos[0],
      lane: 1,
      start: at('2026-12-05T10:00:00.123Z'),
      end: at('2026-12-05T11:00:00.999Z'),
      ownerKind: 'booking',
      ownerId: id,
      yields: false,
      classKey: null,
    },
  ]);
});

test('what touches the range is left out, what reaches into it is not, however long ago it began', async () => {
  await claim(1, '2026-12-05T09:00Z', '2026-12-05T10:00Z');
  await claim(1, '2026-12-05T12:00Z', '2026-12-05T13:00Z');
  expect(await read([1], '2026-12-05T10:00Z', '2026-12-05T12:00Z')).toEqual([]);
  const before = await claim(2, '2026-12-01T00:00Z', '2026-12-05T10:01Z');
  const after = await claim(2, '2026-12-05T11:59Z', '2026-12-07T00:00Z');
  expect((await read([1, 2], '2026-12-05T10:00Z', '2026-12-05T12:00Z')).map(({ ownerId }) => ownerId)).toEqual([before, after]);
});

test('each is told once, short or long, by where it began', async () => {
  const hours = [0.5, 5.99, 6, 6.5, 12, 8 * 24];
  const wanted: string[] = [];
  for (const [lane, length] of hours.entries())
    // Ends with the range's first minute, with its start (so it is not in it), in its midst, and begins in it.
    for (const [place, end] of [[0, '2026-12-20T10:01Z'], [1, '2026-12-20T10:00Z'], [2, '2026-12-20T11:00Z'], [3, new Date(at('2026-12-20T11:59Z') + length * 3_600_000).toISOString()]] as const) {
      const id = await claim(place, new Date(at(end) - length * 3_600_000).toISOString(), end, { lane: lane + 1 });
      if (place !== 1) wanted.push(id);
    }
  const told = (await read([0, 1, 2, 3], '2026-12-20T10:00Z', '2026-12-20T12:00Z')).map(({ ownerId }) => ownerId);
  expect(told.toSorted()).toEqual(wanted.toSorted());
});

test('only what blocks: no released claim, no hold that ran out, nothing of other resources or businesses', async () => {
  await claim(3, '2026-12-05T10:00Z', '2026-12-05T11:00Z', { released: true });
  await claim(3, '2026-12-05T11:00Z', '2026-12-05T12:00Z', { kind: 'hold', expires: '2026-01-01T00:00Z' });
  const held = await claim(3, '2026-12-05T12:00Z', '2026-12-05T13:00Z', { kind: 'hold', expires: '2099-01-01T00:00Z' });
  await claim(4, '2026-12-05T10:00Z', '2026-12-05T11:00Z');
  expect((await read([3], '2026-12-05T00:00Z', '2026-12-06T00:00Z')).map(({ ownerId }) => ownerId)).toEqual([held]);
  const other = await createTestWorld(database.db, database.admin);
  other.feedWatch.close();
  const foreign = await database.db.readAs(other.tenantNo, (client) =>
    readClaims(client, other.tenantNo, resourceNos, { start: at('2026-12-05T00:00Z'), end: at('2026-12-06T00:00Z') }),
  );
  expect(foreign).toEqual([]);
});
