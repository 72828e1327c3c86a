import { expect, test } from 'vitest';
import { furthestAheadMs } from '@holdfast/domain/booking-time';
import { toWire } from '@holdfast/domain/instant';
import type { CommandArgs, CommandOf } from '@holdfast/protocol/commands';
import { at, catalogueOf, hourService, resource } from '../availability/test-catalogue.ts';
import { joinWaitlist } from './join-waitlist.ts';
import { decidingOn } from './test-waiting.ts';

const dayHours = 24;
const visit = { ...hourService, id: 'visit', name: 'Visit', needs: ['person', 'room'] };
const group = { ...hourService, id: 'group', name: 'Group', needs: ['class'] };
const massage = { ...hourService, id: 'massage', name: 'Massage', needs: ['bed'] };
const suite = { ...hourService, id: 'suite', name: 'Suite', needs: ['room', 'bed'] };
const workshop = { ...hourService, id: 'workshop', name: 'Workshop', needs: ['class', 'person'] };
const old = { ...hourService, id: 'old', name: 'Old', archived: true };
const house = catalogueOf(
  [
    resource(1, { kind: 'person' }), resource(2), resource(3, { archived: true }),
    resource(4, { kind: 'class', capacity: 3, name: 'Hall' }), resource(5, { kind: 'class', capacity: 5, name: 'Studio' }),
  ],
  { services: [hourService, visit, group, massage, suite, workshop, old] },
);

function join(args: Partial<CommandArgs<'join_waitlist'>> = {}, supersedes?: string) {
  const command = {
    channel: 'web',
    ...(supersedes ? { supersedes } : {}),
    args: {
      entryId: 'e', serviceId: 'hour', from: toWire(at(9)), to: toWire(at(18)), resourceIds: [], customer: { id: 'c', name: ' Chen ' }, ...args,
    },
  } as unknown as CommandOf<'join_waitlist'>;
  return joinWaitlist(decidingOn({ catalogue: house }), command);
}

async function said(args: Partial<CommandArgs<'join_waitlist'>>): Promise<string> {
  const answer = await join(args);
  return answer.kind === 'refuse' ? `${answer.reason}: ${answer.detail}` : answer.kind;
}
/** A window by its hours, from the midnight before. */
const window = (from: number, to: number) => ({ from: toWire(at(from)), to: toWire(at(to)) });

test('what somebody waits for stands on the list, each resource once', async () => {
  expect(await join({ resourceIds: ['r2', 'r2'], notes: 'By the window', partySize: 1, ...window(9, 12) })).toEqual({
    kind: 'apply',
    plan: {
      customer: { id: 'c', name: 'Chen', phone: null, email: null, correct: false },
      waitlist: [{
        id: 'e',
        columns: {
          entry_id: 'e', service_id: 'hour', window_from: '2026-12-02T09:00:00.000Z', window_to: '2026-12-02T12:00:00.000Z',
          resource_ids: ['r2'], party_size: 1, customer_id: 'c', notes: 'By the window', channel: 'web',
        },
      }],
      outcome: { status: 'committed', entryId: 'e' },
    },
  });
});

test('one person without a word more, unless told otherwise; what a refusal held goes back', async () => {
  expect(await join()).toMatchObject({ plan: { waitlist: [{ columns: { party_size: 1, notes: '', resource_ids: [] } }] } });
  expect(await join()).not.toHaveProperty('plan.settlesRefusal');
  expect(await join({}, 'refused')).toMatchObject({ plan: { settlesRefusal: 'refused' } });
});

test.each<[string, Partial<CommandArgs<'join_waitlist'>>, string]>([
  ['a service that is not there', { serviceId: 'gone' }, 'not_found: There is no such service at this location.'],
  ['a service that is sold no more', { serviceId: 'old' }, 'not_found: Old is no longer offered.'],
  ['a window that has just passed', window(7, 8), 'past: That time has passed.'],
  ['a window too short', window(9, 9.75), 'invalid_times: The window must have room for An hour: 60 minutes.'],
  ['a window longer than a quarter', window(9, 9 + 92 * dayHours + 1 + 1 / 60), 'invalid_times: The window may be at most 92 days long and begin within two years from now.'],
  ['a window too far ahead', { from: toWire(at(8) + furthestAheadMs + 1), to: toWire(at(12) + furthestAheadMs) }, 'invalid_times: The window may be at most 92 days long and begin within two years from now.'],
  ['a room that is not there', { resourceIds: ['r2', 'gone'] }, 'not_found: There is no such resource at this location.'],
  ['a room out of use', { resourceIds: ['r3'] }, 'unsuitable_resource: Room 3 is no longer in use.'],
  ['what the service does not use', { serviceId: 'visit', resourceIds: ['r4'] }, 'unsuitable_resource: Visit does not use Hall. It needs one of each: person, room.'],
  ['what nothing here can do', { serviceId: 'massage' }, 'unsuitable_resource: There is no bed here, which Massage needs.'],
  ['a service with one need that nothing here meets', { serviceId: 'suite' }, 'unsuitable_resource: There is no bed here, which Suite needs.'],
  ['a party too large for one of two needs', { serviceId: 'workshop', partySize: 6 }, 'unsuitable_resource: Studio takes 5 people, not 6. Make two bookings of it.'],
  ['a party that fits nowhere', { serviceId: 'group', partySize: 6 }, 'unsuitable_resource: Studio takes 5 people, not 6. Make two bookings of it.'],
  ['a party that does not fit what was named', { serviceId: 'group', partySize: 4, resourceIds: ['r4'] }, 'unsuitable_resource: Hall takes 3 people, not 4. Make two bookings of it.'],
])('for %s the answer is no, in words', async (_, args, answer) => {
  expect(await said(args)).toBe(answer);
});

test.each<[string, Partial<CommandArgs<'join_waitlist'>>]>([
  ['a window that is not quite over', window(7, 8 + 1 / 60)],
  ['a window with just enough room', window(9, 10)],
  ['a quarter whose clocks go back', window(9, 9 + 92 * dayHours + 1)],
  ['two years ahead to the millisecond', { from: toWire(at(8) + furthestAheadMs), to: toWire(at(12) + furthestAheadMs) }],
  ['a party that fits one of several', { serviceId: 'group', partySize: 5 }],
  ['one of two kinds named', { serviceId: 'visit', resourceIds: ['r1'] }],
])('%s is fine', async (_, args) => {
  expect(await said(args)).toBe('apply');
});
