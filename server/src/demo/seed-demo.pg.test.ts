import { expect, test } from 'vitest';
import { createFeedWatch } from '../feed/location-feed-watch.ts';
import { createGateway } from '../commands/location-gateway.ts';
import { createTestDatabase } from '../db/test-database.ts';
import { isSound, verify } from '../ops/verify.ts';
import { seedDemo } from './seed-demo.ts';

test('the demo chain is sound, sells what it says, and refused itself nothing but a tuning slot', async () => {
  const { db, admin } = await createTestDatabase();
  const feedWatch = createFeedWatch(db, () => {});
  const now = () => Date.parse('2026-11-21T10:42:00Z');
  const gateway = createGateway({ db, feedWatch, now, onTransient: () => {} });
  await seedDemo({ db, gateway, now }, { hashPin: async () => 'unusable' });
  expect(isSound(await verify(admin))).toBe(true);
  const { rows } = await admin.query<{ refused: number; today: number; statuses: string[] }>(
    `select (select count(*)::int from command where status = 'refused' and kind <> 'place_block') as refused,
       count(*)::int as today, array_agg(distinct status order by status) as statuses
     from booking b join location l using (tenant_no, location_id)
     where l.slug = 'riverside' and (b.starts_at at time zone l.time_zone)::date = '2026-11-21'`,
  );
  expect(rows[0]).toMatchObject({ refused: 0 });
  expect(rows[0]?.today).toBeGreaterThan(20);
  expect(rows[0]?.statuses).toEqual(expect.arrayContaining(['booked', 'done', 'in_service']));
  feedWatch.close();
});
