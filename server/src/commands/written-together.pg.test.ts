import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { addBranch, rulesOf } from '../availability/test-rules.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { isSound, verify } from '../ops/verify.ts';
import type { Plan, PlannedRefusal } from './plan.ts';
import {
  at, booking, confirm, groupOf, held, hold, leavesBehind, notOneByOne, offered, oneByOne, refusal, sellOut, taken, together,
  type Arrange,
} from './test-groups.ts';
import { committed } from './test-outcomes.ts';
import type { TestWorld } from './test-world.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});

const noSetup = (commands: (world: TestWorld) => Promise<unknown>[]): Arrange => async (world) => () => commands(world);
const zoe = { id: randomUUID(), name: 'Zoë', phone: '+44 1' };

/** What a group of commands consists of; arranged first is what it meets. */
const goesTogether: Record<string, Arrange> = {
  'bookings one after the other in one room': noSetup((world) => [9, 10, 11].map((hour) => booking(world, { start: at(hour) }))),
  'holds of several channels, for somebody and for nobody': noSetup((world) => [
    hold(world, { start: at(9) }, { channel: 'desk' }),
    hold(world, { start: at(10), customer: zoe }, { channel: 'desk' }),
    hold(world, { start: at(11), partySize: 3 }, { channel: 'walk_in' }),
  ]),
  'bookings and holds, of one and of two resources, with notes': noSetup((world) => [
    booking(world, { start: at(9), serviceId: world.services.visit, resourceIds: [world.doctor, world.rooms[3] ?? ''], waive: { rules: ['orphan_gap'], reason: 'Regular' } }),
    hold(world, { start: at(9), resourceIds: [world.rooms[4] ?? ''] }),
    booking(world, { start: at(12), serviceId: world.services.buffered, notes: 'Bring the file', title: 'Check-up' }),
  ]),
  'somebody new, somebody known, somebody whose phone is learnt': async (world) => {
    const known = { id: randomUUID(), name: 'Ada', phone: '+44 2' };
    const unreached = { id: randomUUID(), name: 'Bo' };
    for (const [hour, customer] of [[7, known], [8, unreached]] as const) committed(await booking(world, { start: at(hour), customer }));
    return () => [
      booking(world, { start: at(9), customer: zoe }),
      booking(world, { start: at(10), customer: known }),
      booking(world, { start: at(11), customer: { ...unreached, phone: '+44 3' } }),
    ];
  },
  'somebody known who comes with another id, and adds an address': async (world) => {
    const known = { id: randomUUID(), name: 'Ada', phone: '+44 7700 900123' };
    committed(await booking(world, { start: at(7), customer: known }));
    const [one = ''] = await held(world, 9);
    return () => [
      confirm(world, one, { ...known, id: randomUUID(), name: 'ADA', email: 'ada@example.test' }),
      booking(world, { start: at(10), customer: { ...zoe, id: randomUUID() } }),
      booking(world, { start: at(11) }),
    ];
  },
  'holds that become bookings: of nobody, of somebody new, of somebody known': async (world) => {
    const known = { id: randomUUID(), name: 'Ada', phone: '+44 2' };
    committed(await booking(world, { start: at(7), customer: known }));
    const [one = '', two = '', three = ''] = await held(world, 9, 10, 11);
    return () => [confirm(world, one), confirm(world, two, zoe), confirm(world, three, known)];
  },
  'one holds, one confirms, one gives back, one books': async (world) => {
    const [one = '', two = ''] = await held(world, 9, 10);
    return () => [hold(world, { start: at(8) }), confirm(world, one, zoe), world.submit('release_hold', { holdId: two }), booking(world, { start: at(11) })];
  },
  'an alternative that is taken, while the others of its refusal go back on sale': async (world) => {
    await sellOut(world);
    const [one = ''] = await offered(world);
    return () => [booking(world, { start: at(9) }), confirm(world, one, zoe), booking(world, { start: at(11) })];
  },
  'refusals that hold three, two and one': async (world) => {
    await sellOut(world);
    return () => [refusal(world), refusal(world, { channel: 'chat_ai' }), refusal(world, { channel: 'web' })];
  },
  'a refusal among those who book, hold and confirm': async (world) => {
    await sellOut(world);
    const [one = ''] = await held(world, 9);
    return () => [booking(world, { start: at(8), customer: zoe }), refusal(world), confirm(world, one), hold(world, { start: at(11) })];
  },
  'somebody refused who gave back meanwhile what a refusal had held for them': async (world) => {
    await sellOut(world);
    const bookingId = randomUUID();
    const [, two = '', three = ''] = await offered(world, bookingId);
    for (const holdId of [two, three]) await world.submit('release_hold', { holdId });
    return () => [booking(world, { start: at(8) }), refusal(world, {}, bookingId), booking(world, { start: at(11) })];
  },
};

