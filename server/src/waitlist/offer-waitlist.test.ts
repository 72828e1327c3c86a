import { expect, test } from 'vitest';
import { toWire } from '@holdfast/domain/instant';
import { noShowPolicy } from '@holdfast/domain/no-show-rule';
import type { CommandArgs, CommandOf } from '@holdfast/protocol/commands';
import { at, calendar, catalogueOf, claim, hourService, resource } from '../availability/test-catalogue.ts';
import type { Decision } from '../commands/plan.ts';
import { offerWaitlist } from './offer-waitlist.ts';
import { decidingOn, offeredTo, offerHold, waiting, type ListInMemory } from './test-waiting.ts';
import { waitlistJobId } from './waitlist-job.ts';

const ten = toWire(at(10));
interface Asked extends Partial<Omit<CommandArgs<'offer_waitlist'>, 'start'>> {
  /** Hour of the day. */
  start?: number;
  by?: { channel: string; actorId: string; supersedes?: string };
}
const job = { channel: 'api', actorId: waitlistJobId };
const desk = { channel: 'desk', actorId: 'ana' };

function offer(list: ListInMemory, { start = 10, by = desk, ...args }: Asked = {}): Decision | Promise<Decision> {
  const command = { ...by, args: { entryId: 'a', holdId: 'h', start: toWire(at(start)), resourceIds: ['r1'], ...args } };
  return offerWaitlist(decidingOn(list), command as unknown as CommandOf<'offer_waitlist'>);
}
async function said(list: ListInMemory, asked: Asked = {}): Promise<string> {
  const decision = await offer(list, asked);
  return decision.kind === 'refuse' ? `${decision.reason}: ${decision.detail}` : decision.kind;
}

const house = catalogueOf([resource(1, { capacity: 2 }), resource(2)]);
const pair = waiting('a', { partySize: 2, customerTimeZone: 'Asia/Tokyo' });

test('an offer is a hold with a deadline, in the name of who waits, and a message', async () => {
  const answer = await offer({ catalogue: house, list: [pair] });
  expect(answer).toEqual({
    kind: 'apply',
    wanted: { serviceId: 'hour', start: at(10), end: at(11), resourceIds: ['r1'], partySize: 2, holder: { customer_id: 'c-a' } },
    plan: {
      claims: [{ resourceNo: 1, lanes: 2, start: ten, end: toWire(at(11)), ownerKind: 'hold', ownerId: 'h', seconds: house.policies.waitlistOfferSeconds }],
      holds: [{
        hold_id: 'h', purpose: 'waitlist', channel: 'desk', seconds: house.policies.waitlistOfferSeconds, service_id: 'hour', resource_ids: ['r1'],
        starts_at: ten, ends_at: toWire(at(11)), occupied_from: ten, occupied_to: toWire(at(11)), occupied_by_resource: null, party_size: 2,
        squeeze_reason: null, customer_id: 'c-a', customer_name: 'Chen', customer_phone: '+44 7700 900123',
        customer_email: 'a@example.org', customer_time_zone: 'Asia/Tokyo',
      }],
      waitlist: [{ id: 'a', expectedStatus: 'waiting', columns: { status: 'offered', hold_id: 'h' } }],
      messages: [expect.objectContaining({ kind: 'waitlist_offer', subject_id: 'a', body: expect.objectContaining({ holdId: 'h', start: ten, end: toWire(at(11)), resourceIds: ['r1'] }) })],
      outcome: { status: 'committed', entryId: 'a', holdId: 'h' },
    },
  });
});

test('offered instead of what was refused, the refusal is settled; the job wants no other time held', async () => {
  expect(await offer({ list: [waiting('a')] }, { by: { ...desk, supersedes: 'refused' } })).toMatchObject({ plan: { settlesRefusal: 'refused', holds: [{ customer_time_zone: null }] } });
  expect(await offer({ list: [waiting('a')] })).not.toHaveProperty('plan.settlesRefusal');
  expect(await offer({ list: [waiting('a')] }, { by: job })).not.toHaveProperty('wanted');
});

