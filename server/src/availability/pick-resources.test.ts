import { expect, test } from 'vitest';
import { mintTenantNo } from '../access/scope.ts';
import type { DecisionContext } from '../commands/handler.ts';
import type { ComingClaim } from '../commands/coming-claims.ts';
import type { Catalogue } from '../locations/catalogue.ts';
import type { LiveClaim } from './claim-sql.ts';
import { partyProblem, pickResources, type ResourceWish } from './pick-resources.ts';
import { at, calendar, catalogueOf, claim, hourService, resource, span } from './test-catalogue.ts';

const visit = { ...hourService, name: 'Visit', needs: ['person', 'room'] };
const doctors = [resource(1, { kind: 'person' }), resource(2, { kind: 'person', archived: true })];
const rooms = [resource(3), resource(4), resource(5, { kind: 'chair' })];
const clinic = catalogueOf([...doctors, ...rooms], { services: [visit] });

async function pick(
  over: Partial<ResourceWish> = {},
  claims: LiveClaim[] = [],
  catalogue: Catalogue = clinic,
  coming?: readonly ComingClaim[],
): Promise<string> {
  const context = {
    catalogue, now: at(0), claims: calendar(...claims), tenantNo: mintTenantNo(1), role: 'manager', locked: true,
    read: () => Promise.reject(new Error('All is in memory')),
    ...(coming ? { beside: async (look: () => Promise<unknown>) => ({ seen: await look(), coming }) } : {}),
  } as unknown as DecisionContext;
  const found = await pickResources(context, { service: visit, wanted: span(10, 11), partySize: 1, channel: 'desk', ...over });
  if (found.kind === 'wait') return 'wait';
  if (found.kind === 'picked') return found.resources.map(({ id }) => id).join();
  return `${found.reason}: ${found.detail}${found.lacking ? ` (${found.lacking.join()})` : ''}`;
}

test('one of each need, in board order, that is free and in use', async () => {
  expect(await pick()).toBe('r1,r3');
  expect(await pick({}, [claim(3, 10, 11)])).toBe('r1,r4');
  expect(await pick({}, [claim(3, 9, 10), claim(3, 11, 12)])).toBe('r1,r3');
});

test('what is preferred is picked when it is free', async () => {
  expect(await pick({ preferred: ['r4'] })).toBe('r1,r4');
  expect(await pick({ preferred: ['r4'] }, [claim(4, 10, 11)])).toBe('r1,r3');
});

test('who is named is among those picked, or nobody is', async () => {
  expect(await pick({ named: ['r4'] })).toBe('r1,r4');
  expect(await pick({ named: ['r4'] }, [claim(4, 10, 11)])).toBe('slot_taken: Room 4 is not free from 10:00 to 11:00. (r4)');
  expect(await pick({ named: ['r4'], preferred: ['r3'] })).toBe('r1,r4');
});

test('of two of a kind one may be named', async () => {
  const pair = { ...visit, needs: ['room', 'room'] };
  const house = catalogueOf([resource(3), resource(4), resource(5)]);
  expect(await pick({ service: pair, named: ['r5'] }, [], house)).toBe('r3,r5');
  expect(await pick({ service: pair, named: ['r5'] }, [claim(3, 10, 11)], house)).toBe('r4,r5');
  expect(await pick({ service: pair, named: ['r5'] }, [claim(5, 10, 11)], house)).toContain('slot_taken');
});

test('one who is named and taken is seen at once, however many sets of the others there are', async () => {
  // Of forty eight: 77 million sets, which nobody goes through while a person waits.
  const team = { ...visit, needs: Array.from({ length: 8 }, () => 'room') };
  const house = catalogueOf(Array.from({ length: 40 }, (_, index) => resource(index + 1)));
  expect(await pick({ service: team, named: ['r7'] }, [claim(7, 10, 11)], house)).toBe('slot_taken: Room 7 is not free from 10:00 to 11:00. (r7)');
  expect(await pick({ service: team, named: ['r39'] }, [claim(1, 10, 11)], house)).toBe('r2,r3,r4,r5,r6,r7,r8,r39');
});

