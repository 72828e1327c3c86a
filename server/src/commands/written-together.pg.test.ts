import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { CommandArgs } from '@holdfast/protocol/commands';
import type { Committed, Refused } from '@holdfast/protocol/outcomes';
import type { TenantNo } from '../access/scope.ts';
import { addBranch, rulesOf } from '../availability/test-rules.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { isSound, verify } from '../ops/verify.ts';
import { CommitGroups } from './commit-groups.ts';
import type { Plan, PlannedRefusal } from './plan.ts';
import { committed } from './test-outcomes.ts';
import { createTestWorld, type TestWorld } from './test-world.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});

/** Whose time somebody else has: whoever wants it is refused. */
const taken = 15;

interface Part {
  tenantNo: TenantNo;
  plan: Plan;
}

/** Keeps what would have been written, once told to. */
class Desk extends CommitGroups {
  kept: Part[] | null = null;

  override apply<P extends Plan | PlannedRefusal>(tenantNo: TenantNo, plan: P): ReturnType<CommitGroups['apply']> & Promise<never> {
    if (!this.kept) return super.apply(tenantNo, plan) as never;
    const { start = '' } = ('claims' in plan && plan.claims?.[0]) || {};
    if (start.includes(`T${taken}:`)) return Promise.resolve('taken') as never;
    this.kept.push({ tenantNo, plan: plan as Plan });
    return Promise.resolve({ status: 'committed', version: 1 } satisfies Committed) as never;
  }
}

type Arrange = (world: TestWorld) => Promise<() => Promise<unknown>[]>;
const at = (hour: number): string => `2026-12-02T${String(hour).padStart(2, '0')}:00:00Z`;
const noSetup = (commands: (world: TestWorld) => Promise<unknown>[]): Arrange => async (world) => () => commands(world);

function booking(world: TestWorld, change: Partial<CommandArgs<'create_booking'>> & { start: string }, envelope = {}): Promise<unknown> {
  return world.submit('create_booking', { bookingId: randomUUID(), serviceId: world.services.hour, resourceIds: [world.rooms[0] ?? ''], customer: null, ...change }, envelope);
}
function hold(world: TestWorld, change: Partial<CommandArgs<'place_hold'>> & { start: string }, envelope = {}): Promise<unknown> {
  return world.submit('place_hold', { holdId: randomUUID(), serviceId: world.services.hour, resourceIds: [world.rooms[0] ?? ''], ...change }, envelope);
}
/** Somebody has that time, whatever it is wanted for. */
const sellOut = async (world: TestWorld): Promise<void> => void committed((await booking(world, { start: at(taken) })) as Committed);
const refusal = (world: TestWorld, envelope = {}, bookingId: string = randomUUID()): Promise<unknown> =>
  booking(world, { start: at(taken), bookingId }, envelope);
const confirm = (world: TestWorld, holdId: string, customer: CommandArgs<'confirm_hold'>['customer'] = null): Promise<unknown> =>
  world.submit('confirm_hold', { holdId, bookingId: randomUUID(), customer });
