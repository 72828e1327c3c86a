import { pino } from 'pino';
import { noShowPolicy } from '@holdfast/domain/no-show-rule';
import { expect, test } from 'vitest';
import { createTestDatabase } from '../db/test-database.ts';
import { isSound, verify } from '../ops/verify.ts';
import { createServer } from '../server.ts';
import { seedDemo } from './seed-demo.ts';

test('the demo chain is sound, full enough to look at, and made once', async () => {
  const { db, admin } = await createTestDatabase();
  const server = createServer(db, { log: pino({ level: 'silent' }), publicUrl: 'http://127.0.0.1', now: () => Date.parse('2026-11-21T10:42:00Z') });
  await seedDemo(server, () => {});
  expect(isSound(await verify(admin))).toBe(true);
  const read = () =>
    admin.query<{ today: number; statuses: string[] }>(
      `select count(*)::int as today, array_agg(distinct status order by status) as statuses
       from booking b join location l using (tenant_no, location_id)
       where l.slug = 'riverside' and (b.starts_at at time zone l.time_zone)::date = '2026-11-21'`,
    );
  const [first] = (await read()).rows;
  expect(first?.today).toBeGreaterThan(20);
  expect(first?.statuses).toEqual(expect.arrayContaining(['booked', 'done', 'in_service']));
  const shown = await admin.query<{ slug: string; squeezed: number; spans: number; busy: number; away: number }>(
    `select l.slug, count(*) filter (where b.squeezed_in)::int as squeezed, count(b.occupied_by_resource)::int as spans,
       count(*) filter (where b.starts_at > '2026-11-21T10:42:00Z')::int as busy,
       (select count(*)::int from resource r where r.location_id = l.location_id and r.person_id is not null) as away
     from location l join booking b using (tenant_no, location_id) where l.slug <> 'riverside' group by l.slug, l.location_id order by l.slug`,
  );
  const [bayview, oldTown] = shown.rows;
  // Somebody squeezed in beside a doctor's patient, scans that only the scanner is cleaned after, one person at two places.
  expect(oldTown).toMatchObject({ slug: 'old-town', squeezed: 1, away: 1 });
  expect(oldTown?.spans).toBeGreaterThan(3);
  expect(oldTown?.busy).toBeGreaterThan(30);
  expect(bayview).toMatchObject({ slug: 'bayview', squeezed: 0, away: 1 });
  expect(bayview?.busy).toBeGreaterThan(30);
  // Somebody whom the one service that asks for a deposit asks for it.
  const asked = await admin.query<{ policy: object; missed: number }>(
    `select s.no_show_policy as policy, (select count(distinct c.customer_id)::int from customer c join booking b using (tenant_no, customer_id)
         where b.location_id = s.location_id and c.no_shows >= (s.no_show_policy->>'from')::int) as missed
       from service s where s.no_show_policy is not null`,
  );
  expect(asked.rows).toEqual([{ policy: noShowPolicy(1, 'deposit'), missed: expect.any(Number) }]);
  expect(asked.rows[0]?.missed).toBeGreaterThan(0);
  await seedDemo(server, () => {});
  expect((await read()).rows[0]).toEqual(first);
  server.feedWatch.close();
});
