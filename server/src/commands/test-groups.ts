import { randomUUID } from 'node:crypto';
import type { CommandArgs } from '@holdfast/protocol/commands';
import type { Committed, Outcome, Refused } from '@holdfast/protocol/outcomes';
import type { TenantNo } from '../access/scope.ts';
import type { TestDatabase } from '../db/test-database.ts';
import { CommitGroups } from './commit-groups.ts';
import type { Plan, PlannedRefusal } from './plan.ts';
import { committed } from './test-outcomes.ts';
import { createTestWorld, type TestWorld } from './test-world.ts';

/** Whose time somebody else has: whoever wants it is refused. */
export const taken = 15;

export interface Part {
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

export type Arrange = (world: TestWorld) => Promise<() => Promise<unknown>[]>;
/** On a day of the world's future. */
export const at = (hour: number): string => `2026-12-02T${String(hour).padStart(2, '0')}:00:00Z`;

export function booking(world: TestWorld, change: Partial<CommandArgs<'create_booking'>> & { start: string }, envelope = {}): Promise<Outcome> {
  return world.submit('create_booking', { bookingId: randomUUID(), serviceId: world.services.hour, resourceIds: [world.rooms[0] ?? ''], customer: null, ...change }, envelope);
}
export function hold(world: TestWorld, change: Partial<CommandArgs<'place_hold'>> & { start: string }, envelope = {}): Promise<Outcome> {
  return world.submit('place_hold', { holdId: randomUUID(), serviceId: world.services.hour, resourceIds: [world.rooms[0] ?? ''], ...change }, envelope);
}
/** Somebody has that time, whatever it is wanted for. */
export const sellOut = async (world: TestWorld): Promise<void> => void committed(await booking(world, { start: at(taken) }));
export const refusal = (world: TestWorld, envelope = {}, bookingId: string = randomUUID()): Promise<Outcome> =>
  booking(world, { start: at(taken), bookingId }, envelope);
export const confirm = (world: TestWorld, holdId: string, customer: CommandArgs<'confirm_hold'>['customer'] = null): Promise<Outcome> =>
  world.submit('confirm_hold', { holdId, bookingId: randomUUID(), customer });
/** Time that is held at these hours. */
export async function held(world: TestWorld, ...hours: number[]): Promise<string[]> {
  const holdIds = hours.map(() => randomUUID());
  for (const [index, holdId] of holdIds.entries()) committed(await hold(world, { holdId, start: at(hours[index] ?? 0) }));
  return holdIds;
}
/** Refused, with three alternatives held. */
export async function offered(world: TestWorld, bookingId: string = randomUUID()): Promise<string[]> {
  const outcome = (await refusal(world, {}, bookingId)) as Refused;
  const holdIds = outcome.alternatives.flatMap((offer) => ('holdId' in offer && offer.holdId ? [offer.holdId] : []));
  if (holdIds.length !== 3) throw new Error(`${holdIds.length} are held`);
  return holdIds;
}

/** Everything that a group leaves behind; instants of now as seconds from now, and no hashes, which hold such instants. */
const looksSql = `select jsonb_build_object(
  'heads', (select jsonb_agg(head order by location_id) from feed_head where tenant_no = any($1)),
  'commands', (select jsonb_agg(to_jsonb(c) - 'received_at' order by location_id, version) from command c where tenant_no = any($1)),
  'claims', (select jsonb_agg(to_jsonb(c) - 'claim_no' order by resource_no, lane, starts_at, owner_id) from claim c where tenant_no = any($1)),
  'bookings', (select jsonb_agg(b order by booking_id) from booking b where tenant_no = any($1)),
  'holds', (select jsonb_agg(h order by hold_id) from hold h where tenant_no = any($1)),
  'customers', (select jsonb_agg(k order by tenant_no, customer_id) from customer k where tenant_no = any($1)),
  'changes', (select jsonb_agg(to_jsonb(c) - 'at' order by location_id, version, idx) from change c where tenant_no = any($1)),
  'events', (select jsonb_agg(to_jsonb(e) - array['at', 'hash'] order by location_id, version) from event e where tenant_no = any($1)),
  'subjects', (select jsonb_agg(s order by location_id, version, subject_id) from event_subject s where tenant_no = any($1))) as look`;

const isOfNow = (key: string): boolean => ['expires_at', 'expiresAt', 'heldUntil', 'undoUntil', 'released_at'].includes(key);
const fromNow = (key: string, value: unknown): unknown =>
  typeof value === 'string' && isOfNow(key) ? `in ${Math.round((Date.parse(value) - Date.now()) / 60_000)} min` : value;

export async function leavesBehind({ admin }: TestDatabase, group: readonly Part[], apply: readonly [sql: string, ...values: unknown[]][]): Promise<unknown> {
  const client = await admin.connect();
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
export async function groupOf({ db, admin }: TestDatabase, arrange: Arrange, asksForRows = false): Promise<Part[]> {
  const group: Part[] = [];
  for (let business = 0; business < 2; business++) {
    const desk = new Desk(db);
    const world = await createTestWorld(db, admin, { groups: desk });
    world.feedWatch.close();
    const commands = await arrange(world);
    desk.kept = [];
    if (asksForRows) world.submitter.onRow = () => {};
    await Promise.all(commands());
    // In the order they were handed in: some are decided later than others.
    group.push(...desk.kept.sort((one, other) => one.plan.command.seq - other.plan.command.seq));
  }
  return group;
}

export const together = (group: object[]): [string, ...unknown[]] => ['select gateway.apply_each($1) as answer', JSON.stringify(group)];
/** A subtransaction each, as a group that does more has them. */
const alone = `create function pg_temp.alone(p_tenant bigint, p_plan jsonb) returns jsonb language plpgsql as $$ begin
    return gateway.apply_one(p_tenant, p_plan);
  exception when sqlstate 'HF001' or sqlstate 'HF002' then return jsonb_build_object('raised', sqlstate, 'constraint', '');
  end $$`;
export const oneByOne = (group: readonly Part[]): [string, ...unknown[]][] => [
  [alone],
  ...group.map(({ tenantNo, plan }): [string, ...unknown[]] => ['select pg_temp.alone($1, $2) as answer', tenantNo, JSON.stringify(plan)]),
];
/** Undone with the transaction: whoever would write one by one is found out. */
export const notOneByOne: [string] = [`create or replace function gateway.apply_one(p_tenant bigint, p_plan jsonb) returns jsonb language plpgsql as
  $$ begin raise exception 'one by one' using errcode = 'P0001'; end $$`];