test('nobody named: what suits them and is free at that start is picked', async () => {
  const list = [waiting('a', { resourceIds: ['r2'] })];
  expect(await offer({ list }, { resourceIds: [] })).toMatchObject({ plan: { holds: [{ resource_ids: ['r2'] }] } });
  expect(await said({ list, claims: calendar(claim(2, 10.5, 11)) }, { resourceIds: [] })).toBe('slot_taken: Nothing that suits them is free at that time.');
  expect(await offer({ list: [waiting('a')], claims: calendar(claim(1, 10.5, 11)) }, { resourceIds: [] })).toMatchObject({ plan: { holds: [{ resource_ids: ['r2'] }] } });
});

test.each<[string, ListInMemory, Asked, string]>([
  ['by an agent', { list: [waiting('a')] }, { by: { channel: 'chat_ai', actorId: waitlistJobId } }, 'policy_forbids: Offers are made by the waitlist itself or by staff.'],
  ['by an API key', { list: [waiting('a')] }, { by: { channel: 'api', actorId: 'key' } }, 'policy_forbids: Offers are made by the waitlist itself or by staff.'],
  ['to nobody', {}, {}, 'not_found: There is no such waitlist entry at this location.'],
  ['to who has an offer', { list: [offeredTo('a', 'g')] }, {}, 'illegal_status: Something is offered to them already.'],
  ['to who is booked', { list: [waiting('a', { status: 'booked' })] }, {}, 'illegal_status: This entry is not waiting any more: it is booked.'],
  ['of a time that has passed', { list: [waiting('a')], now: at(10) + 1 }, {}, 'past: That time has passed.'],
  ['before they can come', { list: [waiting('a', { from: toWire(at(11)) })] }, {}, `invalid_times: They can come from ${toWire(at(11))} on, not before.`],
  ['that ends after they have to be gone', { list: [waiting('a', { to: toWire(at(10.75)) })] }, {}, `invalid_times: They have to be done by ${toWire(at(10.75))}.`],
  ['of a start they did not take', { list: [waiting('a', {}, [10])] }, {}, 'policy_forbids: That start was offered to them before, and they did not take it.'],
  ['of another room', { list: [waiting('a', { resourceIds: ['r2'] })] }, {}, 'unsuitable_resource: They wait for other resources.'],
  ['of a room that is not there', { list: [waiting('a')] }, { resourceIds: ['gone'] }, 'not_found: There is no such resource at this location.'],
  ['of what is sold no more', { list: [waiting('a')], catalogue: catalogueOf([resource(1)], { services: [{ ...hourService, archived: true }] }) }, {}, 'not_found: An hour is no longer offered.'],
  ['of what is not there any more', { list: [waiting('a')], catalogue: catalogueOf([resource(1)], { services: [] }) }, { resourceIds: [] }, 'not_found: There is no such service at this location.'],
])('no offer %s', async (_, list, asked, answer) => {
  expect(await said(list, asked)).toBe(answer);
});

test('the job offers right now and up to the end of the window', async () => {
  expect(await said({ list: [waiting('a')], now: at(10) }, { by: job })).toBe('apply');
  expect(await said({ list: [waiting('a', { from: ten, to: toWire(at(11)) })] }, { by: job })).toBe('apply');
});

test('of a day of which as much is held as may be the job offers nothing more to strangers, and staff do', async () => {
  const list = [waiting('a', { channel: 'web' })];
  // Two rooms are open for ten hours: a quarter is five.
  expect(await said({ list, held: 4 }, { by: job })).toBe('apply');
  expect(await said({ list, held: 5 }, { by: job })).toBe('policy_forbids: As much of that day is held for people who wait as may be.');
  expect(await said({ list, held: 5 })).toBe('apply');
});

test('a time by day that is closed is no for the job, and a reason to look for others for staff', async () => {
  const list = [waiting('a', { to: toWire(at(24)) })];
  const byHand = await offer({ list }, { start: 20 });
  const byJob = await offer({ list }, { start: 20, by: job });
  expect(byHand).toMatchObject({ reason: 'outside_hours', wanted: { start: at(20) } });
  expect(byJob).toEqual({ kind: 'refuse', reason: 'outside_hours', detail: (byHand as { detail: string }).detail });
});

