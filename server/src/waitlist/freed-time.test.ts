import { expect, test } from 'vitest';
import { FreedTime } from './freed-time.ts';

const never = new AbortController().signal;
const anHour = 3_600_000;

test('a command that frees time ends the wait', async () => {
  const freed = new FreedTime();
  const waited = freed.wait(anHour, never);
  freed.committed('cancel_booking');
  await expect(waited).resolves.toBeUndefined();
});

test('what came between two waits is not lost: the next wait ends at once, and only that', async () => {
  const freed = new FreedTime();
  freed.committed('cancel_booking');
  await freed.wait(anHour, never);
  let over = false;
  const stop = new AbortController();
  const second = freed.wait(anHour, stop.signal).then(() => (over = true));
  await Promise.resolve();
  expect(over).toBe(false);
  stop.abort();
  await second;
});

test('a command that takes time wakes nobody', async () => {
  const freed = new FreedTime();
  freed.committed('create_booking');
  const stop = new AbortController();
  let over = false;
  const waited = freed.wait(anHour, stop.signal).then(() => (over = true));
  await Promise.resolve();
  expect(over).toBe(false);
  stop.abort();
  await waited;
});
