import type pg from 'pg';

/** Ends everything that still occupies time, in one stroke: between rounds nobody is at the counter. */
export async function clearCalendar(admin: pg.Pool): Promise<void> {
  await admin.query('update claim set released_at = now() where released_at is null');
  await admin.query(`update hold set status = 'released' where status = 'active'`);
}

/**
 * Deadlocks the database itself has counted. Sessions report when they idle or leave: close the pool that
 * raced before asking.
 */
export async function deadlocks(admin: pg.Pool): Promise<number> {
  const { rows } = await admin.query<{ deadlocks: number }>(
    'select deadlocks::int from pg_stat_database where datname = current_database()',
  );
  return rows[0]?.deadlocks ?? 0;
}
