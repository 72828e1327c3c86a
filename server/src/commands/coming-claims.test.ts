import { expect, test } from 'vitest';
import { ComingClaims } from './coming-claims.ts';
import type { PlannedClaim } from './plan.ts';

const claim = (resourceNo: number): PlannedClaim => ({ resourceNo, lanes: 1, start: '', end: '', ownerKind: 'booking', ownerId: '' });

test('claims are coming at their own location from their decision until they are written or lost', async () => {
  const coming = new ComingClaims();
  const written = Promise.withResolvers<string>();
  const lost = Promise.withResolvers<string>();
  const answers = [
    coming.during('a', [claim(1)], () => written.promise),
    coming.during('a', [claim(2), claim(3)], () => lost.promise),
    coming.during('b', [claim(4)], () => written.promise),
    coming.during('a', undefined, () => written.promise),
  ];
  expect(coming.at('a').map(({ resourceNo }) => resourceNo)).toEqual([1, 2, 3]);
  written.resolve('written');
  await answers[0];
  expect(coming.at('a').map(({ resourceNo }) => resourceNo)).toEqual([2, 3]);
  lost.reject(new Error('Connection lost'));
  expect(await Promise.allSettled(answers)).toMatchObject([{ value: 'written' }, { reason: { message: 'Connection lost' } }, {}, { value: 'written' }]);
  expect([...coming.at('a'), ...coming.at('b')]).toEqual([]);
});
