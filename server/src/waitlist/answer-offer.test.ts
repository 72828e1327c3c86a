import { expect, test } from 'vitest';
import { toWire } from '@holdfast/domain/instant';
import { noShowPolicy } from '@holdfast/domain/no-show-rule';
import type { CommandOf } from '@holdfast/protocol/commands';
import { at, calendar, catalogueOf, claim, hourService, resource } from '../availability/test-catalogue.ts';
import type { Decision } from '../commands/plan.ts';
import { acceptOffer } from './accept-offer.ts';
import { declineOffer } from './decline-offer.ts';
import { leaveWaitlist } from './leave-waitlist.ts';
import { decidingOn, offeredTo, offerHold, waiting, type ListInMemory } from './test-waiting.ts';

/** What those may answer who are offered something: yes, not this time, or not any more. */

const ten = toWire(at(10));
const accept = (list: ListInMemory, args: object = {}) =>
  acceptOffer(decidingOn(list), { channel: 'web', args: { entryId: 'a', bookingId: 'b', ...args } } as unknown as CommandOf<'accept_offer'>);
const decline = (list: ListInMemory, holdId?: string) => declineOffer(decidingOn(list), { args: { entryId: 'a', ...(holdId === undefined ? {} : { holdId }) } } as CommandOf<'decline_offer'>);
const leave = (list: ListInMemory) => leaveWaitlist(decidingOn(list), { args: { entryId: 'a' } } as CommandOf<'leave_waitlist'>);

async function said(answer: Decision | Promise<Decision>): Promise<string> {
  const decision = await answer;
  return decision.kind === 'refuse' ? `${decision.reason}: ${decision.detail}` : decision.kind;
}

const offered = offeredTo('a', 'h', { notes: 'By the window', partySize: 2 });
const lapsed = waiting('a', { holdId: 'h', partySize: 2 }, [10]);
const hold = offerHold('h', { partySize: 2, occupiedStart: toWire(at(9.75)) }, 2);

const columns = {
  booking_id: 'b', reference: expect.stringMatching(/^HF-/), service_id: 'hour', resource_ids: ['r1'], starts_at: ten, ends_at: toWire(at(11)),
  occupied_from: toWire(at(9.75)), occupied_to: toWire(at(11)), occupied_by_resource: null, party_size: 2, waived: null,
  deposit_reference: null, status: 'booked', version: 1, channel: 'web', customer_id: 'c-a', title: null, notes: 'By the window',
  created_at: toWire(at(8)), hold_id: 'h',
};

test('accepted, what is held is the booking', async () => {
  const answer = await accept({ list: [offered], holds: [hold] });
  expect(answer).toEqual({
    kind: 'apply',
    plan: {
      bookings: [{ id: 'b', expectedVersion: null, columns }],
      convert: { holdId: 'h', owner: { kind: 'booking', id: 'b' }, claims: 2, squeezedIn: false },
      closeHolds: [{ id: 'h', status: 'converted' }],
      waitlist: [{ id: 'a', expectedStatus: 'offered', columns: { status: 'booked', booking_id: 'b' } }],
      messages: [],
      outcome: { status: 'committed', bookingId: 'b', reference: expect.stringMatching(/^HF-/), bookingVersion: 1, entryId: 'a' },
    },
  });
});

test('the booking keeps what the hold and the answer say besides', async () => {
  const occupiedByResource = [{ resourceId: 'r1', start: toWire(at(9.75)), end: toWire(at(11)) }];
  const answer = await accept(
    { list: [offered], holds: [offerHold('h', { squeezedIn: true, occupiedByResource })], role: 'manager' },
    { depositReference: 'Till 3', waive: { rules: ['no_shows'], reason: 'Regular' } },
  );
  expect(answer).toMatchObject({
    plan: {
      convert: { squeezedIn: true },
      bookings: [{ columns: { occupied_by_resource: occupiedByResource, deposit_reference: 'Till 3', waived: { rules: ['no_shows'], reason: 'Regular' } } }],
    },
  });
});

test('the others with the same offer wait on and are told that it is gone', async () => {
  const list = [offeredTo('first', 'h'), offered, offeredTo('third', 'h'), offeredTo('elsewhere', 'g'), waiting('late', { holdId: 'h' })];
  expect(await accept({ list, holds: [hold] })).toMatchObject({
    plan: {
      waitlist: [
        { id: 'first', expectedStatus: 'offered', columns: { status: 'waiting' } },
        { id: 'third', expectedStatus: 'offered', columns: { status: 'waiting' } },
        { id: 'a', expectedStatus: 'offered', columns: { status: 'booked' } },
      ],
      messages: [
        { kind: 'waitlist_taken', subject_id: 'first', body: { start: ten, end: toWire(at(11)), resourceIds: ['r1'] } },
        { kind: 'waitlist_taken', subject_id: 'third' },
      ],
    },
  });
});

