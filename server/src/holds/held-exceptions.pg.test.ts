import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CommandArgs } from '@holdfast/protocol/commands';
import { rulesOf, type TestRules } from '../availability/test-rules.ts';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';

/** Holds that are exceptions, and holds in the place of others: what was said of them goes where they go. */

let database: TestDatabase;
let world: TestWorld;
let rules: TestRules;
beforeAll(async () => {
  database = await createTestDatabase();
  const daily = Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((day) => [day, [['09:00', '17:00'] as [string, string]]]));
  world = await createTestWorld(database.db, database.admin, { openingHours: daily });
  rules = rulesOf(world, database.admin);
  await rules.location({ kinds: { room: { shortestSellableMinutes: 30 } } });
  await rules.resource(world.doctor, { squeezeLanes: 2, squeezePerDay: 2 });
});
afterAll(() => world.feedWatch.close());

let day = 1;
const freshDay = () => {
  const date = `2026-12-${String(++day).padStart(2, '0')}`;
  return (wall: string): string => `${date}T${wall}:00.000Z`;
};
const room = (index: number): string => world.rooms[index] ?? '';
const chen = { id: randomUUID(), name: 'Chen', phone: '+44 7700 900123' };

const place = (args: Partial<CommandArgs<'place_hold'>>, envelope = {}) =>
  world.submit('place_hold', { holdId: randomUUID(), serviceId: world.services.hour, start: '', resourceIds: [room(0)], ...args }, envelope);
const confirm = (holdId: string, args: Partial<CommandArgs<'confirm_hold'>> = {}, envelope = {}) =>
  world.submit('confirm_hold', { holdId, bookingId: randomUUID(), customer: null, ...args }, envelope);
const visitAt = (start: string, end: string) => ({ serviceId: null, start, end, resourceIds: [world.doctor] });
const bookDoctor = async (start: string, end: string) =>
  committed(await world.submit('create_booking', { bookingId: randomUUID(), customer: null, ...visitAt(start, end) }));

async function runOut(holdId: string): Promise<void> {
  for (const [table, key] of [['hold', 'hold_id'], ['claim', 'owner_id']])
    await database.admin.query(`update ${table} set expires_at = clock_timestamp() where ${key} = $1`, [holdId]);
}

const rowOf = async (bookingId: string | undefined) => {
  const { rows } = await database.admin.query('select gateway.booking_row(b, null) as row from booking b where booking_id = $1', [bookingId]);
  return rows[0]?.row;
};

/** A hold beyond the capacity, or beside a gap, taken over by a manager. */
const held = {
  'squeezed in': async (at: (wall: string) => string) => {
    await bookDoctor(at('10:00'), at('11:00'));
    return committed(await place({ ...visitAt(at('10:00'), at('11:00')), squeezeIn: { reason: 'Pain' } })).holdId ?? '';
  },
  'beside a gap': async (at: (wall: string) => string) =>
    committed(await place({ start: at('09:15'), waive: { rules: ['orphan_gap'], reason: 'Regular' } })).holdId ?? '',
};
const saidOf = {
  'squeezed in': { squeezedIn: true, squeezeReason: 'Pain', waived: null },
  'beside a gap': { squeezedIn: false, waived: { rules: ['orphan_gap'], reason: 'Regular' } },
};
const kinds = Object.keys(held) as (keyof typeof held)[];

test.each(kinds.flatMap((kind) => [[kind, 'live'], [kind, 'run out']] as const))(
  'one that was %s and taken over is booked as one, reason and all, %s', async (kind, when) => {
    const holdId = await held[kind](freshDay());
    const newHoldId = randomUUID();
    committed(await world.submit('override_hold', { holdId, newHoldId, reason: 'Emergency' }));
    if (when === 'run out') await runOut(newHoldId);
    expect(await rowOf(committed(await confirm(newHoldId)).bookingId)).toMatchObject(saidOf[kind]);
  });