const doesMore: Record<string, Arrange> = {
  'a time that one before them gives back': async (world) => {
    const [one = ''] = await held(world, 9);
    return () => [world.submit('release_hold', { holdId: one }), booking(world, { start: at(9) }), booking(world, { start: at(10) })];
  },
  'a time that one behind them gives back': async (world) => {
    const [one = ''] = await held(world, 9);
    return () => [booking(world, { start: at(9) }), world.submit('release_hold', { holdId: one }), booking(world, { start: at(10) })];
  },
  'a refusal that rests on a hold which one before it makes a booking': async (world) => {
    const [one = ''] = await held(world, taken);
    return () => [booking(world, { start: at(8) }), confirm(world, one), refusal(world)];
  },
  'a refusal that rests on a hold which one before it gives back': async (world) => {
    const [one = ''] = await held(world, taken);
    return () => [booking(world, { start: at(8) }), world.submit('release_hold', { holdId: one }), refusal(world)];
  },
  'one asker who is refused twice': async (world) => {
    await sellOut(world);
    const bookingId = randomUUID();
    return () => [booking(world, { start: at(8) }), refusal(world, {}, bookingId), refusal(world, {}, bookingId)];
  },
  'a hold that two confirm': async (world) => {
    const [one = ''] = await held(world, 9);
    return () => [confirm(world, one), confirm(world, one, zoe), booking(world, { start: at(8) })];
  },
  'a hold that one gives back before another one confirms it': async (world) => {
    const [one = ''] = await held(world, 9);
    return () => [world.submit('release_hold', { holdId: one }), confirm(world, one), booking(world, { start: at(8) })];
  },
  'an alternative that is given back behind the one that is taken': async (world) => {
    await sellOut(world);
    const [one = '', two = ''] = await offered(world);
    return () => [confirm(world, one), world.submit('release_hold', { holdId: two }), booking(world, { start: at(8) })];
  },
  'a time that a refusal among them holds': async (world) => {
    await sellOut(world);
    return () => [refusal(world), refusal(world, { channel: 'web' }), booking(world, { start: `2026-12-02T${taken}:30:00Z`, resourceIds: [world.rooms[1] ?? ''] }, {})];
  },

  'the same customer twice, whose phone the second one brings': noSetup((world) => [
    booking(world, { start: at(9), customer: { id: zoe.id, name: 'Zoë' } }),
    booking(world, { start: at(10), customer: zoe }),
  ]),
  'the same customer twice, whose id is written in two ways': noSetup((world) => [
    booking(world, { start: at(9), customer: { id: zoe.id, name: 'Zoë' } }),
    booking(world, { start: at(10), customer: { ...zoe, id: zoe.id.toUpperCase(), name: 'Z.' } }),
  ]),
  'somebody new twice, with an id of each door': noSetup((world) => [
    booking(world, { start: at(9), customer: zoe }),
    booking(world, { start: at(10), customer: { ...zoe, id: randomUUID(), name: 'zoë' } }),
  ]),
  'somebody known twice, with an id of each door': async (world) => {
    committed(await booking(world, { start: at(7), customer: zoe }));
    return () => [9, 10].map((hour) => booking(world, { start: at(hour), customer: { ...zoe, id: randomUUID() } }));
  },
  'somebody known whose phone is learnt, and by it somebody with another id': async (world) => {
    committed(await booking(world, { start: at(7), customer: { id: zoe.id, name: 'Zoë', email: 'zoe@example.test' } }));
    return () => [booking(world, { start: at(9), customer: zoe }), booking(world, { start: at(10), customer: { ...zoe, id: randomUUID() } })];
  },
  'seats of a class': noSetup((world) => [1, 2, 1].map((partySize) =>
    booking(world, { start: at(9 + (partySize - 1) * 3), serviceId: world.services.class, resourceIds: [world.classRoom], partySize }))),
  'a booking, and the cancellation of another one': async (world) => {
    const bookingId = randomUUID();
    committed(await booking(world, { bookingId, start: at(8) }));
    return () => [booking(world, { start: at(9) }), world.submit('cancel_booking', { bookingId, expectedVersion: 1 })];
  },
  'a booking that rests on another command': async (world) => {
    const first = world.command('create_booking', { bookingId: randomUUID(), serviceId: null, start: at(7), end: at(8), resourceIds: [world.rooms[1] ?? ''], customer: null });
    committed(await world.gateway.submit(world.submitter, first));
    return () => [booking(world, { start: at(9) }), booking(world, { start: at(10) }, { dependsOn: first.id })];
  },
  'a time where a hold has run out': async (world) => {
    const holdId = randomUUID();
    committed(await hold(world, { holdId, start: at(9) }));
    await database.admin.query(`with ended as (update hold set expires_at = now() - interval '1 second' where hold_id = $1)
      update claim set expires_at = now() - interval '1 second' where owner_id = $1`, [holdId]);
    return () => [booking(world, { start: at(8) }), booking(world, { start: at(9) }), booking(world, { start: at(10) })];
  },
  'time that is kept for an undo': async (world) => {
    const bookingId = randomUUID();
    committed(await booking(world, { bookingId, start: at(9) }));
    committed(await world.submit('cancel_booking', { bookingId }));
    return () => [booking(world, { start: at(9) }), booking(world, { start: at(10) })];
  },
  'minutes that are kept until somebody late is there': async (world) => {
    committed(await world.submit('run_late', { resourceId: world.rooms[0] ?? '', from: at(9), minutes: 150 }));
    return () => [booking(world, { start: at(9) }), booking(world, { start: '2026-12-02T10:15:00Z' }), booking(world, { start: at(12) })];
  },
  'somebody who is squeezed in': async (world) => {
    await rulesOf(world, database.admin).resource(world.rooms[0] ?? '', { squeezeLanes: 1, squeezePerDay: 2 });
    const squeezeIn = { reason: 'Pain' };
    committed(await booking(world, { start: at(9) }));
    return () => [booking(world, { start: at(9), squeezeIn }), booking(world, { start: at(10), squeezeIn })];
  },
  'people who work elsewhere too': async (world) => {
    const personId = randomUUID();
    await rulesOf(world, database.admin).resource(world.doctor, { personId });
    await addBranch(world, database.admin, { personId, travelMinutes: 20 });
    return () => [9, 10].map((hour) => booking(world, { start: at(hour), serviceId: world.services.visit, resourceIds: [world.doctor, world.rooms[3] ?? ''] }));
  },
};

