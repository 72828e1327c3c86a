import { expect, test } from 'vitest';
import { toWire } from '@holdfast/domain/instant';
import type { CommandOf } from '@holdfast/protocol/commands';
import type { HoldRow } from '@holdfast/protocol/rows';
import { at, calendar, catalogueOf, claim, resource } from '../availability/test-catalogue.ts';
import { decidingOn, offeredTo, offerHold, type ListInMemory } from '../waitlist/test-waiting.ts';
import { overrideHold } from './override-hold.ts';

const override = (list: ListInMemory) =>
  overrideHold(decidingOn({ role: 'manager', ...list }), { channel: 'desk', args: { holdId: 'h', newHoldId: 'mine', reason: 'A fair' } } as unknown as CommandOf<'override_hold'>);

const ten = toWire(at(10));
const house = catalogueOf([resource(1, { capacity: 2 }), resource(2)]);
const held = (over: Partial<HoldRow> = {}) => offerHold('h', { purpose: 'asked', ...over });

test('it becomes a hold of the manager’s as it was, exceptions and all', async () => {
  const occupiedByResource = [{ resourceId: 'r1', start: toWire(at(9.75)), end: toWire(at(11)) }];
  const waived = { rules: ['orphan_gap' as const], reason: 'Regular' };
  const seconds = house.policies.holds.desk.holdSeconds;
  const answer = await override({ catalogue: house, holds: [held({ partySize: 2, squeezedIn: true, squeezeReason: 'Late', waived, occupiedByResource })] });
  expect(answer).toEqual({
    kind: 'apply',
    plan: {
      convert: { holdId: 'h', owner: { kind: 'hold', id: 'mine' }, claims: 1, seconds, squeezedIn: true },
      closeHolds: [{ id: 'h', status: 'overridden' }],
      holds: [{
        hold_id: 'mine', channel: 'desk', purpose: 'override', seconds, service_id: 'hour', resource_ids: ['r1'], starts_at: ten, ends_at: toWire(at(11)),
        occupied_from: ten, occupied_to: toWire(at(11)), party_size: 2, occupied_by_resource: occupiedByResource, squeeze_reason: 'Late', waived,
      }],
      messages: [],
      outcome: { status: 'committed', holdId: 'mine' },
    },
  });
});

test('of a plain hold nothing is made up', async () => {
  expect(await override({ holds: [held()] })).toMatchObject({
    plan: { convert: { squeezedIn: false }, holds: [{ party_size: 1, occupied_by_resource: null, squeeze_reason: null, waived: null }] },
  });
});

test('whoever held it is told of other times for as many as they are, on their own clock too', async () => {
  // All day there is room for one beside it, and never for two.
  const catalogue = catalogueOf([resource(1, { capacity: 2 }), resource(2, { capacity: 2 })]);
  const busy = calendar(...[1, 2].map((lane) => claim(1, 10, 11, { lane, ownerKind: 'hold', ownerId: 'h' })), claim(2, 8, 18));
  const holds = [{ ...held({ partySize: 2, customerName: 'Chen', customerTimeZone: 'Asia/Tokyo' }), customerEmail: 'chen@example.org' }];
  const tokyo = (start: string) => ({ clocks: { customer: { timeZone: 'Asia/Tokyo', start } } });
  expect(await override({ catalogue, claims: busy, holds })).toMatchObject({
    plan: {
      messages: [{
        kind: 'hold_overridden', to_name: 'Chen', to_phone: null, to_email: 'chen@example.org', subject_id: 'h',
        body: {
          serviceId: 'hour', start: ten, end: toWire(at(11)), resourceIds: ['r1'], timeZone: 'UTC', customerTimeZone: 'Asia/Tokyo', ...tokyo('2026-12-02T19:00:00+09:00'),
          alternatives: [
            { start: toWire(at(9)), end: ten, resourceIds: ['r1'], ...tokyo('2026-12-02T18:00:00+09:00') },
            { start: toWire(at(11)), end: toWire(at(12)), resourceIds: ['r1'], ...tokyo('2026-12-02T20:00:00+09:00') },
            { start: toWire(at(8)), end: toWire(at(9)), resourceIds: ['r1'], ...tokyo('2026-12-02T17:00:00+09:00') },
          ],
        },
      }],
    },
  });
});

test('where nobody is named no other time is looked for', async () => {
  expect(await override({ holds: [held()], claims: () => Promise.reject(new Error('Looked')) })).toMatchObject({ plan: { messages: [] } });
});

test('of an offer each is told who has it; as others may be joining it, it is decided under the lock', async () => {
  const offer = { holds: [offerHold('h')], list: [offeredTo('a', 'h', { customerName: 'Ana' }), offeredTo('b', 'h', { customerName: 'Ben' }), offeredTo('c', 'g')] };
  expect(await override(offer)).toMatchObject({ plan: { messages: [{ to_name: 'Ana', to_email: 'a@example.org' }, { to_name: 'Ben', to_email: 'b@example.org' }] } });
  expect(await override({ ...offer, locked: false })).toEqual({ kind: 'lock' });
  expect(await override({ holds: [held()], locked: false })).toMatchObject({ kind: 'apply' });
});