test('who is named is squeezed in, and nobody else instead', async () => {
  const squeezable = { squeezeLanes: 1, squeezePerDay: 1 };
  const house = catalogueOf([resource(1, { ...squeezable, kind: 'person' }), resource(2, { ...squeezable, kind: 'person' }), resource(3)]);
  const full = [claim(1, 10, 11), claim(2, 10, 11)];
  const squeezeIn = { reason: 'Pain' };
  expect(await pick({ named: ['r2'], squeezeIn }, full, house)).toBe('r2,r3');
  expect(await pick({ named: ['r2'], squeezeIn }, [claim(2, 10, 11)], house)).toBe('r2,r3');
});

test('what others are about to take is left to them; when that is all there is, they are waited for', async () => {
  const about = (resourceNo: number, from = 10): ComingClaim => ({ resourceNo, start: at(from), end: at(from + 1), ownerKind: 'booking', ownerId: 'other', yields: false });
  expect(await pick({}, [], clinic, [about(3)])).toBe('r1,r4');
  expect(await pick({}, [], clinic, [about(3, 11), about(4)])).toBe('r1,r3');
  expect(await pick({}, [], clinic, [about(1)])).toBe('wait');
  expect(await pick({}, [claim(3, 10, 11)], clinic, [about(4)])).toBe('wait');
  // What is taken for certain is refused as ever.
  expect(await pick({}, [claim(1, 10, 11)], clinic, [about(1)])).toContain('slot_taken');
});

test('of several places nobody knows which one another will take', async () => {
  const classes = catalogueOf([resource(1, { kind: 'person' }), resource(6, { kind: 'class', capacity: 2 })]);
  const yoga = { ...visit, needs: ['class'] };
  const coming = { resourceNo: 6, start: at(10), end: at(11), ownerKind: 'booking' as const, ownerId: 'other', yields: false };
  expect(await pick({ service: yoga }, [], classes, [coming])).toBe('r6');
});

test('a need that nobody here meets is named', async () => {
  expect(await pick({ service: { ...visit, needs: ['person', 'sauna'] } })).toBe('slot_taken: Visit needs one of each: person, sauna. There is not one of each here.');
});

test('taken and no place left are told apart', async () => {
  expect(await pick({}, [claim(1, 10, 11)])).toBe('slot_taken: No person is free from 10:00 to 11:00. (r1)');
  const classes = catalogueOf([resource(1, { kind: 'person' }), resource(6, { kind: 'class', capacity: 2 })]);
  const yoga = { ...visit, needs: ['person', 'class'] };
  const full = [claim(6, 10, 11), claim(6, 10, 11, { lane: 2, ownerId: 'other' })];
  expect(await pick({ service: yoga }, full, classes)).toBe('capacity_full: No class has a place free from 10:00 to 11:00. (r6)');
  expect(await pick({ service: yoga, partySize: 2 }, full.slice(0, 1), classes)).toBe('capacity_full: No class has 2 places free from 10:00 to 11:00. (r6)');
  expect(await pick({ service: yoga }, [...full, claim(1, 10, 11)], classes)).toBe('slot_taken: No person is free from 10:00 to 11:00. No class has a place free from 10:00 to 11:00. (r1,r6)');
  expect(await pick({ service: yoga }, [claim(1, 10, 11)], classes)).toBe('slot_taken: No person is free from 10:00 to 11:00. (r1)');
});

test('each need is named that nobody is free for, for as long as it is occupied, in the location’s time', async () => {
  const scan = { ...hourService, name: 'Scan', cleanupMinutes: 15, needs: ['person', 'consulting-room', 'scanner'], kindBuffers: { person: { preparationMinutes: 0, cleanupMinutes: 0 } } };
  const hospital = catalogueOf(
    [resource(1, { kind: 'person' }), resource(2, { kind: 'consulting-room' }), resource(3, { kind: 'consulting-room' }), resource(4, { kind: 'scanner' })],
    { services: [scan], location: { timeZone: 'Europe/Berlin' } },
  );
  const asked = { service: scan };
  expect(await pick(asked, [claim(4, 9, 10.25)], hospital)).toBe('slot_taken: No scanner is free from 11:00 to 12:15. (r4)');
  expect(await pick({ ...asked, named: ['r1'] }, [claim(4, 11, 12)], hospital)).toBe('slot_taken: No scanner is free from 11:00 to 12:15. (r4)');
  const rooms = [claim(2, 10, 11), claim(3, 10, 11)];
  expect(await pick({ ...asked, named: ['r1'] }, [claim(1, 10, 11), ...rooms], hospital)).toBe('slot_taken: Room 1 is not free from 11:00 to 12:00. No consulting room is free from 11:00 to 12:15. (r1,r2,r3)');
});

