import { expect, test } from 'vitest';
import { toWire } from '@holdfast/domain/instant';
import type { Channel } from '@holdfast/protocol/values';
import { at, catalogueOf, resource, span } from '../availability/test-catalogue.ts';
import { planSlot } from '../bookings/planned-slot.ts';
import type { DecisionContext } from '../commands/handler.ts';
import { policiesOf } from '../locations/policies.ts';
import { recorded } from './test-record.ts';
import { keepVacated } from './undo-hold.ts';

const rooms = [resource(1), resource(2)];
const catalogue = catalogueOf(rooms);

function kept(booking = recorded('a'), { next, channel = 'desk', undoSeconds = 30 }: { next?: [number, number]; channel?: Channel; undoSeconds?: number } = {}) {
  const context = { catalogue: { ...catalogue, policies: policiesOf({ undoSeconds }) } } as DecisionContext;
  const slot = next && planSlot(catalogue, { service: null, range: span(...next), resources: rooms.slice(0, 1), partySize: 1 });
  return keepVacated(context, { id: 'command', channel }, booking, slot).holds;
}

test('what a booking gives up is kept as it was sold, by the command that gave it up', () => {
  const occupiedByResource = [{ resourceId: 'r1', start: toWire(at(9.75)), end: toWire(at(11)) }];
  const hold = {
    hold_id: 'command', purpose: 'undo', seconds: 30, channel: 'desk', service_id: 'hour', resource_ids: ['r1'], starts_at: toWire(at(10)),
    ends_at: toWire(at(11)), occupied_from: toWire(at(10)), occupied_to: toWire(at(11)), occupied_by_resource: null, party_size: 1,
  };
  expect(kept()).toEqual([hold]);
  expect(kept(recorded('a', { partySize: 3, occupiedByResource }))).toEqual([{ ...hold, party_size: 3, occupied_by_resource: occupiedByResource }]);
});

test('what it covers where it goes needs no keeping, unless that is only a part of it', () => {
  expect(kept(undefined, { next: [9, 12] })).toBeUndefined();
  expect(kept(undefined, { next: [10.5, 12] })).toHaveLength(1);
  // It had two rooms, and takes the time of one of them along.
  expect(kept(recorded('a', { resourceIds: ['r1', 'r2'] }), { next: [10, 11] })).toHaveLength(1);
});

test('it covers it with any of several rooms', () => {
  const context = { catalogue } as DecisionContext;
  const next = planSlot(catalogue, { service: null, range: span(10, 11), resources: rooms, partySize: 1 });
  expect(keepVacated(context, { id: 'command', channel: 'desk' }, recorded('a'), next)).toEqual({});
});

test('nothing is kept for who is not at the counter, nor where the business keeps nothing', () => {
  expect(kept(undefined, { channel: 'web' })).toBeUndefined();
  expect(kept(undefined, { undoSeconds: 0 })).toBeUndefined();
});
