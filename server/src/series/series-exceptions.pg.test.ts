import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { noShowPolicy } from '@holdfast/domain/no-show-rule';
import type { CommandArgs } from '@holdfast/protocol/commands';
import { rulesOf, type TestRules } from '../availability/test-rules.ts';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';

let database: TestDatabase;
let world: TestWorld;
let rules: TestRules;
const customer = { id: randomUUID(), name: 'Tom Adler' };
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  world = await createTestWorld(database.db, database.admin);
  rules = rulesOf(world, database.admin);
});
afterEach(() => world.feedWatch.close());

/** Three days in a row that no other test uses. */
let day = Date.parse('2026-12-02T00:00:00Z');
const freshDays = (): string => new Date((day += 4 * 86_400_000)).toISOString();
const later = (start: string, hours: number): string => new Date(Date.parse(start) + hours * 3_600_000).toISOString();
const missedAsks = (then: 'deposit' | 'approval'): Promise<void> =>
  rules.service(world.services.hour, { noShowPolicy: noShowPolicy(1, then) });
const repeat = (change: Partial<CommandArgs<'create_series'>> = {}, actorId: string = world.colleagueId) =>
  world.submit('create_series', {
    seriesId: randomUUID(), serviceId: world.services.hour, start: freshDays(), rule: 'FREQ=DAILY;COUNT=3', resourceIds: [world.rooms[0] ?? ''], customer, acceptance: 'all', ...change,
  }, { actorId });
const columnsOf = async (seriesId = ''): Promise<unknown[]> => {
  const { rows } = await database.admin.query('select waived, deposit_reference as deposit from booking where series_id = $1', [seriesId]);
  return rows;
};
const three = <T>(each: T): T[] => [each, each, each];

test('a remainder too short to sell is set aside for every date, by who may, with the reason on each', async () => {
  await rules.location({ kinds: { room: { shortestSellableMinutes: 30 } } });
  const start = freshDays();
  for (const at of [0, 1, 2]) committed(await world.book(world.rooms[0] ?? '', new Date(Date.parse(start) + at * 86_400_000 + 75 * 60_000).toISOString()));
  const refusal = refused(await repeat({ start }), 'series_incomplete');
  expect(refusal.occurrences?.map(({ reason }) => reason)).toEqual(three('gap_too_short'));
  const waive = { rules: ['orphan_gap' as const], reason: 'Regular' };
  refused(await repeat({ start, waive }), 'policy_forbids');
  const { seriesId } = committed(await repeat({ start, waive }, world.staffId));
  expect(await columnsOf(seriesId)).toEqual(three({ waived: waive, deposit: null }));
  await rules.location({ kinds: {} });
});

test('a remainder is set aside for every date that moves, by who may, with the reason on each and in the record', async () => {
  await rules.location({ kinds: { room: { shortestSellableMinutes: 30 } } });
  const start = freshDays();
  const { seriesId = '', occurrences = [] } = committed(await repeat({ start, acceptance: 'all' }));
  const [{ bookingId = '' } = {}] = occurrences;
  // Three and a quarter hours later somebody begins: a move by two leaves a quarter of an hour before them.
  for (const at of [0, 1, 2]) committed(await world.book(world.rooms[0] ?? '', later(start, at * 24 + 3.25)));
  const shift = (change: object = {}, actorId = world.colleagueId) =>
    world.submit('move_series', { seriesId, bookingId, scope: 'all', start: later(start, 2), resourceIds: [], acceptance: 'all', ...change }, { actorId });
  const refusal = refused(await shift(), 'series_incomplete');
  expect(refusal.occurrences?.map(({ reason }) => reason)).toEqual(three('gap_too_short'));
  const waive = { rules: ['orphan_gap' as const], reason: 'Regular' };
  refused(await shift({ waive }), 'policy_forbids');
  refused(await shift({ waive, scope: 'this' }), 'policy_forbids');
  const { version } = committed(await shift({ waive }, world.staffId));
  expect(await columnsOf(seriesId)).toEqual(three({ waived: waive, deposit: null }));
  const { rows } = await database.admin.query('select reason from event where tenant_no = $1 and version = $2', [world.tenantNo, version]);
  expect(rows).toEqual([{ reason: 'Regular' }]);
  // As with a single booking: the remainder stays where it was.
  committed(await shift({ start: later(start, 10) }));
  expect(await columnsOf(seriesId)).toEqual(three({ waived: null, deposit: null }));
  await rules.location({ kinds: {} });
});

test('who may not set a rule aside hears so, whether it would be needed or not', async () => {
  const waive = { rules: ['orphan_gap' as const], reason: 'Regular' };
  refused(await repeat({ waive, rule: 'FREQ=DAILY;COUNT=1' }), 'policy_forbids');
});

test('missed bookings ask for a deposit, for approval, or for a reason, once for the whole', async () => {
  await missedAsks('deposit');
  const { bookingId = '' } = committed(await world.submit('create_booking', { bookingId: randomUUID(), serviceId: world.services.hour, start: '2026-12-01T09:00:00Z', resourceIds: [], customer, depositReference: 'x' }));
  world.clock.now = Date.parse('2026-12-01T09:30:00Z');
  committed(await world.submit('no_show_booking', { bookingId }));

  refused(await repeat(), 'deposit_required');
  refused(await repeat({}, world.staffId), 'deposit_required');
  const paid = committed(await repeat({ depositReference: 'till 42' }));
  expect(await columnsOf(paid.seriesId)).toEqual(three({ waived: null, deposit: 'till 42' }));
  const waive = { rules: ['no_shows' as const], reason: 'Was in hospital' };
  const waived = committed(await repeat({ waive }, world.staffId));
  expect(await columnsOf(waived.seriesId)).toEqual(three({ waived: waive, deposit: null }));

  await missedAsks('approval');
  refused(await repeat(), 'approval_required');
  committed(await repeat({}, world.staffId));
});
