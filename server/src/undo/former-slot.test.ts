import { expect, test } from 'vitest';
import { toWire } from '@holdfast/domain/instant';
import type { CommandOf } from '@holdfast/protocol/commands';
import type { BookingRow } from '@holdfast/protocol/rows';
import type { Channel } from '@holdfast/protocol/values';
import { mintTenantNo } from '../access/scope.ts';
import type { LiveClaim } from '../availability/claim-sql.ts';
import { at, calendar, catalogueOf, claim, resource, span } from '../availability/test-catalogue.ts';
import { bookedSlot } from '../bookings/booked-slot.ts';
import type { DecisionContext } from '../commands/handler.ts';
import { backTogether, wantedBack, type FormerBooking } from './former-slot.ts';

const catalogue = catalogueOf([resource(1), resource(2)]);

function former(id: string, from: number, over: Partial<BookingRow> = {}): FormerBooking {
  const [start, end] = [toWire(at(from)), toWire(at(from + 1))];
  const booking = { id, reference: `HF-${id}`, serviceId: null, resourceIds: ['r1'], start, end, occupiedStart: start, occupiedEnd: end, ...over } as BookingRow;
  return { booking, slot: bookedSlot(catalogue, booking) };
}

/** What is refused, or null and nothing is. */
async function taken(claims: LiveClaim[], back = [former('a', 10), former('b', 12)], channel: Channel = 'desk') {
  const together = await goBack(claims, back, channel);
  return 'kind' in together ? [together.reason, together.detail, together.conflicts?.map(({ start }) => start).join()] : null;
}

async function goBack(claims: LiveClaim[], back: readonly FormerBooking[], channel: Channel, on = catalogue) {
  const context = {
    catalogue: on, claims: calendar(...claims), tenantNo: mintTenantNo(1), now: at(8), role: 'staff', locked: true, read: () => Promise.reject(new Error('All is in memory')),
  } as unknown as DecisionContext;
  return backTogether(context, { channel, args: { commandId: 'undone', showsWhose: true } } as CommandOf<'undo_command'>, back, ['kept']);
}

test('nobody in their places, nothing in the way; what touches is not in it', async () => {
  expect(await taken([])).toBeNull();
  expect(await taken([claim(1, 11, 12), claim(2, 10, 11)])).toBeNull();
});

test('whose place somebody has is named, with who has it', async () => {
  expect(await taken([claim(1, 12, 13)])).toEqual(['slot_taken', 'The time of HF-b was taken since.', toWire(at(12))]);
  expect(await taken([claim(1, 10, 13, { ownerKind: 'block' })])).toEqual(['resource_blocked', 'The times of HF-a and HF-b were taken since.', toWire(at(10))]);
});

test('each that cannot go back is named with other times; those of the first are held for whoever it is for, and nobody else’s', async () => {
  const back = [former('a', 10), former('b', 11, { customerId: 'c', title: null }), former('c', 12)];
  const refusal = await goBack([claim(1, 11, 13), claim(2, 9, 11)], back, 'desk');
  if (!('kind' in refusal)) throw new Error('It went back');
  expect(refusal).toMatchObject({ reason: 'slot_taken', detail: 'The times of HF-b and HF-c were taken since.', wanted: { ...span(11, 12), movingId: 'b', holder: { customer_id: 'c' } } });
  expect(refusal.conflicts?.map(({ start }) => start)).toEqual([toWire(at(11))]);
  const [a, b, c] = refusal.occurrences ?? [];
  expect(a).toEqual({ occurrence: toWire(at(10)), start: toWire(at(10)), end: toWire(at(11)), status: 'free', resourceIds: ['r1'], bookingId: 'a', reference: 'HF-a' });
  expect(b).toMatchObject({ bookingId: 'b', status: 'taken', reason: 'slot_taken' });
  expect(b?.alternatives).toBeUndefined();
  // The second room from eleven to one, and the first before, are for b.
  expect(c).toMatchObject({ bookingId: 'c', status: 'taken', reason: 'slot_taken' });
  expect(c?.alternatives?.map(({ start, resourceIds }) => `${start.slice(11, 13)} ${resourceIds.join()}`)).toEqual(['13 r1', '13 r2', '14 r1']);
});

test('of many the first are named and the others counted', async () => {
  const back = [9, 10, 11, 12, 13].map((hour) => former(`${hour}`, hour));
  expect((await taken([claim(1, 8, 18)], back))?.[1]).toBe('The times of HF-9, HF-10, HF-11 and 2 more were taken since.');
  expect((await taken([claim(1, 8, 12)], back))?.[1]).toBe('The times of HF-9, HF-10 and HF-11 were taken since.');
});