test.each<[string, ListInMemory, string]>([
  ['there is no such entry', {}, 'not_found: There is no such waitlist entry at this location.'],
  ['they are booked already', { list: [offeredTo('a', 'h', { status: 'booked' })] }, 'illegal_status: This entry is not waiting any more: it is booked.'],
  ['they left', { list: [offeredTo('a', 'h', { status: 'left' })] }, 'illegal_status: This entry is not waiting any more: it is left.'],
  ['nothing was offered yet', { list: [waiting('a')] }, 'illegal_status: Nothing is offered to them right now.'],
  ['somebody else was faster', { list: [lapsed], holds: [offerHold('h', { status: 'converted' }, 0)] }, 'hold_not_active: Somebody else was faster. They wait on.'],
  ['it was given to somebody else', { list: [lapsed], holds: [offerHold('h', { status: 'overridden' }, 0)] }, 'hold_not_active: This offer was overridden. They wait on.'],
  ['it was taken back', { list: [lapsed], holds: [offerHold('h', { status: 'released' }, 0)] }, 'hold_not_active: This offer was released. They wait on.'],
])('nothing is accepted when %s', async (_, list, answer) => {
  expect(await said(accept(list))).toBe(answer);
});

test('others may be accepting the same: it is decided under the lock', async () => {
  expect(await said(accept({ list: [offered], holds: [hold], locked: false }))).toBe('lock');
  expect(await said(accept({ list: [waiting('a')], locked: false }))).toContain('illegal_status');
});

test('a hold that is not there is nothing to guess about', async () => {
  await expect(accept({ list: [offered] })).rejects.toThrow('Waitlist entry a names hold h, which is not there');
});

test('a rule may be set aside by who may; a deposit or an approval is asked for as at every door', async () => {
  const services = [{ ...hourService, noShowPolicy: noShowPolicy(2, 'deposit') }];
  const missed = { catalogue: catalogueOf([resource(1), resource(2)], { services }), list: [offered], holds: [hold], noShows: { 'c-a': 2 } };
  const waive = { rules: ['no_shows'], reason: 'Regular' };
  expect(await said(accept(missed))).toContain('deposit_required: The customer missed 2 bookings.');
  expect(await said(accept(missed, { depositReference: 'Till 3' }))).toBe('apply');
  expect(await said(accept(missed, { waive }))).toBe('policy_forbids: Only a manager may set a rule aside.');
  expect(await said(accept({ ...missed, role: 'manager' }, { waive }))).toBe('apply');
  expect(await said(accept({ ...missed, noShows: { 'c-b': 2 } }))).toBe('apply');
});

const twoPlaces = catalogueOf([resource(1, { capacity: 2 }), resource(2)]);

test('too late and still free, they have it all the same', async () => {
  const answer = await accept({ catalogue: twoPlaces, list: [lapsed], holds: [offerHold('h', { status: 'expired', partySize: 2 }, 0)] });
  expect(answer).toEqual({
    kind: 'apply',
    wanted: { serviceId: 'hour', start: at(10), end: at(11), resourceIds: ['r1'], partySize: 2, expiredHold: true, holder: { customer_id: 'c-a' } },
    plan: {
      claims: [{ resourceNo: 1, lanes: 2, start: ten, end: toWire(at(11)), ownerKind: 'booking', ownerId: 'b' }],
      bookings: [{ id: 'b', expectedVersion: null, columns: { ...columns, occupied_from: ten, notes: '', squeeze_reason: null } }],
      waitlist: [{ id: 'a', expectedStatus: 'waiting', columns: { status: 'booked', booking_id: 'b' } }],
      outcome: { status: 'committed', bookingId: 'b', reference: expect.stringMatching(/^HF-/), bookingVersion: 1, entryId: 'a' },
    },
  });
});

test('too late, and nobody noticed: the hold is ended first', async () => {
  const answer = await accept({ catalogue: twoPlaces, list: [offered], holds: [offerHold('h', {}, 0)] });
  expect(answer).toMatchObject({ plan: { closeHolds: [{ id: 'h', status: 'released' }], waitlist: [{ expectedStatus: 'waiting' }] } });
  expect(answer).not.toHaveProperty('plan.convert');
});

test('a late answer meets the rules of today', async () => {
  const late = { list: [waiting('a', { holdId: 'h' }, [10])], holds: [offerHold('h', { status: 'expired' }, 0)] };
  expect(await said(accept({ ...late, now: at(12) }))).toBe('past: That time has passed.');
  expect(await said(accept({ ...late, catalogue: catalogueOf([resource(1, { archived: true })]) }))).toContain('unsuitable_resource');
  // What was offered to them is sold to them, though to nobody else any more.
  expect(await said(accept({ ...late, catalogue: catalogueOf([resource(1)], { services: [{ ...hourService, archived: true }] }) }))).toBe('apply');
});

