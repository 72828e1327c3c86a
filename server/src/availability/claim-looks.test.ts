import { expect, test } from 'vitest';
import { overlaps, type TimeRange } from '@holdfast/domain/time-range';
import type pg from 'pg';
import { mintTenantNo, type TenantNo } from '../access/scope.ts';
import type { Database } from '../db/database.ts';
import { ClaimLooks } from './claim-looks.ts';
import type { LiveClaim } from './claim-sql.ts';
import { at, claim, span } from './test-catalogue.ts';

const [mine, others] = [mintTenantNo(1), mintTenantNo(2)];

/** A database of these claims that answers one read after the other, when it is told to. */
class SlowCalendar implements Pick<Database, 'readOnce'> {
  readonly reads: { tenantNo: TenantNo; resourceNos: number[]; range: TimeRange; answer: (fault?: Error) => Promise<void> }[] = [];
  claims: LiveClaim[] = [];

  async readOnce<T>(tenantNo: TenantNo, read: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const query = ({ values }: { values: [number, number[], string, string, string, string] }): Promise<{ rows: LiveClaim[] }> => {
      const [, resourceNos, , , start, end] = values;
      const range = { start: Date.parse(start), end: Date.parse(end) };
      // What was there when it was sent.
      const rows = this.claims.filter((one) => resourceNos.includes(one.resourceNo) && overlaps(one, range));
      const answered = Promise.withResolvers<{ rows: LiveClaim[] }>();
      this.reads.push({
        tenantNo, resourceNos, range,
        async answer(fault) {
          if (fault) answered.reject(fault);
          else answered.resolve({ rows });
          await turns();
        },
      });
      return answered.promise;
    };
    return read({ query } as unknown as pg.PoolClient);
  }

  /** Hours that were read, in the order the reads were sent. */
  get sent(): string[] {
    return this.reads.map(({ tenantNo, resourceNos, range }) => `${tenantNo}: ${resourceNos.join()} ${(range.start - at(0)) / 3_600_000}-${(range.end - at(0)) / 3_600_000}`);
  }
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

function opened(...claims: LiveClaim[]) {
  const calendar = new SlowCalendar();
  calendar.claims = claims;
  const looks = new ClaimLooks(calendar);
  const told: string[] = [];
  const look = async (name: string, from: number, to: number, { tenantNo = mine, resourceNos = [1, 2] } = {}): Promise<void> => {
    const found = await looks.of(tenantNo)(resourceNos, span(from, to)).catch((fault: unknown) => String(fault));
    told.push(`${name}: ${typeof found === 'string' ? found : found.map(({ ownerId }) => ownerId).join()}`);
  };
  return { calendar, looks, told, look };
}

test('a look is read at once; those that wait for the two reads under way are answered by one', async () => {
  const { calendar, looks, told, look } = opened(claim(1, 9, 10), claim(2, 11, 12), claim(1, 30, 31));
  const all = [look('a', 8, 20), look('b', 9, 21), look('c', 8, 20), look('d', 10, 22), look('e', 0, 12)];
  await turns();
  expect(calendar.sent).toEqual(['1: 1,2 8-20', '1: 1,2 9-21']);
  await calendar.reads[1]?.answer();
  expect(calendar.sent.slice(2)).toEqual(['1: 1,2 0-22']);
  for (const { answer } of calendar.reads) await answer();
  await Promise.all(all);
  // Each of its own hours and nothing else.
  expect(told).toEqual(['b: b1-9,b2-11', 'a: b1-9,b2-11', 'c: b1-9,b2-11', 'd: b2-11', 'e: b1-9,b2-11']);
  expect([looks.together, looks.size]).toEqual([1, 0]);
});

test('nobody is answered by a read that was sent before they asked', async () => {
  const { calendar, told, look } = opened();
  const all = [look('a', 8, 20), look('b', 8, 20), look('c', 8, 20)];
  await turns();
  calendar.claims = [claim(1, 9, 10)];
  await calendar.reads[0]?.answer();
  for (const { answer } of calendar.reads) await answer();
  await Promise.all(all);
  expect(told).toEqual(['a: ', 'b: ', 'c: b1-9']);
});

test('each is told a turn after the other: who decides by it has said so before the next goes on', async () => {
  const { calendar, look, told } = opened();
  const all = [look('a', 8, 20), look('b', 8, 20)];
  const decides = async (name: string): Promise<void> => {
    await look(name, 8, 20);
    for (let step = 0; step < 10; step++) await Promise.resolve();
    told.push(`${name} decided`);
  };
  all.push(decides('c'), decides('d'));
  await turns();
  for (let read = 0; read < 3; read++) await calendar.reads[read]?.answer();
  await Promise.all(all);
  expect(told).toEqual(['a: ', 'b: ', 'c: ', 'c decided', 'd: ', 'd decided']);
});

test('who could not share a read does not wait for one', async () => {
  const { calendar, look } = opened();
  const shared = [look('a', 6, 18), look('b', 6, 18)];
  await turns();
  expect(calendar.sent).toEqual(['1: 1,2 6-18', '1: 1,2 6-18']);
  const apart = [
    look('month', 0, 31 * 24), look('hour', 9, 10), look('hour of tomorrow', 33, 34), look('tomorrow', 30, 42),
    look('theirs', 6, 18, { tenantNo: others }), look('elsewhere', 6, 18, { resourceNos: [3] }),
  ];
  await turns();
  expect(calendar.sent.slice(2)).toEqual(['1: 1,2 0-744', '1: 1,2 9-10', '1: 1,2 33-34', '1: 1,2 30-42', '2: 1,2 6-18', '1: 3 6-18']);
  for (const { answer } of calendar.reads) await answer();
  await Promise.all([...shared, ...apart]);
});

test('what is read for several is at most four times as long as what one of them asked for', async () => {
  const { calendar, look } = opened();
  const all = [look('a', 0, 7), look('b', 0, 7), look('c', 0, 7), look('d', 11.75, 23.75), look('next', 12, 19), look('short', 1, 3)];
  await turns();
  for (let read = 0; read < calendar.reads.length; read++) await calendar.reads[read]?.answer();
  await Promise.all(all);
  expect(calendar.sent).toEqual(['1: 1,2 0-7', '1: 1,2 0-7', '1: 1,2 12-19', '1: 1,2 1-3', '1: 1,2 0-23.75']);
});

test('a read for several that fails is made for each of them, and one that fails again is told so', async () => {
  const { calendar, looks, told, look } = opened(claim(1, 9, 10));
  const all = [look('a', 8, 20), look('b', 8, 20), look('c', 8, 20), look('d', 9, 21)];
  await turns();
  await calendar.reads[0]?.answer(new Error('Connection lost'));
  await calendar.reads[1]?.answer();
  await calendar.reads[2]?.answer(new Error('Connection lost'));
  expect(calendar.sent.slice(2)).toEqual(['1: 1,2 8-21', '1: 1,2 8-20', '1: 1,2 9-21']);
  await calendar.reads[4]?.answer(new Error('Gone for good'));
  await calendar.reads[3]?.answer();
  await Promise.all(all);
  expect(told.toSorted()).toEqual(['a: Error: Connection lost', 'b: b1-9', 'c: b1-9', 'd: Error: Gone for good']);
  expect([looks.together, looks.size]).toEqual([0, 0]);
});