test('they are not in each other’s way, nor is the time that was kept for this undo', async () => {
  expect(await taken([claim(1, 12, 13, { ownerId: 'a' }), claim(1, 10, 11, { ownerId: 'kept', ownerKind: 'hold' })])).toBeNull();
  expect(await taken([claim(1, 10, 11, { ownerId: 'kept', ownerKind: 'block' })])).toMatchObject(['resource_blocked', expect.anything(), toWire(at(10))]);
});

test('what is kept for another undo yields to the desk and to nobody else', async () => {
  const kept = [claim(1, 10, 11, { ownerKind: 'hold', yields: true })];
  expect(await taken(kept)).toBeNull();
  expect(await taken(kept, undefined, 'web')).toMatchObject(['slot_taken', 'The time of HF-a was taken since.', toWire(at(10))]);
  expect(await taken([claim(1, 10, 11, { ownerKind: 'hold' })])).toMatchObject(['slot_taken', expect.anything(), toWire(at(10))]);
});

test('who was squeezed in stands beside somebody again, on the lane that is left for it', async () => {
  const squeezing = catalogueOf([resource(1, { squeezeLanes: 1, squeezePerDay: 1 })]);
  const squeezed = (id: string, from: number): FormerBooking => {
    const { booking } = former(id, from, { squeezedIn: true, squeezeReason: 'Pain' });
    return { booking, slot: bookedSlot(squeezing, booking) };
  };
  const lanes = async (claims: LiveClaim[], ...back: FormerBooking[]) => {
    const together = await goBack(claims, back, 'desk', squeezing);
    return 'kind' in together ? [together.reason, together.detail] : together.map(({ slot }) => slot.spans[0]?.on);
  };
  const regular = { booking: former('b', 10).booking, slot: bookedSlot(squeezing, former('b', 10).booking) };
  expect(await lanes([], squeezed('a', 10), regular)).toEqual([[2], [1]]);
  expect(await lanes([claim(1, 10, 11)], squeezed('a', 10), squeezed('c', 12))).toEqual([[2], [1]]);
  expect(await lanes([claim(1, 10, 11), { ...claim(1, 10, 11, { ownerId: 'guest' }), lane: 2 }], squeezed('a', 10), squeezed('c', 12))).toEqual(['slot_taken', 'The time of HF-a was taken since.']);
  expect(await lanes([claim(1, 10, 11), { ...claim(1, 14, 15), lane: 2 }], squeezed('a', 10), squeezed('c', 12))).toEqual(['squeeze_limit', 'The time of HF-a was taken since.']);
});

test('where they share a resource each has a lane that leaves the others theirs, and who finds none is named', async () => {
  const shared = catalogueOf([resource(1, { capacity: 2 }), resource(2)]);
  const onShared = (id: string, from: number, resourceIds = ['r1']): FormerBooking => {
    const { booking } = former(id, from, { resourceIds });
    return { booking, slot: bookedSlot(shared, booking) };
  };
  const lanes = async (...back: FormerBooking[]) => {
    const together = await goBack([{ ...claim(1, 10, 11), lane: 2 }], back, 'desk', shared);
    return 'kind' in together ? [together.reason, together.detail, together.conflicts?.length] : together.map(({ slot }) => slot.spans.map(({ on }) => on));
  };
  expect(await lanes(onShared('a', 9), onShared('b', 9.5, ['r1', 'r2']))).toEqual([[[2]], [[1], [1]]]);
  // Time kept for another undo is taken away last.
  const kept = { ...claim(1, 9, 10, { ownerKind: 'hold' as const, yields: true }), lane: 1 };
  const beside = await goBack([kept], [onShared('a', 9), onShared('c', 14)], 'desk', shared);
  expect('kind' in beside ? beside.reason : beside[0]?.slot.spans[0]?.on).toEqual([2]);
  // Three are one too many: it is who has the other lane that is in the way, and none of them.
  expect(await lanes(onShared('a', 9), onShared('b', 9.5), onShared('c', 9.5))).toEqual(['capacity_full', 'The time of HF-c was taken since.', 1]);
});

test('looked around for is the time it had, its own no obstacle', () => {
  expect(wantedBack(former('a', 10, { customerId: 'c', title: null }))).toEqual({
    serviceId: null, start: at(10), end: at(11), resourceIds: ['r1'], partySize: 1, movingId: 'a', holder: { customer_id: 'c', title: null },
  });
});
