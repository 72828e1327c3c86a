import { expect, test } from 'vitest';
import { toWire } from '@holdfast/domain/instant';
import type { ResourceRow } from '@holdfast/protocol/rows';
import type { Channel } from '@holdfast/protocol/values';
import { mintTenantNo } from '../access/scope.ts';
import type { DecisionContext } from '../commands/handler.ts';
import type { LiveClaim } from './claim-sql.ts';
import { resolveSlot, type SlotRequest } from './resolve-slot.ts';
import { at, calendar, catalogueOf, claim, hourService, resource } from './test-catalogue.ts';

const visit = { ...hourService, id: 'visit', name: 'Visit', needs: ['person', 'room'] };
const old = { ...hourService, id: 'old', name: 'Old', archived: true };
const inUse = [resource(1, { kind: 'person' }), resource(2), resource(3), resource(4, { archived: true }), resource(5, { kind: 'class', capacity: 3 })];
const services = [hourService, visit, old];
const house = catalogueOf(inUse, { services });
/** Rooms are judged: a remainder of less than an hour cannot be sold. */
const judged = catalogueOf(inUse, { services, location: { gridMinutes: 30, kinds: { room: { shortestSellableMinutes: 60 } } } });

async function resolve(request: Partial<SlotRequest>, over: Partial<DecisionContext> & { taken?: LiveClaim[]; channel?: Channel } = {}) {
  const { taken = [], channel = 'desk', ...rest } = over;
  const context = {
    catalogue: house, now: at(0), claims: calendar(...taken), tenantNo: mintTenantNo(1), role: 'staff', locked: false,
    read: () => Promise.reject(new Error('All is in memory')), ...rest,
  } as unknown as DecisionContext;
  return resolveSlot(context, channel, { serviceId: 'hour', start: toWire(at(10)), resourceIds: [], ...request });
}

async function said(...asked: Parameters<typeof resolve>): Promise<string> {
  const answer = await resolve(...asked);
  if (answer.kind === 'refuse') return `${answer.reason}: ${answer.detail}`;
  return answer.kind !== 'slot' ? answer.kind : `${answer.picked ? 'picked' : 'named'} ${answer.slot.resources.map(({ id }) => id).join()}`;
}

test('named resources are taken as they are, each once; without any, free ones are picked', async () => {
  expect(await said({ resourceIds: ['r3', 'r3'] })).toBe('named r3');
  expect(await said({}, { taken: [claim(2, 10, 11)] })).toBe('picked r3');
  expect(await said({ serviceId: null, end: toWire(at(11)), resourceIds: ['r2', 'r1'] })).toBe('named r2,r1');
});

test('who names some of what is needed gets those, and what is free beside them', async () => {
  expect(await said({ serviceId: 'visit', resourceIds: ['r3'] })).toBe('picked r1,r3');
  expect(await said({ serviceId: 'visit', resourceIds: ['r1'], preferred: ['r3'] })).toBe('picked r1,r3');
  expect(await said({ serviceId: 'visit', resourceIds: ['r1'] }, { taken: [claim(2, 10, 11)] })).toBe('picked r1,r3');
  const answer = await resolve({ serviceId: 'visit', resourceIds: ['r3'] }, { taken: [claim(3, 10, 11)] });
  expect(answer).toMatchObject({ kind: 'refuse', reason: 'slot_taken', wanted: { resourceIds: ['r3'] } });
});

test('the kinds that are picked are judged as well as those that are named', async () => {
  expect(await said({ serviceId: 'visit', resourceIds: ['r1'] }, { catalogue: judged })).toBe('lock');
});

test('it is as long as the service, or as long as asked for', async () => {
  expect(await resolve({ resourceIds: ['r2'] })).toMatchObject({ slot: { range: { start: at(10), end: at(11) } } });
  expect(await resolve({ resourceIds: ['r2'], end: toWire(at(12)) })).toMatchObject({ slot: { range: { start: at(10), end: at(12) }, service: hourService, partySize: 1 } });
});

test.each<[string, Partial<SlotRequest>, string]>([
  ['a service that is not there', { serviceId: 'gone' }, 'not_found: There is no such service at this location.'],
  ['a service that is sold no more', { serviceId: 'old' }, 'not_found: Old is no longer offered.'],
  ['no service and no end', { serviceId: null, resourceIds: ['r2'] }, 'invalid_times: Without a service, say when it ends: give `end`.'],
  ['an end before the start', { end: toWire(at(9)), resourceIds: ['gone'] }, 'invalid_times: The end must come after the start, within a week of it, and the start within two years from now.'],
  ['a resource that is not there', { resourceIds: ['r2', 'gone'] }, 'not_found: There is no such resource at this location.'],
  ['no service and no resources', { serviceId: null, end: toWire(at(11)) }, 'unsuitable_resource: Without a service, name the resources.'],
  ['a need that is met twice', { serviceId: 'visit', resourceIds: ['r2', 'r3'] }, 'unsuitable_resource: Visit needs one of each: person, room.'],
  ['a resource out of use', { serviceId: null, end: toWire(at(11)), resourceIds: ['r4'] }, 'unsuitable_resource: This resource is no longer in use.'],
  ['one of several out of use', { serviceId: null, end: toWire(at(11)), resourceIds: ['r2', 'r4'] }, 'unsuitable_resource: This resource is no longer in use.'],
  ['a party that does not fit', { serviceId: null, end: toWire(at(11)), resourceIds: ['r5'], partySize: 4 }, 'unsuitable_resource: Room 5 takes 3 people, not 4. Make two bookings of it.'],
  ['closed hours', { start: toWire(at(18)), resourceIds: ['r2'] }, 'outside_hours: Riverside is closed for part of that time.'],
  ['an exception that is not theirs to make', { squeezeIn: { reason: 'Pain' } }, 'policy_forbids: Only a manager may squeeze somebody in.'],
  ['a rule that is not theirs to set aside', { waive: { rules: ['orphan_gap'], reason: 'Regular' } }, 'policy_forbids: Only a manager may set a rule aside.'],
])('%s is refused in words', async (_, request, answer) => {
  expect(await said(request)).toBe(answer);
});