/** Time that is held at these hours. */
async function held(world: TestWorld, ...hours: number[]): Promise<string[]> {
  const holdIds = hours.map(() => randomUUID());
  for (const [index, holdId] of holdIds.entries()) committed((await hold(world, { holdId, start: at(hours[index] ?? 0) })) as Committed);
  return holdIds;
}
/** Refused, with three alternatives held. */
async function offered(world: TestWorld, bookingId: string = randomUUID()): Promise<string[]> {
  const outcome = (await refusal(world, {}, bookingId)) as Refused;
  const holdIds = outcome.alternatives.flatMap((offer) => ('holdId' in offer && offer.holdId ? [offer.holdId] : []));
  expect(holdIds).toHaveLength(3);
  return holdIds;
}
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
    for (const [hour, customer] of [[7, known], [8, unreached]] as const) committed((await booking(world, { start: at(hour), customer })) as Committed);
    return () => [
      booking(world, { start: at(9), customer: zoe }),
      booking(world, { start: at(10), customer: known }),
      booking(world, { start: at(11), customer: { ...unreached, phone: '+44 3' } }),
    ];
  },
  'holds that become bookings: of nobody, of somebody new, of somebody known': async (world) => {
    const known = { id: randomUUID(), name: 'Ada', phone: '+44 2' };
    committed((await booking(world, { start: at(7), customer: known })) as Committed);
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
    booking(world, { start: at(10), customer: { ...zoe, id: zoe.id.toUpperCase() } }),
  ]),
  'seats of a class': noSetup((world) => [1, 2, 1].map((partySize) =>
    booking(world, { start: at(9 + (partySize - 1) * 3), serviceId: world.services.class, resourceIds: [world.classRoom], partySize }))),
  'a booking, and the cancellation of another one': async (world) => {
    const bookingId = randomUUID();
    committed((await booking(world, { bookingId, start: at(8) })) as Committed);
    return () => [booking(world, { start: at(9) }), world.submit('cancel_booking', { bookingId, expectedVersion: 1 })];
  },
  'a booking that rests on another command': async (world) => {
    const first = world.command('create_booking', { bookingId: randomUUID(), serviceId: null, start: at(7), end: at(8), resourceIds: [world.rooms[1] ?? ''], customer: null });
    committed(await world.gateway.submit(world.submitter, first));
    return () => [booking(world, { start: at(9) }), booking(world, { start: at(10) }, { dependsOn: first.id })];
  },
  'a time where a hold has run out': async (world) => {
    const holdId = randomUUID();
    committed((await hold(world, { holdId, start: at(9) })) as Committed);
    await database.admin.query(`update claim set expires_at = now() - interval '1 second' where owner_id = $1`, [holdId]);
    await database.admin.query(`update hold set expires_at = now() - interval '1 second' where hold_id = $1`, [holdId]);
    return () => [booking(world, { start: at(8) }), booking(world, { start: at(9) }), booking(world, { start: at(10) })];
  },
  'time that is kept for an undo': async (world) => {
    const bookingId = randomUUID();
    committed((await booking(world, { bookingId, start: at(9) })) as Committed);
    committed(await world.submit('cancel_booking', { bookingId }));
    return () => [booking(world, { start: at(9) }), booking(world, { start: at(10) })];
  },
  'somebody who is squeezed in': async (world) => {
    await rulesOf(world, database.admin).resource(world.rooms[0] ?? '', { squeezeLanes: 1, squeezePerDay: 2 });
    const squeezeIn = { reason: 'Pain' };
    committed((await booking(world, { start: at(9) })) as Committed);
    return () => [booking(world, { start: at(9), squeezeIn }), booking(world, { start: at(10), squeezeIn })];
  },
  'people who work elsewhere too': async (world) => {
    const personId = randomUUID();
    await rulesOf(world, database.admin).resource(world.doctor, { personId });
    await addBranch(world, database.admin, { personId, travelMinutes: 20 });
    return () => [9, 10].map((hour) => booking(world, { start: at(hour), serviceId: world.services.visit, resourceIds: [world.doctor, world.rooms[3] ?? ''] }));
  },
};

/** Everything that a group leaves behind; instants of now as seconds from now, and no hashes, which hold such instants. */
const looksSql = `select jsonb_build_object(
  'heads', (select jsonb_agg(head order by location_id) from feed_head where tenant_no = any($1)),
  'commands', (select jsonb_agg(to_jsonb(c) - 'received_at' order by location_id, version) from command c where tenant_no = any($1)),
  'claims', (select jsonb_agg(to_jsonb(c) - 'claim_no' order by resource_no, lane, starts_at, owner_id) from claim c where tenant_no = any($1)),
  'bookings', (select jsonb_agg(b order by booking_id) from booking b where tenant_no = any($1)),
  'holds', (select jsonb_agg(h order by hold_id) from hold h where tenant_no = any($1)),
  'customers', (select jsonb_agg(k order by customer_id) from customer k where tenant_no = any($1)),
  'changes', (select jsonb_agg(to_jsonb(c) - 'at' order by location_id, version, idx) from change c where tenant_no = any($1)),
  'events', (select jsonb_agg(to_jsonb(e) - array['at', 'hash'] order by location_id, version) from event e where tenant_no = any($1)),
  'subjects', (select jsonb_agg(s order by location_id, version, subject_id) from event_subject s where tenant_no = any($1))) as look`;

const isOfNow = (key: string): boolean => ['expires_at', 'expiresAt', 'heldUntil', 'undoUntil', 'released_at'].includes(key);
const fromNow = (key: string, value: unknown): unknown =>
  typeof value === 'string' && isOfNow(key) ? `in ${Math.round((Date.parse(value) - Date.now()) / 60_000)} min` : value;

async function leavesBehind(group: readonly Part[], apply: readonly [sql: string, ...values: unknown[]][]): Promise<unknown> {
  const client = await database.admin.connect();
  try {
    await client.query('begin');
    const answers: unknown[] = [];
    for (const [sql, ...values] of apply) answers.push(...(await client.query<{ answer: unknown }>(sql, values)).rows.map(({ answer }) => answer));
    const { rows } = await client.query<{ look: unknown }>(looksSql, [[...new Set(group.map(({ tenantNo }) => tenantNo))]]);
    return JSON.parse(JSON.stringify({ answers: answers.flat(), ...(rows[0]?.look as object) }), fromNow) as unknown;
  } finally {
    await client.query('rollback');
    client.release();
  }
}