test('where some are free, and not as many as are needed, it says how many', async () => {
  const trio = { ...visit, needs: ['room', 'room', 'room'] };
  const house = catalogueOf([resource(3), resource(4), resource(5)]);
  expect(await pick({ service: trio }, [claim(4, 10, 11)], house)).toBe('slot_taken: Of the 3 needed (room) only 2 are free from 10:00 to 11:00. (r4)');
  expect(await pick({ service: trio }, [claim(4, 10, 11), claim(3, 10, 11)], house)).toBe('slot_taken: Of the 3 needed (room) only 1 is free from 10:00 to 11:00. (r3,r4)');
});

test('what a booking would leave beside itself is nobody’s lack', async () => {
  const tight = catalogueOf([resource(1), resource(2, { kind: 'person' })], { services: [visit], location: { gridMinutes: 30, kinds: { room: { shortestSellableMinutes: 60 } } } });
  const around = [claim(1, 8, 10), claim(1, 11.5, 18), claim(2, 10, 11)];
  expect(await pick({}, around, tight)).toBe('slot_taken: No person is free from 10:00 to 11:00. (r2)');
});

test('who is off shift is not taken, whatever else has places', async () => {
  const shifts = (from: string, to: string) => ({ hours: Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((day) => [day, [[from, to] as [string, string]]])) });
  const halves = catalogueOf([resource(1, { kind: 'person', ...shifts('08:00', '10:30') }), resource(6, { kind: 'class', capacity: 2 })]);
  expect(await pick({ service: { ...visit, needs: ['person', 'class'] } }, [], halves)).toBe('outside_hours: What Visit needs is not available for the whole of that time, taken or not.');
});

test('a party too large hears how many fit, in the largest of the kind', async () => {
  const classes = catalogueOf([resource(1, { kind: 'person' }), resource(6, { kind: 'class', capacity: 2, name: 'Small' }), resource(7, { kind: 'class', capacity: 4, name: 'Hall' })]);
  const yoga = { ...visit, needs: ['person', 'class'] };
  expect(await pick({ service: yoga, partySize: 5 }, [], classes)).toBe('unsuitable_resource: Hall takes 4 people, not 5. Make two bookings of it.');
  expect(await pick({ service: yoga, partySize: 3 }, [], classes)).toBe('r1,r7');
  // What is of another kind, or no longer in use, takes nobody.
  const others = [resource(8, { capacity: 9 }), resource(1, { kind: 'person', capacity: 9 }), resource(9, { kind: 'class', capacity: 9, archived: true })];
  const among = catalogueOf([...others, resource(6, { kind: 'class', capacity: 2, name: 'Small' })]);
  expect(await pick({ service: yoga, partySize: 5 }, [], among)).toContain('Small takes 2 people');
  expect(partyProblem([resource(7, { capacity: 4, name: 'Hall' }), resource(6, { capacity: 2, name: 'Small' })], 9)).toContain('Hall takes 4');
});

test('who could come and is at another place is blamed on the way', async () => {
  const travelling = catalogueOf([...doctors, ...rooms], { elsewhere: { 1: [{ resourceNo: 11, locationId: 'there', travelMinutes: 30 }] } });
  expect(await pick({}, [claim(11, 11.25, 12)], travelling)).toBe('travel_too_short: Who could do it has to be at another place around that time. (r1)');
  expect(await pick({}, [claim(11, 11.25, 12), claim(1, 10, 11)], travelling)).toBe('slot_taken: No person is free from 10:00 to 11:00. (r1)');
  expect(await pick({}, [claim(11, 11.5, 12)], travelling)).toBe('r1,r3');
});

const chairs = catalogueOf([resource(1, { squeezeLanes: 1, squeezePerDay: 1 }), resource(2)]);
const squeeze = { service: hourService, squeezeIn: { reason: 'Pain' } };
const taken = [claim(1, 10, 11), claim(2, 10, 11)];

