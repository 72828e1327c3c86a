import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createTestWorld } from '@holdfast/server/commands/test-world';
import { createTestDatabase } from '@holdfast/server/db/test-database';
import { fillPlan, fillPlanSql, recordPlan, type PlanHole } from './recorded-plan.ts';

test('a recorded plan, filled in again, books what the gateway would have booked; in SQL it is the same', async () => {
  const { db, admin } = await createTestDatabase();
  const world = await createTestWorld(db, admin);
  const [room = '', other = ''] = world.rooms;
  const wanted = { bookingId: randomUUID(), serviceId: world.services.hour, start: '2026-12-05T10:00:00Z', resourceIds: [room], customer: null };
  const template = await recordPlan(db, world.tenantNo, world.command('create_booking', wanted));
  const count = 'select (select count(*)::int from booking) as bookings, (select count(*)::int from claim) as claims';
  expect((await admin.query(count)).rows).toEqual([{ bookings: 0, claims: 0 }]);

  const { rows } = await admin.query<{ no: string; catalogue: string }>(
    'select resource_no as no, catalogue_version as catalogue from resource join feed_head using (tenant_no, location_id) where resource_id = $1',
    [other],
  );
  const holes: Record<PlanHole, string> = {
    command: randomUUID(),
    booking: randomUUID(),
    location: world.locationId,
    catalogue: String(rows[0]?.catalogue),
    resource: other,
    resourceNo: String(rows[0]?.no),
    start: '2026-12-06T10:00:00.000Z',
    end: '2026-12-06T11:00:00.000Z',
    reference: 'HF-0000000',
  };
  const plan = fillPlan(template, holes);
  const quoted = Object.fromEntries(Object.entries(holes).map(([hole, value]) => [hole, `'${value}'`])) as Record<PlanHole, string>;
  const inSql = await admin.query(`select ${fillPlanSql(template, quoted)} as plan`);
  expect(inSql.rows).toEqual([{ plan: JSON.parse(plan) as unknown }]);

  await db.pool.query('select gateway.apply_plan($1, $2)', [world.tenantNo, plan]);
  expect((await admin.query(count)).rows).toEqual([{ bookings: 1, claims: 1 }]);
  expect(await world.book(room, '2026-12-06T10:30:00Z')).toMatchObject({ status: 'committed' });
  expect(await world.book(other, '2026-12-06T10:30:00Z')).toMatchObject({ status: 'refused', reason: 'slot_taken' });
  world.feedWatch.close();
});