/** Two businesses, the same commands at each. */
async function groupOf(arrange: Arrange, asksForRows = false): Promise<Part[]> {
  const group: Part[] = [];
  for (let business = 0; business < 2; business++) {
    const desk = new Desk(database.db);
    const world = await createTestWorld(database.db, database.admin, { groups: desk });
    world.feedWatch.close();
    const commands = await arrange(world);
    desk.kept = [];
    if (asksForRows) world.submitter.onRow = () => {};
    await Promise.all(commands());
    // In the order they were handed in: some are decided later than others.
    group.push(...desk.kept.sort((one, other) => one.plan.command.seq - other.plan.command.seq));
  }
  expect(group.length).toBeGreaterThan(2);
  return group;
}

const together = (group: object[]): [string, ...unknown[]] => ['select gateway.apply_each($1) as answer', JSON.stringify(group)];
/** A subtransaction each, as a group that does more has them. */
const alone = `create function pg_temp.alone(p_tenant bigint, p_plan jsonb) returns jsonb language plpgsql as $$ begin
    return gateway.apply_one(p_tenant, p_plan);
  exception when sqlstate 'HF001' or sqlstate 'HF002' then return jsonb_build_object('raised', sqlstate, 'constraint', '');
  end $$`;
const oneByOne = (group: readonly Part[]): [string, ...unknown[]][] => [
  [alone],
  ...group.map(({ tenantNo, plan }): [string, ...unknown[]] => ['select pg_temp.alone($1, $2) as answer', tenantNo, JSON.stringify(plan)]),
];
/** Undone with the transaction: whoever would write one by one is found out. */
const notOneByOne: [string] = [`create or replace function gateway.apply_one(p_tenant bigint, p_plan jsonb) returns jsonb language plpgsql as
  $$ begin raise exception 'one by one' using errcode = 'P0001'; end $$`];

describe('a group leaves behind exactly what its commands leave one by one', () => {
  test.each(Object.entries(goesTogether))('written table by table: %s', async (_, arrange) => {
    const group = await groupOf(arrange);
    expect(await leavesBehind(group, [notOneByOne, together(group)])).toEqual(await leavesBehind(group, oneByOne(group)));
  });

  test.each(Object.entries(doesMore))('and where more is to be done: %s', async (_, arrange) => {
    const group = await groupOf(arrange);
    await expect(leavesBehind(group, [notOneByOne, together(group)])).rejects.toThrow('one by one');
    expect(await leavesBehind(group, [together(group)])).toEqual(await leavesBehind(group, oneByOne(group)));
  });
});

test.each([1, 2, 4, 5, 7])('of a day a group holds no more than %i alternatives, as one by one, and what is given back makes room', async (dayQuota) => {
  const group = await groupOf(async (world) => {
    await sellOut(world);
    const [one = ''] = await offered(world);
    const [two = ''] = await offered(world);
    return () => [refusal(world), world.submit('release_hold', { holdId: two }), refusal(world), booking(world, { start: at(8) }), confirm(world, one), refusal(world)];
  });
  const tight = group.map(({ tenantNo, plan }) => ({
    tenantNo,
    plan: 'candidates' in plan ? { ...plan, candidates: (plan as unknown as PlannedRefusal).candidates.map((candidate) => ({ ...candidate, dayQuota })) } : plan,
  }));
  expect(await leavesBehind(tight, [notOneByOne, together(tight)])).toEqual(await leavesBehind(tight, oneByOne(tight)));
});