test('who may be squeezed in goes where such a lane is left that day', async () => {
  expect(await pick(squeeze, taken, chairs)).toBe('r1');
  expect(await pick({ service: hourService }, taken, chairs)).toContain('slot_taken');
  expect(await pick(squeeze, [claim(1, 10, 11)], chairs)).toBe('r2');
});

test('the squeeze-ins of a day are counted by owner, wherever on that day they begin', async () => {
  const late = claim(1, 15, 16, { lane: 2, ownerId: 'squeezed' });
  expect(await pick(squeeze, [...taken, late], chairs)).toBe('squeeze_limit: Nobody and nothing suitable takes more squeeze-ins on that day.');
  expect(await pick(squeeze, [...taken, { ...late, ...span(-2, -1) }], chairs)).toBe('r1');
  expect(await pick(squeeze, [...taken, claim(1, 15, 16)], chairs)).toBe('r1');
});

test('prepared for before midnight it counts for the day before, at each resource by its own preparation', async () => {
  const prepared = { ...hourService, preparationMinutes: 60, kindBuffers: { person: { preparationMinutes: 0, cleanupMinutes: 0 } } };
  const allDay = { openingHours: Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((day) => [day, [['00:00', '24:00'] as [string, string]]])) };
  const squeezable = { squeezeLanes: 1, squeezePerDay: 1 };
  const night = { ...squeeze, service: prepared, wanted: span(0, 1) };
  const at = catalogueOf([resource(1, squeezable), resource(2, squeezable)], { location: allDay });
  const full = [claim(1, -1, 1), claim(2, -1, 1)];
  const beyond = (from: number, resourceNo = 1) => claim(resourceNo, from, from + 1, { lane: 2, ownerId: `squeezed-${from}` });
  expect(await pick(night, [...full, beyond(-24)], at)).toBe('r2');
  expect(await pick(night, [...full, beyond(1), beyond(-25)], at)).toBe('r1');
  const withPerson = catalogueOf([resource(1, { ...squeezable, kind: 'person' }), resource(2, squeezable)], { location: allDay });
  const both = { ...night, service: { ...prepared, needs: ['person', 'room'] } };
  expect(await pick(both, [...full, beyond(-24), beyond(20, 2)], withPerson)).toBe('r1,r2');
  expect(await pick(both, [...full, beyond(20)], withPerson)).toContain('squeeze_limit');
});

test('a day of 25 hours is counted whole', async () => {
  // The clocks go back in London on 25 October: its day begins at 23 o’clock in UTC, 38 days and one hour before.
  const midnight = -38 * 24 - 1;
  const london = catalogueOf([resource(1, { squeezeLanes: 1, squeezePerDay: 1 })], { location: { timeZone: 'Europe/London', openingHours: { 7: [['00:00', '24:00']] } } });
  const late = { ...squeeze, wanted: span(midnight + 24.5, midnight + 25) };
  const first = claim(1, midnight, midnight + 0.25, { lane: 2, ownerId: 'squeezed' });
  expect(await pick(late, [claim(1, midnight + 24, midnight + 25)], london)).toBe('r1');
  expect(await pick(late, [claim(1, midnight + 24, midnight + 25), first], london)).toContain('squeeze_limit');
});

test('a squeeze-in lane that is taken at that time is no matter of the day', async () => {
  const twice = catalogueOf([resource(1, { squeezeLanes: 1, squeezePerDay: 2 })]);
  expect(await pick(squeeze, [claim(1, 10, 11), claim(1, 10, 11, { lane: 2, ownerId: 'squeezed' })], twice)).toContain('slot_taken');
});

test('a remainder too short to sell is named, and may be set aside', async () => {
  const tight = catalogueOf([resource(1)], { location: { gridMinutes: 30, kinds: { room: { shortestSellableMinutes: 60 } } } });
  const around = [claim(1, 8, 10), claim(1, 11.5, 18)];
  expect(await pick({ service: hourService }, around, tight)).toContain('gap_too_short: Room 1 would have 30 minutes left from 11:00 to 11:30');
  expect(await pick({ service: hourService, waive: { rules: ['orphan_gap'], reason: 'Regular' } }, around, tight)).toBe('r1');
});
