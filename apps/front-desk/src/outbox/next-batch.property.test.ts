import fc from 'fast-check';
import { expect, test } from 'vitest';
import { outboxRecord } from '../testing/outbox-records.ts';
import { nextBatch } from './next-batch.ts';

const chain = fc.constantFrom('a', 'b', 'c', 'd');
const records = fc
  .array(fc.record({ chains: fc.tuple(chain, chain), held: fc.boolean() }), { maxLength: 20 })
  .map((all) => all.map(({ chains, held }, index) => ({ record: outboxRecord({ id: `c${index}`, chains }), held })));

test('P9: a batch overtakes nobody within a chain, and takes all that nothing holds back', () => {
  fc.assert(
    fc.property(records, fc.integer({ min: 1, max: 25 }), (all, limit) => {
      const held = new Set(all.filter((each) => each.held).map(({ record }) => record.id));
      const batch = nextBatch(all.map(({ record }) => record), limit, ({ id }) => held.has(id)).map(({ id }) => id);
      // The oracle: free is whoever has no earlier member of a chain that must wait.
      const waits = new Set<string>();
      for (const { record } of all)
        if (held.has(record.id) || all.some((earlier) => earlier.record.seq < record.seq && waits.has(earlier.record.id) && earlier.record.chains.some((each) => record.chains.includes(each))))
          waits.add(record.id);
      const free = all.map(({ record }) => record.id).filter((id) => !waits.has(id));
      expect(batch).toEqual(free.slice(0, limit));
    }),
  );
});