test('a newer refusal of the same asker replaces the older one, in a group as alone', async () => {
  const group = await groupOf(async (world) => {
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
  const left = (await leavesBehind(elsewhere, [notOneByOne, together(elsewhere)])) as { holds: { status: string }[] };
  expect(left.holds.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 'released'));
  expect(left).toEqual(await leavesBehind(elsewhere, oneByOne(elsewhere)));
});

test('a hold that ran out, at least in part, becomes no booking, in a group as alone', async () => {
  const group = await groupOf(goesTogether['holds that become bookings: of nobody, of somebody new, of somebody known'] ?? noSetup(() => []));
  const late = group.map(({ tenantNo, plan }, place) => ({ tenantNo, plan: place === 1 && plan.convert ? { ...plan, convert: { ...plan.convert, claims: 2 } } : plan }));
  await expect(leavesBehind(late, [notOneByOne, together(late)])).rejects.toThrow('one by one');
  const left = (await leavesBehind(late, [together(late)])) as { answers: object[] };
  expect(left.answers[1]).toMatchObject({ raised: 'HF002' });
  expect(left).toEqual(await leavesBehind(late, oneByOne(late)));
});

test('where one location does more, the others are written table by table all the same', async () => {
  const [first, ...adding] = await groupOf(goesTogether['bookings one after the other in one room'] ?? noSetup(() => []));
  if (!first) throw new Error('No plan');
  const more = await groupOf(doesMore['a booking, and the cancellation of another one'] ?? noSetup(() => []));
  const group = [first, ...more, ...adding];
  const counted: [string] = [`create or replace function gateway.apply_one(p_tenant bigint, p_plan jsonb) returns jsonb language sql as
    $$ select gateway.apply_plan(p_tenant, p_plan) || '{"oneByOne": true}' $$`];
  const { answers } = (await leavesBehind(group, [counted, together(group)])) as { answers: { oneByOne?: boolean }[] };
  expect(answers.map(({ oneByOne: isAlone = false }) => isAlone)).toEqual([false, true, true, true, true, false, false, false, false, false]);
  const plain = answers.map(({ oneByOne: _, ...answer }) => answer);
  expect({ answers: plain }).toEqual({ answers: ((await leavesBehind(group, oneByOne(group))) as { answers: unknown[] }).answers });
});

test('who asks for it is told the row that the record has, in a group and alone', async () => {
  const group = await groupOf(goesTogether['bookings and holds, of one and of two resources, with notes'] ?? noSetup(() => []), true);
  const { answers, events } = (await leavesBehind(group, [notOneByOne, together(group)])) as { answers: { row: unknown }[]; events: { after: unknown }[] };
  const rows = answers.map(({ row }) => row);
  expect(rows).not.toContain(undefined);
  expect(rows).toEqual(expect.arrayContaining(events.map(({ after }) => after)));
  expect(((await leavesBehind(group, oneByOne(group))) as { answers: unknown[] }).answers).toEqual(answers);
});

test('of settings that moved, an id that is known, a time that is taken and a booking that exists nothing is left of the group', async () => {
  const [one, two] = await groupOf(goesTogether['bookings one after the other in one room'] ?? noSetup(() => []));
  if (!one || !two) throw new Error('No plans');
  const spoilt: [string, Plan][] = [
    ['HF002', { ...two.plan, catalogueVersion: two.plan.catalogueVersion + 1 }],
    ['HF000', { ...two.plan, command: { ...two.plan.command, id: one.plan.command.id } }],
    ['HF001', { ...two.plan, claims: (one.plan.claims ?? []).map((claim) => ({ ...claim, ownerId: randomUUID() })) }],
    ['HF003', { ...two.plan, command: { ...two.plan.command, subjectId: one.plan.command.subjectId }, bookings: one.plan.bookings ?? [] }],
  ];
  for (const [raised, plan] of spoilt) {
    const { answers } = (await leavesBehind([one], [together([one, { ...two, plan }])])) as { answers: unknown[] };
    expect(answers).toMatchObject([{ status: 'committed', version: 1 }, { raised }]);
  }
});

test('a resource of another business is not taken, as when a command comes alone', async () => {
  const group = await groupOf(goesTogether['bookings one after the other in one room'] ?? noSetup(() => []));
  const [theirs] = group;
  const astray = group.map(({ tenantNo, plan }) => ({ tenantNo, plan: { ...plan, claims: (plan.claims ?? []).map((claim) => ({ ...claim, resourceNo: theirs?.plan.claims?.[0]?.resourceNo ?? 0 })) } }));
  const left = (await leavesBehind(group, [together(astray)])) as { claims: { tenant_no: number }[] };
  expect(left.claims.map(({ tenant_no: tenantNo }) => tenantNo)).toEqual([theirs, theirs, theirs].map((part) => part?.tenantNo));
  expect(left).toEqual(await leavesBehind(group, oneByOne(astray)));
});

test('whose time is taken gives back what they got of it, and the others of the group are written table by table', async () => {
  const group = await groupOf(noSetup((world) => {
    const [one = '', two = ''] = world.rooms;
    const both = { serviceId: null, end: at(10), resourceIds: [one, two] };
    return [booking(world, { start: at(9), resourceIds: [two] }), booking(world, { start: at(9), ...both }), booking(world, { start: at(11), resourceIds: [one] })];
  }));
  const left = (await leavesBehind(group, [notOneByOne, together(group)])) as { answers: object[] };
  expect(left.answers).toMatchObject([1, 2].flatMap(() => [{ version: 1 }, { raised: 'HF001' }, { version: 2 }]));
  const had = group.filter((_, place) => place % 3 !== 1);
  const alone = (await leavesBehind(had, oneByOne(had))) as { answers: object[] };
  expect({ ...left, answers: left.answers.filter((_, place) => place % 3 !== 1) }).toEqual(alone);
});

test('the chain of the record goes on through a group', async () => {
  const group = await groupOf(goesTogether['somebody new, somebody known, somebody whose phone is learnt'] ?? noSetup(() => []));
  await database.admin.query(together(group)[0], together(group).slice(1));
  expect(isSound(await verify(database.admin))).toBe(true);
});
