import { expect, test } from 'vitest';
import { ComingClaims } from './coming-claims.ts';
import type { PlannedClaim } from './plan.ts';

const times = { start: '2026-12-02T10:00:00.000Z', end: '2026-12-02T11:00:00.000Z' };
const claim = (resourceNo: number): PlannedClaim => ({ resourceNo, lanes: 1, ...times, ownerKind: 'booking', ownerId: '' });
const seenBeside = async (claims: ComingClaims, location: string): Promise<number[]> =>
  (await claims.beside(location, async () => null)).coming.map(({ resourceNo }) => resourceNo);

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
  expect(await seenBeside(coming, 'a')).toEqual([1, 2, 3]);
  written.resolve('written');
  await answers[0];
  expect(await seenBeside(coming, 'a')).toEqual([2, 3]);
  lost.reject(new Error('Connection lost'));
  expect(await Promise.allSettled(answers)).toMatchObject([{ value: 'written' }, { reason: { message: 'Connection lost' } }, {}, { value: 'written' }]);
  expect([...(await seenBeside(coming, 'a')), ...(await seenBeside(coming, 'b'))]).toEqual([]);
});

test('a look is told of what was written during it, which may be missing in what it saw', async () => {
  const coming = new ComingClaims();
  const calendar = Promise.withResolvers<string>();
  const look = coming.beside('a', () => calendar.promise);
  await coming.during('a', [claim(1)], async () => 'written');
  await coming.during('b', [claim(2)], async () => 'written');
  await coming.during('a', [claim(3)], async () => 'written');
  expect(await seenBeside(coming, 'a')).toEqual([]);
  calendar.resolve('calendar');
  expect(await look).toEqual({ seen: 'calendar', coming: [1, 3].map((resourceNo) => ({
    resourceNo, start: Date.parse(times.start), end: Date.parse(times.end), ownerKind: 'booking', ownerId: '', yields: false,
  })) });
  await expect(coming.beside('a', () => Promise.reject(new Error('Connection lost')))).rejects.toThrow('Connection lost');
});

test('who waits for a location is let on when all that was coming there is written or lost, not what came since', async () => {
  const coming = new ComingClaims();
  const [written, lost, later] = [Promise.withResolvers<string>(), Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  const answers = [coming.during('a', [claim(1)], () => written.promise), coming.during('a', [claim(2)], () => lost.promise)];
  let isOver = false;
  const over = coming.settled('a').then(() => (isOver = true));
  answers.push(coming.during('a', [claim(3)], () => later.promise));
  written.resolve('written');
  await answers[0];
  await new Promise((resolve) => setImmediate(resolve));
  expect(isOver).toBe(false);
  lost.reject(new Error('Connection lost'));
  await over;
  await coming.settled('b');
  later.resolve('written');
  await Promise.allSettled(answers);
});

test('a location is forgotten when nobody looks and nothing is coming there any more', async () => {
  const coming = new ComingClaims();
  const written = Promise.withResolvers<string>();
  const seen = Promise.withResolvers<string>();
  const answers = [coming.during('a', [claim(1)], () => written.promise), coming.beside('a', () => seen.promise), coming.beside('b', () => seen.promise)];
  expect(coming.size).toBe(2);
  seen.resolve('seen');
  await answers[1];
  expect(coming.size).toBe(1);
  written.resolve('written');
  await Promise.all(answers);
  expect(coming.size).toBe(0);
  await coming.beside('a', () => Promise.reject(new Error('Connection lost'))).catch(() => {});
  await coming.during('a', [claim(1)], () => Promise.reject(new Error('Connection lost'))).catch(() => {});
  expect(coming.size).toBe(0);
});
