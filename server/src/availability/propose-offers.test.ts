import { expect, test } from 'vitest';
import type pg from 'pg';
import { toWire } from '@holdfast/domain/instant';
import { mintTenantNo } from '../access/scope.ts';
import type { DecisionContext } from '../commands/handler.ts';
import type { WantedSlot } from '../commands/plan.ts';
import type { Catalogue } from '../locations/catalogue.ts';
import type { LiveClaim } from './claim-sql.ts';
import { proposeOffers } from './propose-offers.ts';
import { at, catalogueOf, claim, hourService, resource, span } from './test-catalogue.ts';

const rooms = catalogueOf([resource(1), resource(2)]);
const day = 24;

interface Asked extends Partial<Pick<DecisionContext, 'now' | 'role'>> {
  catalogue?: Catalogue;
  claims?: readonly LiveClaim[];
  channel?: 'desk' | 'web';
  wanted?: Partial<WantedSlot>;
  /** What others beside it are about to take; none: it holds the lock. */
  coming?: readonly LiveClaim[];
}

/** The offers, and how often the calendar was read for them. */
async function proposed({ catalogue = rooms, claims = [], channel = 'desk', now = at(8), role = 'staff', wanted = {}, coming }: Asked) {
  let reads = 0;
  const client = {
    async query({ name, values }: { name: string; values: readonly [unknown, readonly unknown[], string, string, string, string] & readonly unknown[] }) {
      if (name === 'read-references') return { rows: claims.map(({ ownerId }) => ({ id: ownerId, reference: `HF-${ownerId}` })) };
      if (name !== 'read-claims') throw new Error(`Nobody expected ${name}`);
      reads += 1;
      const [, nos, , , after, before] = values;
      return { rows: claims.filter((one) => nos.includes(one.resourceNo) && one.start < Date.parse(before) && one.end > Date.parse(after)) };
    },
  } as unknown as pg.PoolClient;
  const context = {
    catalogue, now, role, tenantNo: mintTenantNo(1), locked: !coming, read: (work: (one: pg.PoolClient) => Promise<unknown>) => work(client),
    ...(coming
      ? { beside: async (look: () => Promise<unknown>) => ({ seen: await look(), coming }) }
      : {}),
  } as unknown as DecisionContext;
  const offers = await proposeOffers(context, channel, { serviceId: 'hour', ...span(10, 11), resourceIds: ['r1'], ...wanted });
  return { ...offers, reads, where: offers.candidates.map(({ offer }) => `${(Date.parse(offer.start) - at(0)) / 3_600_000} ${offer.resourceIds.join()}`) };
}

