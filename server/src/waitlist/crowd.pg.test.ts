import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { committed } from '../commands/test-outcomes.ts';
import { createGateway } from '../commands/location-gateway.ts';
import { connect } from '../db/database.ts';
import { createFeedWatch } from '../feed/location-feed-watch.ts';
import { isSound, verify } from '../ops/verify.ts';
import { lookForOffers } from './look-for-offers.ts';
import { offerFreedTime } from './offering-job.ts';
import { createWaitlistWorld, type WaitlistWorld } from './waitlist-world.ts';

/** Many who wait, several nodes that offer, and nodes that die in between. */

let world: WaitlistWorld;
beforeEach(async () => {
  world = await createWaitlistWorld();
});
/** Whatever happened, the record is sound. */
afterEach(async () => {
  world.feedWatch.close();
  const found = await verify(world.database.admin);
  if (!isSound(found)) throw new Error(`Not sound: ${JSON.stringify(found)}`);
  if (world.transients.length > 0) throw new Error(`Tried again: ${world.transients.length} times`);
});

let day = 1;
const freshDay = (): string => `2026-12-${String(++day).padStart(2, '0')}`;
const running = new AbortController().signal;
const node = () => ({ db: world.db, gateway: world.gateway, now: () => world.clock.now });

async function everyHourTakenBut(date: string): Promise<() => Promise<unknown>> {
  const [first] = await world.fill(date);
  return () => world.submit('move_booking', { bookingId: first ?? '', start: `${date}T10:00:00Z`, end: `${date}T18:00:00Z`, resourceIds: [] });
}

const joinMany = async (date: string, count: number) => {
  const waiting: string[] = [];
  for (let one = 0; one < count; one++) waiting.push(await world.join(date, { to: `${date}T10:00:00Z` }));
  return waiting;
};
const statusesOf = async (waiting: readonly string[]) => (await Promise.all(waiting.map(world.entry))).map(({ status }) => status);

test('twenty wait for one freed slot while three nodes look: the first in line has the one offer', async () => {
  const date = freshDay();
  const free = await everyHourTakenBut(date);
  const waiting = await joinMany(date, 20);
  await free();
  const others = [1, 2].map(() => {
    const db = connect(world.database.url, 4);
    const feedWatch = createFeedWatch(db, () => {});
    const gateway = createGateway({ db, feedWatch, now: () => world.clock.now, onTransient: () => {} });
    return { db, gateway, feedWatch, now: () => world.clock.now };
  });
  // Past the lease as well: what keeps them apart must be the gateway.
  const due = { tenantNo: world.tenantNo, locationId: world.locationId };
  await Promise.all([node(), ...others].flatMap((each) => [offerFreedTime(each, running), lookForOffers(each, due, running)]));
  expect(await statusesOf(waiting)).toEqual(['offered', ...Array(19).fill('waiting')]);
  const { rows } = await world.database.admin.query(`select count(*)::int as messages from message where kind = 'waitlist_offer' and status = 'queued'`);
  expect(rows).toEqual([{ messages: 1 }]);
  for (const { db, feedWatch } of others) {
    feedWatch.close();
    await db.close();
  }
});

test('the slot goes down the line: everybody is offered it once, in order, until somebody takes it', async () => {
  const date = freshDay();
  const free = await everyHourTakenBut(date);
  const waiting = await joinMany(date, 5);
  await free();
  const offered: number[] = [];
  for (let turn = 0; turn < 5; turn++) {
    await world.look();
    const index = (await statusesOf(waiting)).indexOf('offered');
    offered.push(index);
    const entryId = waiting[index];
    if (entryId === undefined) break;
    if (turn === 3) committed(await world.submit('accept_offer', { entryId, bookingId: randomUUID() }));
    else if (turn % 2 === 0) committed(await world.submit('decline_offer', { entryId }));
    else await world.lapse(entryId);
  }
  // Taken at the fourth turn: the fifth in line is offered nothing.
  expect(offered).toEqual([0, 1, 2, 3, -1]);
});

test('a node that dies between the cancellation and the offer loses nothing', async () => {
  const date = freshDay();
  const free = await everyHourTakenBut(date);
  const [entryId = ''] = await joinMany(date, 1);
  await world.look();
  await free();
  // It took the list and died: nobody looks until its time is up.
  const taken = await world.database.admin.query('select * from gateway.next_waitlist(to_timestamp($1::float8 / 1000), 3600)', [world.clock.now]);
  expect(taken.rows).toHaveLength(1);
  await world.look();
  expect(await world.entry(entryId)).toMatchObject({ status: 'waiting' });
  await world.database.admin.query('update waitlist_watch set looking_until = now()');
  await world.look();
  expect(await world.entry(entryId)).toMatchObject({ status: 'offered' });
});

test('a look that fails half-way is looked again', async () => {
  const date = freshDay();
  const free = await everyHourTakenBut(date);
  const [entryId = ''] = await joinMany(date, 1);
  await world.look();
  await free();
  const broken = { ...node(), gateway: { ...node().gateway, submit: () => Promise.reject(new Error('the line went down')) } };
  await expect(offerFreedTime(broken, running)).rejects.toThrow('the line went down');
  await world.look();
  expect(await world.entry(entryId)).toMatchObject({ status: 'offered' });
});

test('an offer and the counter at once: whoever comes second is told no, and nobody waits in vain', async () => {
  for (let round = 0; round < 6; round++) {
    const date = freshDay();
    const free = await everyHourTakenBut(date);
    const [entryId = ''] = await joinMany(date, 1);
    await world.look();
    await free();
    const [, booked] = await Promise.all([world.look(), world.book(world.rooms[0] ?? '', `${date}T09:00:00Z`)]);
    await world.look();
    const { status } = await world.entry(entryId);
    expect([booked.status, status]).toEqual(booked.status === 'committed' ? ['committed', 'waiting'] : ['refused', 'offered']);
  }
});
