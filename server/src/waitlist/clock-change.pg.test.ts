import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { committed } from '../commands/test-outcomes.ts';
import { createWaitlistWorld, type WaitlistWorld } from './waitlist-world.ts';

/** Offers on the nights when the clock changes. */

let world: WaitlistWorld;
beforeAll(async () => {
  world = await createWaitlistWorld({ timeZone: 'Europe/Berlin' });
});
afterAll(() => world.feedWatch.close());

const room = (): string => world.rooms[0] ?? '';

/** A room without a free minute between the two times but for a block from `start` to `end`, which is then removed. */
async function freedAtNight(from: string, start: string, end: string, to: string): Promise<() => Promise<void>> {
  const block = async (blockStart: string, blockEnd: string) => {
    const blockId = randomUUID();
    committed(await world.submit('place_block', { blockId, resourceIds: [room()], start: blockStart, end: blockEnd }));
    return blockId;
  };
  await block(from, start);
  await block(end, to);
  const inBetween = await block(start, end);
  return async () => void committed(await world.submit('remove_block', { blockId: inBetween }));
}

test('the hour that the clock skips is no hour: 01:30 to 03:30 on the wall has room for one hour, not two', async () => {
  // 2027-03-28, 02:00 CET becomes 03:00 CEST: 00:30Z is 01:30 and 01:30Z is 03:30 on the wall.
  const free = await freedAtNight('2027-03-27T20:00:00Z', '2027-03-28T00:30:00Z', '2027-03-28T01:30:00Z', '2027-03-28T06:00:00Z');
  const window = { from: '2027-03-28T01:30:00+01:00', to: '2027-03-28T03:30:00+02:00', resourceIds: [room()] };
  const [first, second] = [await world.join('', window), await world.join('', window)];
  await free();
  await world.look();
  expect(await world.entry(first)).toMatchObject({ status: 'offered', start: '2027-03-28T00:30:00.000Z' });
  expect(await world.entry(second)).toMatchObject({ status: 'waiting' });
});

test('the hour that comes twice is two hours: whoever declines the first is offered the second', async () => {
  // 2027-10-31, 03:00 CEST becomes 02:00 CET: 02:00 on the wall is 00:00Z and again 01:00Z.
  const free = await freedAtNight('2027-10-30T20:00:00Z', '2027-10-31T00:00:00Z', '2027-10-31T02:00:00Z', '2027-10-31T06:00:00Z');
  const window = { from: '2027-10-31T02:00:00+02:00', to: '2027-10-31T03:00:00+01:00', resourceIds: [room()] };
  const entryId = await world.join('', window);
  await free();
  await world.look();
  expect(await world.entry(entryId)).toMatchObject({ status: 'offered', start: '2027-10-31T00:00:00.000Z' });
  committed(await world.submit('decline_offer', { entryId }));
  await world.look();
  expect(await world.entry(entryId)).toMatchObject({ status: 'offered', start: '2027-10-31T01:00:00.000Z' });
});
