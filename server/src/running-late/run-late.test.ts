import { toWire } from '@holdfast/domain/instant';
import type { CommandOf } from '@holdfast/protocol/commands';
import type { BookingRow } from '@holdfast/protocol/rows';
import { expect, test } from 'vitest';
import { mintTenantNo } from '../access/scope.ts';
import type { LiveClaim } from '../availability/claim-sql.ts';
import { at, calendar, catalogueOf, claim, resource } from '../availability/test-catalogue.ts';
import type { DecisionContext } from '../commands/handler.ts';
import type { CatalogueResource } from '../locations/catalogue.ts';
import { runLate } from './run-late.ts';

const doctor = resource(1, { kind: 'person' });
const [room, other] = [resource(2), resource(3)];
const catalogue = catalogueOf([doctor, room, other], { location: { gridMinutes: 15 } });

function booked(from: number, to: number, over: Partial<BookingRow> = {}) {
  const [start, end] = [toWire(at(from)), toWire(at(to))];
  const row = {
    id: `b${from}`, version: 4, serviceId: null, resourceIds: ['r1', 'r2'], start, end, occupiedStart: start, occupiedEnd: end, status: 'booked',
    customerName: `Who ${from}`, customerPhone: null, ...over,
  } as BookingRow;
  return { row, customerEmail: `${from}@example.org` };
}

interface Day {
  coming?: ReturnType<typeof booked>[];
  /** Beside those of `coming`. */
  claims?: LiveClaim[];
  args?: Partial<CommandOf<'run_late'>['args']>;
  context?: Partial<DecisionContext>;
  channel?: CommandOf<'run_late'>['channel'];
}

/** At nine in the morning, forty-five minutes late. */
async function decide({ coming = [], claims = [], args, context, channel = 'desk' }: Day = {}) {
  const asked: unknown[][] = [];
  const client = {
    query: ({ name, values }: { name: string; values: unknown[] }) => {
      asked.push([name, ...values]);
      return Promise.resolve({ rows: name === 'read-coming' ? coming : [] });
    },
  };
  const own = coming.flatMap(({ row }) => row.resourceIds.map((id) => claim(Number(id.slice(1)), 0, 0, { start: Date.parse(row.start), end: Date.parse(row.end), ownerId: row.id })));
  const decision = await runLate(
    { tenantNo: mintTenantNo(1), catalogue, role: null, now: at(9), locked: true, read: (work: (on: typeof client) => unknown) => work(client), claims: calendar(...own, ...claims), ...context } as unknown as DecisionContext,
    { id: 'late', args: { resourceId: 'r1', minutes: 45, ...args }, channel } as CommandOf<'run_late'>,
  );
  return { decision, asked };
}
async function plan(day: Day) {
  const { decision } = await decide(day);
  if (decision.kind !== 'apply') throw new Error(`It was not applied: ${decision.kind}`);
  return decision.plan;
}
const time = (wire: string) => wire.slice(11, 16);
const offers = async (day: Day) => (await plan(day)).outcome.unmoved?.map(({ bookingId, reason, alternatives }) => [bookingId, reason, alternatives.map(({ start, end, resourceIds }) => `${time(start)}–${time(end)} ${resourceIds.join(' ')}`)]);

test('who is not here is not found; all that stands around is looked at under the lock', async () => {
  expect((await decide({ args: { resourceId: 'nobody' } })).decision).toEqual({ kind: 'refuse', reason: 'not_found', detail: 'There is no such resource at this location.' });
  expect(await decide({ context: { locked: false } })).toEqual({ decision: { kind: 'lock' }, asked: [] });
});

test('the day that is looked at is the local one of the time named, or of now', async () => {
  const [day, next] = [at(0), at(24)].map(toWire);
  expect((await decide()).asked).toEqual([['read-coming', 1, 'here', 'r1', day, next]]);
  expect((await decide({ args: { from: toWire(at(26)) } })).asked).toEqual([['read-coming', 1, 'here', 'r1', next, toWire(at(48))]]);
});

