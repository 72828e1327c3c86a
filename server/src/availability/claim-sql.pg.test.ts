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

async function claim(place: number, start: string, end: string, more: { kind?: LiveClaim['ownerKind']; expires?: string; released?: boolean } = {}): Promise<string> {
  const id = randomUUID();
  await database.admin.query(
    `insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id, expires_at, released_at)
       values ($1, $2, 1, $3, $4, $5, $6, $7, $8)`,
    [world.tenantNo, resourceNos[place], start, end, more.kind ?? 'booking', id, more.expires ?? null, more.released ? '2026-12-01T00:00:00Z' : null],
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