test('the three nearest, each ready to be held for whoever asked', async () => {
  const { candidates, where, conflicts, why, wantedIsFree } = await proposed({ claims: [claim(1, 10, 11)] });
  expect(where).toEqual(['10 r2', '9 r1', '11 r1']);
  const [first] = candidates;
  const [start, end] = [toWire(at(10)), toWire(at(11))];
  const holdId = first?.hold.hold_id ?? '';
  expect(holdId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(first).toEqual({
    offer: { start, end, resourceIds: ['r2'] },
    claims: [{ resourceNo: 2, lanes: 1, start, end, ownerKind: 'hold', ownerId: holdId }],
    hold: {
      hold_id: holdId, channel: 'desk', service_id: 'hour', resource_ids: ['r2'], starts_at: start, ends_at: end, occupied_from: start, occupied_to: end,
      occupied_by_resource: null, party_size: 1, squeeze_reason: null,
    },
    dayStart: toWire(at(0)),
    dayEnd: toWire(at(day)),
    // Two rooms of ten hours, one of which is taken: nineteen openings.
    dayQuota: 4,
  });
  expect(conflicts).toEqual([{ start, end, resourceId: 'r1', kind: 'booking' }]);
  expect(why).toEqual({ reason: 'slot_taken', detail: 'Room 1 is not free from 10:00 to 11:00.' });
  expect(wantedIsFree).toBe(false);
});

test('hours around are looked at first; a day and a week only when there are not three', async () => {
  expect(await proposed({ claims: [claim(1, 10, 11)] })).toMatchObject({ reads: 1 });
  const full = [1, 2].map((room) => claim(room, 8, 18));
  expect(await proposed({ claims: full })).toMatchObject({ reads: 2, where: [`${8 + day} r1`, `${8 + day} r2`, `${9 + day} r1`] });
  const shut = [1, 2].map((room) => claim(room, -2 * day, 3 * day));
  expect(await proposed({ claims: shut })).toMatchObject({ reads: 3, where: [`${8 + 3 * day} r1`, `${8 + 3 * day} r2`, `${9 + 3 * day} r1`] });
  expect(await proposed({ claims: [1, 2].map((room) => claim(room, -9 * day, 9 * day)) })).toMatchObject({ where: [] });
});

test('each day has its own quota, by what is open on it', async () => {
  const shut = [1, 2].map((room) => claim(room, -2 * day, 17.5));
  const morning = [claim(1, 9 + day, 18 + day), claim(2, 10 + day, 18 + day)];
  const { candidates, where } = await proposed({ claims: [...shut, ...morning], wanted: { ...span(17, 18) } });
  expect(where).toEqual([`${8 + day} r1`, `${8 + day} r2`, `${9 + day} r2`]);
  expect(candidates.map(({ dayStart, dayQuota }) => [dayStart, dayQuota])).toEqual(Array(3).fill([toWire(at(day)), 0]));
  const { candidates: later } = await proposed({ claims: shut, now: at(16), wanted: { ...span(17, 18) } });
  expect(later.map(({ dayQuota }) => dayQuota)).toEqual([5, 5, 5]);
});

test('a party counts by what of it fits', async () => {
  const group = catalogueOf([resource(1, { kind: 'class', capacity: 4 })], { services: [{ ...hourService, needs: ['class'] }] });
  const { candidates } = await proposed({ catalogue: group, wanted: { partySize: 4 } });
  expect(candidates.map(({ dayQuota, claims }) => [dayQuota, claims[0]?.lanes])).toEqual(Array(3).fill([2, 4]));
});

test('what was wanted has become free: decide again', async () => {
  expect(await proposed({})).toMatchObject({ wantedIsFree: true, conflicts: [] });
  // Where nothing was named there is nothing to be free.
  expect(await proposed({ wanted: { resourceIds: [] } })).toMatchObject({ wantedIsFree: false });
});

test('beside others it offers what they are not about to take, and says where it may have missed some', async () => {
  const taken = [claim(1, 10, 11)];
  const one = await proposed({ claims: taken, coming: [claim(2, 10, 11)] });
  expect([one.where, one.isCutShort]).toEqual([['9 r1', '11 r1', '9 r2'], false]);
  // They may yet lose it: it is no conflict, and nothing that a refusal rests on.
  expect([one.conflicts.length, one.wantedIsFree]).toEqual([1, false]);
  expect(await proposed({ coming: [claim(1, 10, 11)] })).toMatchObject({ wantedIsFree: true });
  const shut = [1, 2].map((room) => claim(room, -9 * day, 9 * day, { ownerId: `${room}` }));
  expect(await proposed({ claims: shut, coming: [claim(2, 10, 11)] })).toMatchObject({ where: [], isCutShort: true });
  expect(await proposed({ claims: shut, coming: [] })).toMatchObject({ where: [], isCutShort: false });
  expect(await proposed({ claims: shut })).toMatchObject({ where: [], isCutShort: false });
});

test('what others are about to take is no longer open either: the quota of the day is without it', async () => {
  const claims = [claim(1, 10, 11)];
  const quotas = async (coming: readonly LiveClaim[]) => (await proposed({ claims, coming })).candidates.map(({ dayQuota }) => dayQuota);
  expect(await quotas([])).toEqual([4, 4, 4]);
  // Of nineteen openings six.
  expect(await quotas([claim(2, 12, 18)])).toEqual([3, 3, 3]);
});

test('all that stands in the way is named by what it can be found by', async () => {
  const claims = [claim(1, 9, 10.5, { ownerId: 'a' }), claim(1, 10.5, 12, { ownerId: 'b' }), claim(1, 12, 13), claim(2, 10, 11), claim(1, 10, 10.5, { ownerKind: 'hold', yields: true })];
  const { inItsWay } = await proposed({ claims });
  expect(inItsWay).toEqual([
    { resourceNo: 1, lane: 1, start: toWire(at(9)), ownerId: 'a' },
    { resourceNo: 1, lane: 1, start: toWire(at(10.5)), ownerId: 'b' },
  ]);
});

test('its own time is not in the way of what moves, and is offered to nobody', async () => {
  const own = [claim(1, 10.5, 11.5, { ownerId: 'mine' })];
  const { wantedIsFree, where, conflicts } = await proposed({ claims: own, wanted: { movingId: 'mine' } });
  expect([wantedIsFree, conflicts, where]).toEqual([true, [], ['10 r2', '9 r1', '9 r2']]);
});

test('what nobody asked for by name and is not free is among the conflicts, without whose it is', async () => {
  const claims = [claim(1, 10, 11), claim(2, 9, 10.5, { ownerKind: 'block' }), claim(2, 10.5, 11, { ownerKind: 'hold', yields: true })];
  const asked = { claims, wanted: { resourceIds: [], lacking: ['r1', 'r2'] } };
  const [first, block] = [{ start: toWire(at(10)), end: toWire(at(11)), resourceId: 'r1', kind: 'booking' }, { start: toWire(at(9)), end: toWire(at(10.5)), resourceId: 'r2', kind: 'block' }];
  // Read with what is offered instead.
  expect(await proposed(asked)).toMatchObject({ reads: 1, conflicts: [first, block] });
  // Asked for by name and needed it is named once, and what is not lacking not at all.
  expect((await proposed({ claims, wanted: { resourceIds: ['r1'], lacking: ['r1'] } })).conflicts).toEqual([first]);
});

test('time kept for an undo is in the way of the web, and not of the desk', async () => {
  const kept = [claim(1, 10, 11, { ownerKind: 'hold', yields: true })];
  expect(await proposed({ claims: kept })).toMatchObject({ wantedIsFree: true });
  expect(await proposed({ claims: kept, channel: 'web' })).toMatchObject({ wantedIsFree: false, conflicts: [{ kind: 'hold' }] });
});

test('a block is told whom it touches by their references, when somebody of the house asks', async () => {
  const claims = [claim(1, 10, 11, { ownerId: 'b' })];
  const block = { serviceId: null, allLanes: true, ...span(9, 12) };
  const touched = { start: toWire(at(10)), end: toWire(at(11)), resourceId: 'r1', kind: 'booking' };
  expect((await proposed({ claims, wanted: block })).conflicts).toEqual([{ ...touched, bookingId: 'b', reference: 'HF-b' }]);
  expect((await proposed({ claims, wanted: block, role: null })).conflicts).toEqual([touched]);
  expect((await proposed({ claims })).conflicts).toEqual([touched]);
});

test('nothing before now, and yesterday is answered with today', async () => {
  const { where } = await proposed({ now: at(10.5), claims: [claim(1, 11, 12)], wanted: { ...span(10 - day, 11 - day) } });
  expect(where).toEqual(['11 r2', '12 r1', '12 r2']);
});
