import { expect, test } from 'vitest';
import { channels } from '@holdfast/protocol/values';
import { at, calendar, catalogueOf, claim, hourService, resource, span } from '../availability/test-catalogue.ts';
import { OfferQuota } from './offer-quota.ts';
import { decidingOn, waiting, type ListInMemory } from './test-waiting.ts';

// Two rooms, open for ten hours: of the twenty openings five may be held for those whom nobody of the house knows.
const stranger = waiting('a', { channel: 'web' });
const slot = { ...span(10, 11), resourceIds: ['r1'] };
const allows = (list: ListInMemory, entry = stranger): Promise<boolean> => new OfferQuota(decidingOn(list)).allows(entry, slot);

test('no more than a quarter of what is left of the day', async () => {
  expect([await allows({ held: 4 }), await allows({ held: 5 })]).toEqual([true, false]);
  const half = { claims: calendar(claim(2, 8, 18)) };
  expect([await allows({ ...half, held: 1 }), await allows({ ...half, held: 2 })]).toEqual([true, false]);
});

test('an opening is as long as what is claimed for it', async () => {
  const services = [{ ...hourService, cleanupMinutes: 60 }];
  const catalogue = catalogueOf([resource(1), resource(2), resource(3, { kind: 'hall' })], { services });
  expect([await allows({ catalogue, held: 1 }), await allows({ catalogue, held: 2 })]).toEqual([true, false]);
});

test('it is asked of whom nobody of the house put on the list', async () => {
  const asked: string[] = [];
  for (const channel of channels) if (!(await allows({ held: 5 }, waiting('a', { channel })))) asked.push(channel);
  expect(asked.toSorted()).toEqual(['api', 'chat_ai', 'phone_ai', 'web']);
});

test('the calendar is read once for the same wish, and every party has its own quota', async () => {
  let looks = 0;
  const quota = new OfferQuota(decidingOn({
    catalogue: catalogueOf([resource(1, { capacity: 2 }), resource(2, { capacity: 2 })]),
    held: 7,
    claims: async () => (looks++, []),
  }));
  const pair = waiting('b', { channel: 'web', partySize: 2 });
  // Alone there are forty openings, for two twenty.
  expect([await quota.allows(stranger, slot), await quota.allows(stranger, slot), await quota.allows(pair, slot)]).toEqual([true, true, false]);
  expect(looks).toBe(2);
});

test.each([
  ['came free since they joined', {}, true],
  ['came free the moment they joined', { releasedAt: at(0) }, false],
  ['came free in another room', { resourceNo: 2 }, false],
  ['came free at another hour', span(11, 12), false],
])('what %s', async (_, over, isTheirs) => {
  const freed = [{ resourceNo: 1, ...span(9, 11), releasedAt: at(0) + 0.5, ...over }];
  expect(await allows({ held: 5, freed })).toBe(isTheirs);
});