test('declined by the last one, the hold goes back on sale', async () => {
  expect(await decline({ list: [offered], holds: [hold] })).toEqual({
    kind: 'apply',
    plan: {
      closeHolds: [{ id: 'h', status: 'released' }],
      waitlist: [{ id: 'a', expectedStatus: 'waiting', columns: { hold_id: null, status: 'waiting', lapses: 0 } }],
      outcome: { status: 'committed', entryId: 'a' },
    },
  });
});

test('declined by one of several, it stays with the others, and that start is noted', async () => {
  const list = [offeredTo('a', 'h', {}, [9]), offeredTo('other', 'h')];
  expect(await decline({ list, holds: [hold] })).toEqual({
    kind: 'apply',
    plan: {
      waitlist: [{ id: 'a', expectedStatus: 'offered', columns: { hold_id: null, declined: [toWire(at(9)), ten], status: 'waiting', lapses: 0 } }],
      outcome: { status: 'committed', entryId: 'a' },
    },
  });
});

test('who let one run out before declines the next as anybody does, and is back in their place', async () => {
  expect(await decline({ list: [offeredTo('a', 'h', { lapses: 1 })], holds: [hold] })).toMatchObject({
    plan: { closeHolds: [{ id: 'h', status: 'released' }], waitlist: [{ id: 'a', expectedStatus: 'waiting', columns: { hold_id: null, status: 'waiting', lapses: 0 } }] },
  });
});

test.each<[string, ListInMemory, string]>([
  ['there is no such entry', {}, 'not_found: There is no such waitlist entry at this location.'],
  ['nothing is offered', { list: [waiting('a')] }, 'illegal_status: Nothing is offered to this entry: it is waiting.'],
])('nothing is declined when %s', async (_, list, answer) => {
  expect(await said(decline(list))).toBe(answer);
});

test('a late answer is one: they are back in their place, unless it is about another offer', async () => {
  const list = [waiting('a', { holdId: 'h', lapses: 2 }, [10])];
  expect(await decline({ list }, 'h')).toEqual({
    kind: 'apply',
    plan: { waitlist: [{ id: 'a', expectedStatus: 'waiting', columns: { lapses: 0 } }], outcome: { status: 'committed', entryId: 'a' } },
  });
  expect(await said(decline({ list }, 'earlier'))).toBe('illegal_status: That is not what they were offered last.');
  expect(await said(decline({ list: [offeredTo('a', 'newer')], holds: [hold] }, 'h'))).toBe('illegal_status: That is not what they were offered last.');
});

test('off the list: left before the window is over, lapsed from its end on', async () => {
  const entry = waiting('a', { to: toWire(at(12)) });
  const off = (status: string) => ({
    kind: 'apply',
    plan: { waitlist: [{ id: 'a', expectedStatus: 'waiting', columns: { status } }], outcome: { status: 'committed', entryId: 'a' } },
  });
  expect(await leave({ list: [entry], now: at(12) - 1, locked: false })).toEqual(off('left'));
  expect(await leave({ list: [entry], now: at(12), locked: false })).toEqual(off('lapsed'));
});

test('off the list with an offer in hand: the offer ends with it', async () => {
  const outcome = { status: 'committed', entryId: 'a' };
  expect(await leave({ list: [offered], holds: [hold] })).toEqual({
    kind: 'apply',
    plan: { closeHolds: [{ id: 'h', status: 'released' }], waitlist: [{ id: 'a', expectedStatus: 'waiting', columns: { hold_id: null, status: 'left' } }], outcome },
  });
  expect(await leave({ list: [offered, offeredTo('other', 'h')], holds: [hold] })).toMatchObject({
    plan: { waitlist: [{ expectedStatus: 'offered', columns: { status: 'left', declined: [ten] } }], outcome },
  });
});

test.each<[string, ListInMemory, string]>([
  ['there is no such entry', {}, 'not_found: There is no such waitlist entry at this location.'],
  ['they are off it', { list: [waiting('a', { status: 'lapsed' })] }, 'illegal_status: This entry is not waiting any more: it is lapsed.'],
])('nobody leaves the list when %s', async (_, list, answer) => {
  expect(await said(leave(list))).toBe(answer);
});

test('who lets go of an offer does so under the lock: others may be letting go of the same', async () => {
  const unlocked = { list: [offered], holds: [hold], locked: false };
  expect([await said(decline(unlocked)), await said(leave(unlocked))]).toEqual(['lock', 'lock']);
});

test('time that others took since is no matter for a late answer to judge: the gateway has the last word, and looks around', async () => {
  const busy = { list: [lapsed], catalogue: twoPlaces, holds: [offerHold('h', { status: 'expired' }, 0)], claims: calendar(claim(1, 10, 11)) };
  expect(await accept(busy)).toMatchObject({ kind: 'apply', wanted: { expiredHold: true, holder: { customer_id: 'c-a' } } });
});