test('a rule that looks at neighbours is asked under the lock', async () => {
  const judged = catalogueOf([resource(1)], { location: { kinds: { room: { shortestSellableMinutes: 60 } } } });
  expect(await said({ list: [waiting('a')], catalogue: judged, locked: false })).toBe('lock');
});

test('one of several to whom the same is offered: no second hold, the same deadline', async () => {
  const list = [pair, offeredTo('other', 'h')];
  const holds = [offerHold('h', { partySize: 2 }, 2)];
  expect(await offer({ catalogue: house, list, holds }, { by: job })).toEqual({
    kind: 'apply',
    plan: {
      waitlist: [{ id: 'a', expectedStatus: 'waiting', columns: { status: 'offered', hold_id: 'h' } }],
      messages: [expect.objectContaining({ kind: 'waitlist_offer', subject_id: 'a', body: expect.objectContaining({ holdId: 'h', start: ten, end: toWire(at(11)), resourceIds: ['r1'] }) })],
      outcome: { status: 'committed', entryId: 'a', holdId: 'h' },
    },
  });
  expect(await said({ catalogue: house, list, holds, locked: false }, { by: job })).toBe('lock');
});

const single = [waiting('a')];
test.each<[string, ListInMemory, string]>([
  ['is somebody’s own', { list: single, holds: [offerHold('h', { purpose: 'asked' })] }, 'already_exists: This hold id is already in use.'],
  ['has ended', { list: single, holds: [offerHold('h', { status: 'expired' })] }, 'hold_not_active: That offer is over.'],
  ['has run out', { list: single, holds: [offerHold('h', {}, 0)] }, 'hold_not_active: That offer is over.'],
  ['is for another service', { list: single, holds: [offerHold('h', { serviceId: 'other' })] }, 'unsuitable_resource: That offer is for another service, party or start.'],
  ['is for two', { list: single, holds: [offerHold('h', { partySize: 2 })] }, 'unsuitable_resource: That offer is for another service, party or start.'],
  ['begins at another time', { list: single, holds: [offerHold('h', { start: toWire(at(10.5)) })] }, 'unsuitable_resource: That offer is for another service, party or start.'],
  ['ends after they have to be gone', { list: [waiting('a', { to: toWire(at(10.75)) })], holds: [offerHold('h')] }, 'unsuitable_resource: That offer does not suit them.'],
  ['is of another room', { list: [waiting('a', { resourceIds: ['r2'] })], holds: [offerHold('h')] }, 'unsuitable_resource: That offer does not suit them.'],
])('an offer is not joined that %s', async (_, list, answer) => {
  expect(await said(list)).toBe(answer);
});

test('an offer is joined up to the end of the window', async () => {
  expect(await said({ list: [waiting('a', { to: toWire(at(11)) })], holds: [offerHold('h')] })).toBe('apply');
});

test.each(['approval', 'deposit'] as const)('who missed bookings is told that it takes %s; what a manager has to book comes without a link', async (asked) => {
  const catalogue = catalogueOf([resource(1), resource(2)], { services: [{ ...hourService, noShowPolicy: noShowPolicy(2, asked) }] });
  // The manager who offers is not the one who accepts.
  const over = { catalogue, list: [waiting('a')], role: 'manager' as const };
  const bodyOf = async (noShows: number) => {
    const answer = await offer({ ...over, noShows: { 'c-a': noShows } });
    return answer.kind === 'apply' ? answer.plan.messages?.[0]?.body : null;
  };
  expect(await bodyOf(1)).toMatchObject({ link: expect.stringContaining('/offers/') });
  expect(await bodyOf(1)).not.toHaveProperty('asks');
  expect(await bodyOf(2)).toMatchObject({ asks: asked });
  expect('link' in ((await bodyOf(2)) ?? {})).toBe(asked === 'deposit');
});
