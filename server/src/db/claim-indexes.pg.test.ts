import type pg from 'pg';
import { expect, test } from 'vitest';
import { migrate } from './migrate.ts';
import { createTestDatabase } from './test-database.ts';

/** How far below the root the leaves are, of the indexes by which the database keeps claims apart. */
async function heights(admin: pg.Pool): Promise<number[]> {
  const heightOf = async (index: string): Promise<number> => {
    for (let page = 0, height = 0; ; height += 1) {
      const { rows } = await admin.query<{ isLeaf: boolean; below: number | null }>(
        `select 'leaf' = any(o.flags) as "isLeaf", (select min((i.ctid::text::point)[0])::int from gist_page_items_bytea(get_raw_page($1, $2::bigint)) i) as below
           from gist_page_opaque_info(get_raw_page($1, $2::bigint)) o`, [index, page]);
      const [found] = rows;
      if (!found || found.isLeaf || found.below === null) return height;
      page = found.below;
    }
  };
  return [await heightOf('claim_no_overlap'), await heightOf('claim_one_class')];
}

test('the indexes that keep claims apart are tall, also after they were swept out or built anew, and nothing stays of what made them so', async () => {
  const { admin, url } = await createTestDatabase();
  await admin.query('create extension pageinspect');
  expect(await heights(admin)).toEqual([2, 2]);
  await admin.query('vacuum claim');
  expect(await heights(admin)).toEqual([2, 2]);
  await admin.query('reindex table claim');
  expect(await heights(admin)).toEqual([0, 0]);
  await migrate(url);
  expect(await heights(admin)).toEqual([2, 2]);
  expect((await admin.query('select 1 from claim')).rows).toEqual([]);
});