describe('a group leaves behind exactly what its commands leave one by one', () => {
  test.each(Object.entries(goesTogether))('written table by table: %s', async (_, arrange) => {
    const group = await groupOf(database, arrange);
    expect(await leavesBehind(database, group, [notOneByOne, together(group)])).toEqual(await leavesBehind(database, group, oneByOne(group)));
  });

  test.each(Object.entries(doesMore))('and where more is to be done: %s', async (_, arrange) => {
    const group = await groupOf(database, arrange);
    await expect(leavesBehind(database, group, [notOneByOne, together(group)])).rejects.toThrow('one by one');
    expect(await leavesBehind(database, group, [together(group)])).toEqual(await leavesBehind(database, group, oneByOne(group)));
  });
});

test.each([1, 2, 4, 5, 7])('of a day a group holds no more than %i alternatives, as one by one, and what is given back makes room', async (dayQuota) => {
  const group = await groupOf(database, async (world) => {
    await sellOut(world);
    const [one = ''] = await offered(world);
    const [two = ''] = await offered(world);
    return () => [refusal(world), world.submit('release_hold', { holdId: two }), refusal(world), booking(world, { start: at(8) }), confirm(world, one), refusal(world)];
  });
  const tight = group.map(({ tenantNo, plan }) => ({
    tenantNo,
    plan: 'candidates' in plan ? { ...plan, candidates: (plan as unknown as PlannedRefusal).candidates.map((candidate) => ({ ...candidate, dayQuota })) } : plan,
  }));
  expect(await leavesBehind(database, tight, [notOneByOne, together(tight)])).toEqual(await leavesBehind(database, tight, oneByOne(tight)));
});

