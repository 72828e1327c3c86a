import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { applyGroup } from '../commands/apply-plan.ts';
import type { Plan } from '../commands/plan.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { rulesOf } from './test-rules.ts';

let database: TestDatabase;
let world: TestWorld;
/** Two people of the house, the one with the lesser key first. */
let people: { resourceNo: number; key: string }[];
beforeAll(async () => {
  database = await createTestDatabase();
  world = await createTestWorld(database.db, database.admin);
  world.feedWatch.close();
  const rules = rulesOf(world, database.admin);
  for (const room of world.rooms.slice(0, 2)) await rules.resource(room, { personId: randomUUID() });
  const { rows } = await database.admin.query<{ resourceNo: number; key: string }>(
    `select resource_no as "resourceNo", gateway.person_key(r)::text as key from resource r
      where tenant_no = $1 and person_id is not null order by gateway.person_key(r)`, [world.tenantNo]);
  people = rows;
});

async function planFor(resourceNo: number): Promise<Plan> {
  const { rows } = await database.admin.query<{ version: number }>('select catalogue_version as version from feed_head where location_id = $1', [world.locationId]);
  const [start, end, id] = ['2026-12-02T10:00:00Z', '2026-12-02T11:00:00Z', randomUUID()];
  return {
    locationId: world.locationId,
    catalogueVersion: rows[0]?.version ?? 0,
    command: {
      id: randomUUID(), fingerprint: '00', kind: 'place_hold', subjectId: id, actorId: world.staffId, terminalId: null, outboxId: null,
      seq: 1, channel: 'desk', sawVersion: 0, tappedAt: start,
    },
    claims: [{ resourceNo, lanes: 1, start, end, ownerKind: 'hold', ownerId: id, seconds: 60 }],
    outcome: { status: 'committed', holdId: id },
  };
}

test('commands that are committed together lock their people in one order before any of them takes time', async () => {
  const [lesser, greater] = people;
  if (!lesser || !greater) throw new Error('Two people are needed');
  const holder = new pg.Client({ connectionString: database.url });
  await holder.connect();
  onTestFinished(() => holder.end());
  await holder.query('begin');
  await holder.query('select pg_advisory_xact_lock($1)', [lesser.key]);
  const plans = [await planFor(greater.resourceNo), await planFor(lesser.resourceNo)];
  const group = applyGroup(database.db, plans.map((plan) => ({ tenantNo: world.tenantNo, plan })));
  const locks = async (granted: boolean): Promise<number> => {
    const { rows } = await database.admin.query<{ n: number }>(
      `select count(*)::int as n from pg_locks l join pg_database d on d.oid = l.database and d.datname = current_database()
        where l.locktype = 'advisory' and l.granted = $1`, [granted]);
    return rows[0]?.n ?? -1;
  };
  while ((await locks(false)) === 0);
  // It waits for the lesser and holds nothing of the greater, for which the holder might wait in turn.
  expect(await locks(true)).toBe(1);
  await holder.query('commit');
  expect(await group).toHaveLength(2);
});
