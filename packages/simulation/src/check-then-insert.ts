import type pg from 'pg';

/**
 * How a double booking is written: look whether the time is free, then insert, at READ COMMITTED and without a
 * constraint. Exists so that the races can be seen to find it.
 */
export class CheckThenInsert {
  readonly table = 'control_claim';
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async createTable(): Promise<void> {
    await this.#pool.query(
      `create table ${this.table} (claim_no bigint generated always as identity primary key, tenant_no bigint not null,
         resource_no bigint not null, lane smallint not null, starts_at timestamptz not null,
         ends_at timestamptz not null, released_at timestamptz)`,
    );
  }

  /** Whether it believes to have sold the time. */
  async book(resourceNo: number, start: string, end: string): Promise<boolean> {
    const client = await this.#pool.connect();
    try {
      await client.query('begin isolation level read committed');
      const { rows } = await client.query<{ taken: boolean }>(
        `select exists (select from ${this.table} where tenant_no = 1 and resource_no = $1 and released_at is null
           and starts_at < $3 and $2 < ends_at) as taken`,
        [resourceNo, start, end],
      );
      const free = rows[0]?.taken === false;
      if (free)
        await client.query(
          `insert into ${this.table} (tenant_no, resource_no, lane, starts_at, ends_at) values (1, $1, 1, $2, $3)`,
          [resourceNo, start, end],
        );
      await client.query('commit');
      return free;
    } finally {
      client.release();
    }
  }
}