test('a newer refusal of the same asker replaces the older one, in a group as alone', async () => {
  const group = await groupOf(database, async (world) => {
    await sellOut(world);
    const bookingId = randomUUID();
    await offered(world, bookingId);
    return () => [booking(world, { start: at(8) }), refusal(world, {}, bookingId), booking(world, { start: at(11) })];
  });
  // Elsewhere, for what is freed here is taken by those behind only.
  const elsewhere = group.map(({ tenantNo, plan }) => ({
    tenantNo,
    plan: 'candidates' in plan ? { ...plan, candidates: [] } : plan,
  }));
  const left = (await leavesBehind(database, elsewhere, [notOneByOne, together(elsewhere)])) as { holds: { status: string }[] };
  expect(left.holds.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 'released'));
  expect(left).toEqual(await leavesBehind(database, elsewhere, oneByOne(elsewhere)));
});

test('a hold that ran out, at least in part, becomes no booking, in a group as alone', async () => {
  const group = await groupOf(database, goesTogether['holds that become bookings: of nobody, of somebody new, of somebody known'] ?? noSetup(() => []));
  const late = group.map(({ tenantNo, plan }, place) => ({ tenantNo, plan: place === 1 && plan.convert ? { ...plan, convert: { ...plan.convert, claims: 2 } } : plan }));
  await expect(leavesBehind(database, late, [notOneByOne, together(late)])).rejects.toThrow('one by one');
  const left = (await leavesBehind(database, late, [together(late)])) as { answers: object[] };
  expect(left.answers[1]).toMatchObject({ raised: 'HF002' });
  expect(left).toEqual(await leavesBehind(database, late, oneByOne(late)));
});

test('where one location does more, the others are written table by table all the same', async () => {
  const [first, ...adding] = await groupOf(database, goesTogether['bookings one after the other in one room'] ?? noSetup(() => []));
  if (!first) throw new Error('No plan');
  const more = await groupOf(database, doesMore['a booking, and the cancellation of another one'] ?? noSetup(() => []));
  const group = [first, ...more, ...adding];
  const counted: [string] = [`create or replace function gateway.apply_one(p_tenant bigint, p_plan jsonb) returns jsonb language sql as
    $$ select gateway.apply_plan(p_tenant, p_plan) || '{"oneByOne": true}' $$`];
  const { answers } = (await leavesBehind(database, group, [counted, together(group)])) as { answers: { oneByOne?: boolean }[] };
  expect(answers.map(({ oneByOne: isAlone = false }) => isAlone)).toEqual([false, true, true, true, true, false, false, false, false, false]);
  const plain = answers.map(({ oneByOne: _, ...answer }) => answer);
  expect({ answers: plain }).toEqual({ answers: ((await leavesBehind(database, group, oneByOne(group))) as { answers: unknown[] }).answers });
});

