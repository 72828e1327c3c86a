import { expect, test } from 'vitest';
import type { Database } from '../db/database.ts';
import { ApiKeyLookups } from './api-key-lookups.ts';
import { mintTenantNo, type KeyScope } from './scope.ts';

const [one, other] = [Buffer.from('one'), Buffer.from('other')];

function opened() {
  const sent: { key: string; answered: PromiseWithResolvers<KeyScope | null> }[] = [];
  const lookups = new ApiKeyLookups({} as Database, (keyHash) => {
    const answered = Promise.withResolvers<KeyScope | null>();
    sent.push({ key: keyHash.toString(), answered });
    return answered.promise;
  });
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const answer = async (place: number, with_: KeyScope | null | Error): Promise<void> => {
    if (with_ instanceof Error) sent[place]?.answered.reject(with_);
    else sent[place]?.answered.resolve(with_);
    await turn();
  };
  return { lookups, answer, keys: () => sent.map(({ key }) => key) };
}

const scope: KeyScope = { tenantNo: mintTenantNo(1), keyId: 'k', name: 'Page', channel: 'web', role: 'agent', locations: [] };

test('who comes while a key is looked up shares the next look, never the one under way', async () => {
  const { lookups, answer, keys } = opened();
  const found = ['first', 'second', 'third'].map(() => lookups.find(one));
  const elsewhere = lookups.find(other);
  expect(keys()).toEqual(['one', 'other']);
  await answer(0, scope);
  // Revoked meanwhile: those who came after the first look was sent hear of it.
  const late = lookups.find(one);
  expect(keys()).toEqual(['one', 'other', 'one']);
  await answer(2, null);
  await answer(3, null);
  await answer(1, scope);
  expect(await Promise.all([...found, late, elsewhere])).toEqual([scope, null, null, null, scope]);
  expect(keys()).toEqual(['one', 'other', 'one', 'one']);
  expect(lookups.size).toBe(0);
});

test('a look that fails fails for who shares it, and the next one is made all the same', async () => {
  const { lookups, answer } = opened();
  const found = Promise.allSettled([lookups.find(one), lookups.find(one), lookups.find(one)]);
  await answer(0, new Error('Connection lost'));
  await answer(1, scope);
  expect((await found).map((each) => (each.status === 'fulfilled' ? each.value : String(each.reason)))).toEqual(['Error: Connection lost', scope, scope]);
  const again = lookups.find(one).catch(String);
  await answer(2, new Error('Still away'));
  expect([await again, lookups.size]).toEqual(['Error: Still away', 0]);
});