test('a gap that was set aside for a hold is for its booking after it ran out, by who may', async () => {
  const byManager = await held['beside a gap'](freshDay());
  await runOut(byManager);
  const known = { rules: ['no_shows' as const], reason: 'Known' };
  expect(await rowOf(committed(await confirm(byManager, { waive: known })).bookingId)).toMatchObject({
    waived: { rules: ['orphan_gap', 'no_shows'], reason: 'Regular; Known' },
  });
  const byStaff = await held['beside a gap'](freshDay());
  await runOut(byStaff);
  refused(await confirm(byStaff, {}, { actorId: world.colleagueId }), 'gap_too_short');
});

test('where staff may make exceptions, a guest who confirms one after it ran out is judged as any guest', async () => {
  await rules.settings({ squeezeRole: 'staff', waiveRole: 'staff', undoSeconds: 0 });
  const asGuest = (holdId: string) => {
    const command = world.command('confirm_hold', { holdId, bookingId: randomUUID(), customer: chen }, { channel: 'chat_ai', actorId: randomUUID() });
    return world.gateway.submit({ ...world.submitter, terminalId: null, keyRole: 'agent' }, command);
  };
  const beside = await held['beside a gap'](freshDay());
  await runOut(beside);
  refused(await asGuest(beside), 'gap_too_short');
  const at = freshDay();
  const { bookingId = '' } = await bookDoctor(at('10:00'), at('11:00'));
  const { holdId = '' } = committed(await place({ ...visitAt(at('10:00'), at('11:00')), squeezeIn: { reason: 'Pain' } }));
  await runOut(holdId);
  committed(await world.submit('cancel_booking', { bookingId }));
  expect(await rowOf(committed(await asGuest(holdId)).bookingId)).toMatchObject({ squeezedIn: false, squeezeReason: null });
  await rules.settings({ squeezeRole: null, waiveRole: null, undoSeconds: null });
});

test('another hold in the place of a refused one takes the offered time that was held for it, and the rest goes back', async () => {
  const at = freshDay();
  committed(await world.book(room(0), at('09:00')));
  const asked = world.command('place_hold', { holdId: randomUUID(), serviceId: world.services.hour, start: at('09:00'), resourceIds: [room(0)], customer: chen });
  const { alternatives } = refused(await world.gateway.submit(world.submitter, asked), 'slot_taken');
  const offers = alternatives.flatMap(({ holdId }) => holdId ?? []);
  expect(offers.length).toBeGreaterThan(1);
  const [{ start, end, resourceIds } = { start: '', end: '', resourceIds: [] }] = alternatives;
  const { holdId, expiresAt } = committed(await world.gateway.submit(world.submitter, { ...world.command('place_hold', { ...asked.args, start, end, resourceIds }), supersedes: asked.id }));
  const { rows } = await database.admin.query('select gateway.hold_row(h) as row from hold h where hold_id = $1', [holdId]);
  expect(rows[0].row).toMatchObject({ status: 'active', purpose: 'asked', customerName: 'Chen', start, resourceIds, expiresAt, refusedCommandId: null });
  const { rows: given } = await database.admin.query('select status from hold where hold_id = any($1)', [offers]);
  expect(given.map(({ status }) => status)).toEqual(offers.map(() => 'released'));
});

test.each(['create_booking', 'place_hold', 'override_hold', 'edit_booking'] as const)('a blank reason is no reason: %s', async (kind) => {
  const at = freshDay();
  const said = (reason: string) => ({ rules: ['orphan_gap' as const], reason });
  const holdId = committed(await place({ start: at('12:00') })).holdId ?? '';
  const { bookingId = '' } = committed(await world.book(room(1), at('12:00')));
  const ask = {
    create_booking: (reason: string) => world.submit('create_booking', { bookingId: randomUUID(), serviceId: world.services.hour, start: at('09:15'), resourceIds: [room(0)], customer: null, waive: said(reason) }),
    place_hold: (reason: string) => place({ ...visitAt(at('10:00'), at('11:00')), squeezeIn: { reason } }),
    override_hold: (reason: string) => world.submit('override_hold', { holdId, newHoldId: randomUUID(), reason }),
    edit_booking: (reason: string) => world.submit('edit_booking', { bookingId, customer: chen, waive: said(reason) }),
  };
  for (const blank of ['', ' \n\t']) expect(refused(await ask[kind](blank), 'policy_forbids').detail).toMatch(/^Say why: .*reason is blank/);
  committed(await ask[kind]('Emergency'));
});