test.each<[string, Partial<SlotRequest>, object | undefined]>([
  ['more than is needed: those that serve', { resourceIds: ['r1', 'r3'] }, { serviceId: 'hour', resourceIds: ['r3'], start: at(10) }],
  ['one kind twice: the first of them', { serviceId: 'visit', resourceIds: ['r2', 'r3'] }, { resourceIds: ['r2'] }],
  ['what is out of use: nothing of it', { resourceIds: ['r4'] }, { resourceIds: [] }],
  ['what is too small: any that is not', { serviceId: 'group', partySize: 4, resourceIds: ['r5'] }, { resourceIds: [], partySize: 4 }],
  ['what fits neither what was sold nor today’s needs: as it was sold', { resourceIds: ['r5', 'r1', 'r2'], soldNeeds: ['room', 'person'] }, { resourceIds: ['r1', 'r2'], soldNeeds: ['room', 'person'] }],
  ['no service: nobody knows what could', { serviceId: null, end: toWire(at(11)), resourceIds: ['r4'] }, undefined],
])('who names %s, is offered others', async (_, request, wanted) => {
  const catalogue = catalogueOf([...inUse, resource(6, { kind: 'class', capacity: 4 })], { services: [...services, { ...hourService, id: 'group', needs: ['class'] }] });
  const answer = await resolve(request, { catalogue });
  expect(answer).toMatchObject({ kind: 'refuse', reason: 'unsuitable_resource' });
  expect('wanted' in answer ? answer.wanted : undefined).toEqual(wanted && expect.objectContaining(wanted));
});

test('time that has passed is refused; the counter may still write down what happened this week', async () => {
  expect(await said({ resourceIds: ['r2'] }, { now: at(12), channel: 'web' })).toBe('past: That time has passed.');
  expect(await said({ resourceIds: ['r2'] }, { now: at(12) })).toBe('named r2');
  expect(await said({ resourceIds: ['r2'] }, { now: at(9 * 24) })).toBe('past: That time has passed.');
});

test('who has it may keep a service that is sold no more', async () => {
  expect(await said({ serviceId: 'old', alreadySold: true, resourceIds: ['r2'] })).toBe('named r2');
});

test('a refusal for the time of day says what was wanted, so that others can be offered', async () => {
  expect(await resolve({ start: toWire(at(18)), resourceIds: ['r2'], partySize: 2 })).toMatchObject({
    wanted: { serviceId: 'hour', start: at(18), end: at(19), resourceIds: ['r2'], partySize: 2 },
  });
});

test('an import records what was, also outside the hours', async () => {
  expect(await said({ start: toWire(at(20)), resourceIds: ['r2'] }, { channel: 'import' })).toBe('named r2');
});

test('shifts of a named resource hold', async () => {
  const hours: ResourceRow['hours'] = { 3: [['12:00', '14:00']] };
  const catalogue = catalogueOf([resource(2, { hours, name: 'Ana' })]);
  expect(await said({ resourceIds: ['r2'] }, { catalogue })).toBe('outside_hours: Ana is not available for part of that time.');
});

test('a rule that looks at neighbours is decided under the lock, for kinds that it judges', async () => {
  expect(await said({ resourceIds: ['r2'] }, { catalogue: judged })).toBe('lock');
  expect(await said({}, { catalogue: judged })).toBe('lock');
  expect(await said({ serviceId: null, end: toWire(at(11)), resourceIds: ['r1'] }, { catalogue: judged })).toBe('named r1');
  expect(await said({ resourceIds: ['r2'] }, { catalogue: judged, channel: 'import' })).toBe('named r2');
  expect(await said({ resourceIds: ['r2'], waive: { rules: ['orphan_gap'], reason: 'Regular' } }, { catalogue: judged, role: 'manager' })).toBe('named r2');
});

test('under the lock a remainder too short to sell is refused, whether the room was named or not', async () => {
  const taken = [claim(2, 8, 9.5), claim(3, 8, 18)];
  const under = { catalogue: judged, locked: true, taken };
  expect(await said({ resourceIds: ['r2'] }, under)).toContain('gap_too_short: Room 2 would have 30 minutes left from 09:30 to 10:00');
  expect(await said({}, under)).toContain('gap_too_short');
  expect(await said({ start: toWire(at(9.5)), resourceIds: ['r2'] }, under)).toBe('named r2');
});

test('nothing free to pick says why, and what was wanted', async () => {
  const answer = await resolve({}, { taken: [claim(2, 10, 11), claim(3, 10, 11)] });
  expect(answer).toMatchObject({ kind: 'refuse', reason: 'slot_taken', wanted: { resourceIds: [], start: at(10) } });
});