test('what moves gives up its claims and takes the later ones, with its version and the customer to tell', async () => {
  const { releaseOwners, claims, bookings, messages, outcome } = await plan({ coming: [booked(10, 11), booked(11, 12, { customerName: null })] });
  expect(releaseOwners).toEqual([{ kind: 'booking', id: 'b10' }, { kind: 'booking', id: 'b11' }]);
  expect(claims?.map(({ resourceNo, lanes, start, end, ownerKind, ownerId }) => [ownerKind, ownerId, resourceNo, lanes, time(start), time(end)])).toEqual([
    ['booking', 'b10', 1, 1, '10:45', '11:45'], ['booking', 'b10', 2, 1, '10:45', '11:45'], ['booking', 'b11', 1, 1, '11:45', '12:45'], ['booking', 'b11', 2, 1, '11:45', '12:45'],
    ['hold', 'late', 1, 1, '09:00', '09:45'],
  ]);
  expect(bookings).toMatchObject([{ id: 'b10', expectedVersion: 4, columns: { service_id: null, starts_at: toWire(at(10.75)), ends_at: toWire(at(11.75)) } }, { id: 'b11', expectedVersion: 4 }]);
  expect(messages).toMatchObject([{ kind: 'running_late', to_name: 'Who 10', to_email: '10@example.org', subject_id: 'b10' }, { to_name: null, to_email: '11@example.org', subject_id: 'b11' }]);
  expect(outcome).toEqual({
    status: 'committed', unmoved: [],
    moved: [{ bookingId: 'b10', bookingVersion: 5, start: toWire(at(10.75)), end: toWire(at(11.75)) }, { bookingId: 'b11', bookingVersion: 5, start: toWire(at(11.75)), end: toWire(at(12.75)) }],
  });
});

test('while a person is away guests find nothing free of theirs; the counter does', async () => {
  const away = async (day: Day) => (await plan(day)).claims?.flatMap(({ ownerKind, start, end, seconds, yields }) => (ownerKind === 'hold' ? [[time(start), time(end), seconds, yields]] : []));
  // Not where somebody is, nor where time is kept for another undo, nor what is over.
  const around = [claim(1, 9.25, 9.5, { ownerId: 'begun' }), claim(1, 9.6, 9.7, { ownerKind: 'hold', yields: true }), claim(2, 9, 10)];
  expect(await away({ claims: around, args: { from: toWire(at(8.75)), minutes: 60 } })).toEqual([['09:00', '09:15', 2_700, true], ['09:30', '09:36', 2_700, true], ['09:42', '09:45', 2_700, true]]);
  expect((await plan({ claims: around })).holds).toMatchObject([{ hold_id: 'late', purpose: 'undo', resource_ids: ['r1'], starts_at: toWire(at(9)), ends_at: toWire(at(9.75)), seconds: 2_700 }]);
  for (const none of [{ channel: 'api' as const }, { claims: [claim(1, 8, 12)] }, { args: { from: toWire(at(8)), minutes: 30 } }]) expect([await away(none), (await plan(none)).holds]).toEqual([[], []]);
});

test('of what has several places each that nobody has is kept; where classes are kept apart one keeps them all', async () => {
  const kept = async (rules: Partial<CatalogueResource>) => {
    const context = { catalogue: catalogueOf([resource(1, { capacity: 3, ...rules }), room], { location: { gridMinutes: 15 } }) };
    const day = { context, claims: [claim(1, 9.25, 9.5), claim(1, 9, 9.75, { lane: 3, ownerKind: 'hold', yields: true })] };
    return (await plan(day)).claims?.map(({ lanes, on, start, end, ownerKind }) => [ownerKind, lanes, on, time(start), time(end)]);
  };
  expect(await kept({})).toEqual([['hold', 1, [1], '09:00', '09:15'], ['hold', 1, [1], '09:30', '09:45'], ['hold', 1, [2], '09:00', '09:45']]);
  expect(await kept({ oneClassAtATime: true })).toEqual([]);
  const there = [claim(1, 9.25, 9.5, { elsewhere: { start: at(9.25), end: at(9.5), travelMinutes: 0 } })];
  const busyElsewhere = await plan({ context: { catalogue: catalogueOf([resource(1, { capacity: 2 }), room]) }, claims: there });
  expect(busyElsewhere.claims?.map(({ on, start, end }) => [on, time(start), time(end)])).toEqual([[[1], '09:00', '09:15'], [[1], '09:30', '09:45'], [[2], '09:00', '09:15'], [[2], '09:30', '09:45']]);
  const apart = { context: { catalogue: catalogueOf([resource(1, { capacity: 3, oneClassAtATime: true }), room]) }, claims: [claim(1, 9.25, 9.5)] };
  expect((await plan(apart)).claims?.map(({ lanes, on, start, end }) => [lanes, on, time(start), time(end)])).toEqual([[1, undefined, '09:00', '09:15'], [1, undefined, '09:30', '09:45']]);
});

