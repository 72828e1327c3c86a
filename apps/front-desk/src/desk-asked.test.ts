import { beforeEach, expect, test } from 'vitest';
import type { Message } from './desk.ts';
import { at, CounterWorld } from './testing/counter-world.ts';
import { deadLine, perfectLine } from './testing/simulated-server.ts';
import { CacheStore } from './replica/cache-db.ts';
import { locationId } from './testing/simulated-house.ts';

/** What the server keeps and this computer only shows: the last answer outlives a reload without a network. */

let world: CounterWorld;

beforeEach(async () => {
  world = await CounterWorld.prepared();
});

const message = (id: string): Message => ({
  id, kind: 'waitlist_taken', toName: 'Chen', toPhone: null, toEmail: null, body: { start: at(14) }, status: 'queued', queuedAt: at(11), until: null, toldAt: null, toldBy: null,
});

/** The terminal, loaded anew, with all that was said to it before. */
async function reloaded(open: { desk: { close(): void } }) {
  await world.time.pass(1_000);
  open.desk.close();
  return world.open();
}

async function asked(desk: { messages(): Promise<Message[]> }): Promise<Message[]> {
  const answer = desk.messages();
  await world.time.pass(100);
  return answer;
}

test('the last answer is there after a reload without a network, until there is a newer one', async () => {
  const first = await world.open();
  expect(await first.desk.lastMessages()).toBeNull();
  world.server.messages = [message('one'), message('two')];
  expect(await asked(first.desk)).toHaveLength(2);
  world.line = deadLine;
  const second = await reloaded(first);
  await expect(Promise.all([second.desk.messages(), world.time.pass(100)])).rejects.toThrow('dropped');
  expect(await second.desk.lastMessages()).toEqual([message('one'), message('two')]);
  expect(await second.desk.lastHandedOver()).toBeNull();
  world.line = perfectLine;
  world.server.messages = [message('two')];
  await asked(second.desk);
  world.line = deadLine;
  const third = await reloaded(second);
  expect(await third.desk.lastMessages()).toEqual([message('two')]);
});

test('it outlives a calendar that is copied anew, and is no other location’s', async () => {
  const { desk, tab } = await world.open();
  world.server.messages = [message('one')];
  await asked(desk);
  await world.time.pass(1_000);
  world.server.calendar.write([]);
  world.server.calendar.prune(world.server.calendar.head);
  await world.time.pass(60_000);
  expect(await desk.lastMessages()).toHaveLength(1);
  const cache = new CacheStore(tab.platform);
  expect(await cache.answer('messages', locationId)).toHaveLength(1);
  expect(await cache.answer('messages', 'elsewhere')).toBeNull();
});

test('after the disk was emptied to make room the next answer is kept again, though it is the same', async () => {
  const { desk, tab } = await world.open();
  world.server.messages = [message('one')];
  await asked(desk);
  await world.time.pass(1_000);
  const cache = new CacheStore(tab.platform);
  await cache.purge();
  expect(await desk.lastMessages()).toBeNull();
  await asked(desk);
  await world.time.pass(1_000);
  expect(await desk.lastMessages()).toEqual([message('one')]);
});

test('nothing of it stays on a computer that serves another location now', async () => {
  const { desk, tab } = await world.open();
  await world.time.pass(1_000);
  const cache = new CacheStore(tab.platform);
  const copy = await cache.load(locationId);
  if (!copy) throw new Error('There is no copy yet');
  desk.close();
  await cache.keepAnswer('messages', locationId, [message('one')]);
  await cache.keepAnswer('handed_over', 'elsewhere', []);
  await cache.replace({ ...copy, head: { ...copy.head, locationId: 'elsewhere' } });
  expect(await cache.answer('messages', locationId)).toBeNull();
  expect(await cache.answer('handed_over', 'elsewhere')).toEqual([]);
});
