import { expect, test } from 'vitest';
import { LocationQueues } from './location-queue.ts';

function deferred() {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

test('so many of a location run at once, the rest in order, and other locations do not wait', async () => {
  const queues = new LocationQueues(2);
  const started: string[] = [];
  const gates = new Map(['a1', 'a2', 'a3', 'a4', 'b1'].map((name) => [name, deferred()]));
  const run = (name: string) =>
    queues.run(name[0] ?? '', async () => {
      started.push(name);
      await gates.get(name)?.promise;
    });
  const runs = [...gates.keys()].map(run);
  expect(started).toEqual(['a1', 'a2', 'b1']);
  gates.get('a2')?.resolve();
  await runs[1];
  await Promise.resolve();
  expect(started).toEqual(['a1', 'a2', 'b1', 'a3']);
  for (const gate of gates.values()) gate.resolve();
  await Promise.all(runs);
  expect(started).toEqual(['a1', 'a2', 'b1', 'a3', 'a4']);
});

test('work that fails gives its place on', async () => {
  const queues = new LocationQueues(2);
  const failing = [1, 2, 3].map(() => queues.run('a', () => Promise.reject(new Error('lost'))));
  await Promise.allSettled(failing);
  await expect(queues.run('a', async () => 'served')).resolves.toBe('served');
});

test('what decides in vain narrows its location, and what does not widens it again', async () => {
  const queues = new LocationQueues(8);
  const losing = queues.run('a', async (inVain) => {
    inVain();
    inVain();
  });
  await losing;
  const gates = [1, 2, 3, 4].map(deferred);
  let started = 0;
  const runs = gates.map(({ promise }) => queues.run('a', () => (started++, promise)));
  expect(started).toBe(2);
  gates[0]?.resolve();
  await runs[0];
  await Promise.resolve();
  // The one that ended made room for the next, and for one more.
  expect(started).toBe(4);
  for (const gate of gates) gate.resolve();
  await Promise.all(runs);
  let others = 0;
  const elsewhere = [1, 2, 3].map(() => queues.run('b', async () => void others++));
  expect(others).toBe(3);
  await Promise.all(elsewhere);
});
