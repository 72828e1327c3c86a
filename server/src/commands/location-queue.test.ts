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