test('who asks for it is told the row that the record has, in a group and alone', async () => {
  const group = await groupOf(database, goesTogether['bookings and holds, of one and of two resources, with notes'] ?? noSetup(() => []), true);
  const { answers, events } = (await leavesBehind(database, group, [notOneByOne, together(group)])) as { answers: { row: unknown }[]; events: { after: unknown }[] };
  const rows = answers.map(({ row }) => row);
  expect(rows).not.toContain(undefined);
  expect(rows).toEqual(expect.arrayContaining(events.map(({ after }) => after)));
  expect(((await leavesBehind(database, group, oneByOne(group))) as { answers: unknown[] }).answers).toEqual(answers);
});

test('of settings that moved, an id that is known, a time that is taken and a booking that exists nothing is left of the group', async () => {
  const [one, two] = await groupOf(database, goesTogether['bookings one after the other in one room'] ?? noSetup(() => []));
  if (!one || !two) throw new Error('No plans');
  const spoilt: [string, Plan][] = [
    ['HF002', { ...two.plan, catalogueVersion: two.plan.catalogueVersion + 1 }],
    ['HF000', { ...two.plan, command: { ...two.plan.command, id: one.plan.command.id } }],
    ['HF001', { ...two.plan, claims: (one.plan.claims ?? []).map((claim) => ({ ...claim, ownerId: randomUUID() })) }],
    ['HF003', { ...two.plan, command: { ...two.plan.command, subjectId: one.plan.command.subjectId }, bookings: one.plan.bookings ?? [] }],
  ];
  for (const [raised, plan] of spoilt) {
    const { answers } = (await leavesBehind(database, [one], [together([one, { ...two, plan }])])) as { answers: unknown[] };
    expect(answers).toMatchObject([{ status: 'committed', version: 1 }, { raised }]);
  }
});

test('a resource of another business is not taken, as when a command comes alone', async () => {
  const group = await groupOf(database, goesTogether['bookings one after the other in one room'] ?? noSetup(() => []));
  const [theirs] = group;
  const astray = group.map(({ tenantNo, plan }) => ({ tenantNo, plan: { ...plan, claims: (plan.claims ?? []).map((claim) => ({ ...claim, resourceNo: theirs?.plan.claims?.[0]?.resourceNo ?? 0 })) } }));
  const left = (await leavesBehind(database, group, [together(astray)])) as { claims: { tenant_no: number }[] };
  expect(left.claims.map(({ tenant_no: tenantNo }) => tenantNo)).toEqual([theirs, theirs, theirs].map((part) => part?.tenantNo));
  expect(left).toEqual(await leavesBehind(database, group, oneByOne(astray)));
});

test('whose time is taken gives back what they got of it, and the others of the group are written table by table', async () => {
  const group = await groupOf(database, noSetup((world) => {
    const [one = '', two = ''] = world.rooms;
    const both = { serviceId: null, end: at(10), resourceIds: [one, two] };
    return [booking(world, { start: at(9), resourceIds: [two] }), booking(world, { start: at(9), ...both }), booking(world, { start: at(11), resourceIds: [one] })];
  }));
  const left = (await leavesBehind(database, group, [notOneByOne, together(group)])) as { answers: object[] };
  expect(left.answers).toMatchObject([1, 2].flatMap(() => [{ version: 1 }, { raised: 'HF001' }, { version: 2 }]));
  const had = group.filter((_, place) => place % 3 !== 1);
  const alone = (await leavesBehind(database, had, oneByOne(had))) as { answers: object[] };
  expect({ ...left, answers: left.answers.filter((_, place) => place % 3 !== 1) }).toEqual(alone);
});

test('the chain of the record goes on through a group', async () => {
  const group = await groupOf(database, goesTogether['somebody new, somebody known, somebody whose phone is learnt'] ?? noSetup(() => []));
  await database.admin.query(together(group)[0], together(group).slice(1));
  expect(isSound(await verify(database.admin))).toBe(true);
});
