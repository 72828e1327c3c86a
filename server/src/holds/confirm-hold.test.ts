import { expect, test } from 'vitest';
import { toWire } from '@holdfast/domain/instant';
import type { CommandArgs, CommandOf } from '@holdfast/protocol/commands';
import type { HoldRow } from '@holdfast/protocol/rows';
import { at, catalogueOf, hourService, resource } from '../availability/test-catalogue.ts';
import { decidingOn, offerHold, type ListInMemory } from '../waitlist/test-waiting.ts';
import { confirmHold } from './confirm-hold.ts';

const confirm = (list: ListInMemory, args: Partial<CommandArgs<'confirm_hold'>> = {}) =>
  confirmHold(decidingOn(list), { channel: 'desk', args: { holdId: 'h', bookingId: 'b', customer: null, ...args } } as unknown as CommandOf<'confirm_hold'>);

const ten = toWire(at(10));
const eleven = toWire(at(11));
const held = (over: Partial<HoldRow> = {}, liveClaims = 1) => offerHold('h', { purpose: 'asked', ...over }, liveClaims);
const reference = expect.stringMatching(/^HF-/) as string;
const plain = {
  booking_id: 'b', reference, service_id: 'hour', resource_ids: ['r1'], starts_at: ten, ends_at: eleven, occupied_from: ten, occupied_to: eleven,
  occupied_by_resource: null, party_size: 1, squeeze_reason: null, hold_id: 'h', waived: null, deposit_reference: null, series_id: null,
  status: 'booked', version: 1, channel: 'desk', customer_id: null, title: null, notes: '', created_at: toWire(at(8)),
};

test('what is held becomes the booking in place', async () => {
  expect(await confirm({ holds: [held()] })).toEqual({
    kind: 'apply',
    plan: {
      bookings: [{ id: 'b', expectedVersion: null, columns: plain }],
      convert: { holdId: 'h', owner: { kind: 'booking', id: 'b' }, claims: 1, squeezedIn: false },
      closeHolds: [{ id: 'h', status: 'converted' }],
      outcome: { status: 'committed', bookingId: 'b', reference, bookingVersion: 1 },
    },
  });
});

test('the booking keeps what the hold and who confirms it say besides', async () => {
  const occupiedByResource = [{ resourceId: 'r1', start: toWire(at(9.75)), end: eleven }];
  const holds = [held({ squeezedIn: true, squeezeReason: 'Late', occupiedByResource, refusedCommandId: 'refused' })];
  const said = { customer: { id: 'c', name: 'Chen' }, notes: 'By the window', title: 'Fitting', depositReference: 'Till 3' };
  expect(await confirm({ holds }, said)).toMatchObject({
    plan: {
      settlesRefusal: 'refused',
      customer: { id: 'c', name: 'Chen' },
      convert: { squeezedIn: true },
      bookings: [{ columns: { occupied_by_resource: occupiedByResource, squeeze_reason: 'Late', customer_id: 'c', notes: 'By the window', title: 'Fitting', deposit_reference: 'Till 3' } }],
    },
  });
});

test('as a date of a series it is decided under the lock', async () => {
  expect(await confirm({ holds: [held()], locked: false }, { seriesId: 's' })).toEqual({ kind: 'lock' });
  expect(await confirm({ holds: [held()], locked: false })).toMatchObject({ kind: 'apply' });
});

test('run out, it is another attempt at the same time, though its service is sold no more', async () => {
  const catalogue = catalogueOf([resource(1), resource(2)], { services: [{ ...hourService, archived: true }] });
  expect(await confirm({ catalogue, holds: [held({ status: 'expired' }, 0)] })).toMatchObject({
    kind: 'apply',
    wanted: { start: at(10), expiredHold: true },
    plan: { claims: [{ resourceNo: 1, start: ten, ownerKind: 'booking', ownerId: 'b' }], bookings: [{ columns: { starts_at: ten } }] },
  });
});

test('held whole, it takes a lane a head and gives the others back', async () => {
  const catalogue = catalogueOf([resource(1, { capacity: 3 })]);
  const lanes = (lanes: number) => ({ resourceNo: 1, lanes, start: ten, end: eleven, ownerKind: 'booking', ownerId: 'b' });
  expect(await confirm({ catalogue, holds: [held({ partySize: 2 }, 3)] })).toMatchObject({ plan: { claims: [lanes(2)] } });
  expect(await confirm({ catalogue, holds: [held({}, 3)] })).toMatchObject({ plan: { claims: [lanes(1)] } });
  // What it takes and no more, and what some of ran out: as it is.
  for (const [partySize, claims] of [[3, 3], [2, 2], [3, 2]] as const)
    expect(await confirm({ catalogue, holds: [held({ partySize }, claims)] })).toMatchObject({ plan: { convert: { claims } } });
});