test('a business that keeps nothing for an undo does not sell the minutes either: nobody gave them up', async () => {
  const context = { catalogue: { ...catalogue, policies: { ...catalogue.policies, undoSeconds: 0 } } };
  const { holds, claims } = await plan({ context, coming: [booked(10, 11)] });
  expect(holds).toMatchObject([{ hold_id: 'late', seconds: 2_700 }]);
  expect(claims?.filter(({ ownerKind }) => ownerKind === 'hold').map(({ start, end }) => [time(start), time(end)])).toEqual([['09:00', '09:45']]);
});

test('a service that is no longer known stays on its booking', async () => {
  expect((await plan({ coming: [booked(10, 11, { serviceId: 'gone' })] })).bookings?.[0]?.columns.service_id).toBe('gone');
});

test('who cannot move is offered other times: not where somebody is, and not while whoever is late is away', async () => {
  expect(await offers({ coming: [booked(9.5, 10.5)], claims: [claim(2, 10.5, 11.25)] })).toEqual([['b9.5', 'slot_taken', ['11:15–12:15 r1 r2', '12:15–13:15 r1 r2', '13:15–14:15 r1 r2']]]);
  // Nine o'clock is free and nearest, but until ten nobody is there.
  expect(await offers({ coming: [booked(10, 11)], claims: [claim(2, 11, 12)], args: { minutes: 60 } })).toEqual([['b10', 'slot_taken', ['12:00–13:00 r1 r2', '13:00–14:00 r1 r2', '14:00–15:00 r1 r2']]]);
});

test('who cannot move is offered what they may move to, and then their present time is beside it no more', async () => {
  const judging = catalogueOf([doctor, room, other], { location: { gridMinutes: 15, kinds: { room: { shortestSellableMinutes: 120 } } } });
  // From half past three they would leave the last ninety minutes of the day.
  expect(await offers({ coming: [booked(16.5, 17.5)], context: { catalogue: judging } })).toEqual([
    ['b16.5', 'outside_hours', ['15:00–16:00 r1 r2', '14:00–15:00 r1 r2', '13:00–14:00 r1 r2']],
  ]);
});

test('of times that are as far ahead as one is looked for from now what lies there is looked at, too: theirs has passed', async () => {
  const day = { coming: [booked(10, 11)], claims: [claim(1, 11, 34), claim(1, 35, 37)], args: { from: toWire(at(10)) }, context: { now: at(12) } };
  expect(await offers(day)).toEqual([['b10', 'slot_taken', ['10:00–11:00 r1 r2']]]);
  // What a booking keeps free after itself reaches further.
  const keeping = catalogueOf([doctor, room, other], { location: { gridMinutes: 15, kinds: { person: { minimumGapMinutes: 30 } } } });
  const gap = booked(10, 11, { occupiedEnd: toWire(at(11.5)) });
  expect(await offers({ ...day, coming: [gap], claims: [claim(1, 11.5, 34), claim(1, 35, 37)], context: { now: at(10), catalogue: keeping } })).toEqual([['b10', 'slot_taken', []]]);
});

test('what moved stands in the way where it is now, what it left is free', async () => {
  const day = { coming: [booked(10, 11), booked(12, 13, { resourceIds: ['r1', 'r3'] })], claims: [claim(2, 11, 11.75)] };
  expect(await offers(day)).toEqual([['b10', 'slot_taken', ['11:45–12:45 r1 r2', '13:45–14:45 r1 r2', '14:45–15:45 r1 r2']]]);
});

test('time kept for an undo is in nobody’s way at the desk, and in that of everybody else', async () => {
  const day = { coming: [booked(10, 11)], claims: [claim(2, 11, 12, { ownerKind: 'hold', yields: true })] };
  expect((await plan(day)).outcome.unmoved).toEqual([]);
  expect((await plan({ ...day, channel: 'api' })).outcome.unmoved).toMatchObject([{ bookingId: 'b10', reason: 'slot_taken' }]);
});

test('only what is named as elsewhere is said to be', async () => {
  expect((await plan({ coming: [booked(10, 11)] })).outcome).not.toHaveProperty('elsewhere');
});

test('what lies in their room keeps nobody from keeping their own minutes', async () => {
  const { claims = [] } = await plan({ coming: [booked(10, 11)], claims: [claim(2, 9, 9.5)] });
  expect(claims.flatMap(({ ownerKind, start, end }) => (ownerKind === 'hold' ? [[time(start), time(end)]] : []))).toEqual([['09:00', '09:45']]);
});
