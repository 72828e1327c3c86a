import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { isSound, verify } from '../ops/verify.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { readLiveHolds } from './hold-sql.ts';

/** A hold's further life: extended, or taken by a manager. */

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await createTestDatabase();
  world = await createTestWorld(database.db, database.admin);
});
afterAll(() => world.feedWatch.close());

let day = 1;
const freshDay = (): string => `2026-12-${String(++day).padStart(2, '0')}`;
const room = (index: number): string => world.rooms[index] ?? '';
const chen = { id: randomUUID(), name: 'Chen', phone: '+44 7700 900123', email: 'chen@example.com' };

async function hold(date: string, envelope: { channel?: 'web' | 'desk' } = {}, customer: typeof chen | null = chen): Promise<string> {
  const holdId = randomUUID();
  const command = world.command('place_hold', { holdId, serviceId: world.services.hour, start: `${date}T10:00:00Z`, resourceIds: [room(0)], customer }, envelope);
  committed(await world.gateway.submit({ ...world.submitter, terminalId: null }, command));
  return holdId;
}

const rowOf = async (holdId: string) =>
  (await database.admin.query('select status, purpose, expires_at, extensions, channel from hold where hold_id = $1', [holdId])).rows[0];

/** The hold and its claims run out at this moment; nobody sweeps. */
async function runOut(holdId: string): Promise<void> {
  await database.admin.query(
    `with ended as (update hold set expires_at = now() where hold_id = $1) update claim set expires_at = now() where owner_id = $1`, [holdId]);
}

/** The database's clock around some work, ms. */
async function clockAround<T>(work: () => Promise<T>): Promise<{ done: T; from: number; to: number }> {
  const clock = async () => Number((await database.admin.query('select extract(epoch from clock_timestamp()) * 1000 as ms')).rows[0].ms);
  const from = await clock();
  const done = await work();
  return { done, from, to: await clock() };
}

test("an extended hold lives its channel's full time again, claims and all, and then blocks nobody", async () => {
  const date = freshDay();
  const holdId = await hold(date, { channel: 'web' });
  await database.admin.query(`update hold set expires_at = expires_at - interval '4 minutes' where hold_id = $1`, [holdId]);
  await database.admin.query(`update claim set expires_at = expires_at - interval '4 minutes' where owner_id = $1`, [holdId]);
  const { done, from, to } = await clockAround(() => world.submit('extend_hold', { holdId }));
  const { expiresAt = '' } = committed(done);
  // Five minutes on the page, by the database's clock; the wire has milliseconds.
  expect(Date.parse(expiresAt)).toBeGreaterThanOrEqual(Math.floor(from) + 300_000);
  expect(Date.parse(expiresAt)).toBeLessThanOrEqual(Math.ceil(to) + 300_000);
  const { rows } = await database.admin.query(
    'select gateway.wire_time(c.expires_at) as claim, gateway.wire_time(h.expires_at) as hold from claim c join hold h on h.hold_id = c.owner_id where h.hold_id = $1',
    [holdId],
  );
  expect(rows).toEqual([{ claim: expiresAt, hold: expiresAt }]);
  expect(await world.book(room(0), `${date}T10:00:00Z`)).toMatchObject({ reason: 'slot_taken' });
  await runOut(holdId);
  committed(await world.book(room(0), `${date}T10:00:00Z`));
});

test('a visitor extends twice, the counter five times, and nobody once more', async () => {
  const [web, desk] = [await hold(freshDay(), { channel: 'web' }), await hold(freshDay())];
  for (let time = 0; time < 2; time++) committed(await world.submit('extend_hold', { holdId: web }));
  const once = refused(await world.submit('extend_hold', { holdId: web }), 'policy_forbids');
  // In the location's time, to the second: whoever asks in the last minute still has some of it.
  expect(once.detail).toMatch(/^A hold of channel web is extended at most 2 times\. Confirm it before (\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d\.$/);
  await database.admin.query(`with late as (update hold set expires_at = '2093-07-01T10:05:09.9Z' where hold_id = $1) update claim set expires_at = '2093-07-01T10:05:09.9Z' where owner_id = $1`, [web]);
  expect(refused(await world.submit('extend_hold', { holdId: web }), 'policy_forbids').detail).toMatch(/ before 2093-07-01 10:05:09\.$/);
  for (let time = 0; time < 5; time++) committed(await world.submit('extend_hold', { holdId: desk }));
  expect(await world.submit('extend_hold', { holdId: desk })).toMatchObject({ status: 'refused', reason: 'policy_forbids' });
  expect(await rowOf(desk)).toMatchObject({ status: 'active', extensions: 5 });
});

test.each([
  ['unknown', 'not_found', async () => randomUUID()],
  ['run out', 'hold_expired', async () => { const id = await hold(freshDay()); await runOut(id); return id; }],
  ['swept', 'hold_expired', async () => {
    const id = await hold(freshDay());
    await runOut(id);
    await database.admin.query('select gateway.sweep_expired_holds()');
    return id;
  }],
  ['released', 'hold_not_active', async () => { const id = await hold(freshDay()); committed(await world.submit('release_hold', { holdId: id })); return id; }],
])('a hold that is %s is neither extended nor overridden: %s', async (_, reason, arrange) => {
  const holdId = await arrange();
  expect(await world.submit('extend_hold', { holdId })).toMatchObject({ status: 'refused', reason });
  expect(await world.submit('override_hold', { holdId, newHoldId: randomUUID(), reason: 'Emergency' })).toMatchObject({ status: 'refused', reason });
});

test("a manager takes a hold's time: never free in between, the holder is told with other times, the record names both", async () => {
  const date = freshDay();
  const holdId = await hold(date, { channel: 'web' });
  const newHoldId = randomUUID();
  const { expiresAt = '' } = committed(await world.submit('override_hold', { holdId, newHoldId, reason: 'Wheelchair user at the counter' }));
  expect(await rowOf(holdId)).toMatchObject({ status: 'overridden' });
  expect(await rowOf(newHoldId)).toMatchObject({ status: 'active', purpose: 'override', channel: 'desk' });
  const { rows: claims } = await database.admin.query(
    'select owner_id, gateway.wire_time(expires_at) as expires from claim where owner_id = any($1) and released_at is null', [[holdId, newHoldId]]);
  expect(claims).toEqual([{ owner_id: newHoldId, expires: expiresAt }]);

  const { rows: events } = await database.admin.query(
    `select kind, subject_id, actor_id, reason, after->>'id' as taken from event where subject_id = $1 order by version`, [holdId]);
  expect(events).toEqual([
    expect.objectContaining({ kind: 'place_hold' }),
    { kind: 'override_hold', subject_id: holdId, actor_id: world.staffId, reason: 'Wheelchair user at the counter', taken: newHoldId },
  ]);
  const { rows: messages } = await database.admin.query('select * from message where subject_id = $1', [holdId]);
  expect(messages).toMatchObject([
    { kind: 'hold_overridden', to_name: 'Chen', to_phone: chen.phone, to_email: chen.email, status: 'queued', body: { start: `${date}T10:00:00.000Z` } },
  ]);
  expect(messages[0].body.alternatives).toHaveLength(3);
  for (const { start, resourceIds } of messages[0].body.alternatives) expect(`${start} ${resourceIds}`).not.toBe(`${date}T10:00:00.000Z ${room(0)}`);

  // The old hold cannot be confirmed any more; the manager's can, and runs out like any other.
  expect(await world.submit('confirm_hold', { holdId, bookingId: randomUUID(), customer: null })).toMatchObject({ reason: 'hold_not_active' });
  await runOut(newHoldId);
  committed(await world.book(room(0), `${date}T10:00:00Z`));
});

test('who confirms a hold that a manager took is offered other times, held for them as far as their channel goes', async () => {
  const date = freshDay();
  const customer = { id: randomUUID(), name: 'Ife Obi', phone: '+44 7700 900733' };
  const holdId = await hold(date, { channel: 'web' });
  committed(await world.submit('override_hold', { holdId, newHoldId: randomUUID(), reason: 'Wheelchair user at the counter' }));
  const fromWeb = { channel: 'web', actorId: randomUUID() } as const;
  const confirm = (id: string) =>
    world.gateway.submit({ ...world.submitter, terminalId: null }, world.command('confirm_hold', { holdId: id, bookingId: randomUUID(), customer }, fromWeb));
  const answer = refused(await confirm(holdId), 'hold_not_active');
  expect(answer.detail).toBe('This hold was overridden: a manager took the time. Take another.');
  expect(answer.conflicts).toEqual([{ start: `${date}T10:00:00.000Z`, end: expect.any(String), resourceId: room(0), kind: 'hold' }]);
  expect(answer.alternatives).toHaveLength(3);
  const [first, ...others] = answer.alternatives;
  expect(others.every((each) => each.holdId === undefined)).toBe(true);
  const { rows } = await database.admin.query('select status, purpose, customer_name from hold where hold_id = $1', [first?.holdId]);
  expect(rows).toEqual([{ status: 'active', purpose: 'alternative', customer_name: 'Ife Obi' }]);
  committed(await confirm(first?.holdId ?? ''));
});

test('who names nobody then is offered them for whoever the hold was for', async () => {
  const holdId = await hold(freshDay());
  committed(await world.submit('override_hold', { holdId, newHoldId: randomUUID(), reason: 'Wheelchair user at the counter' }));
  const { alternatives } = refused(await world.submit('confirm_hold', { holdId, bookingId: randomUUID(), customer: null }), 'hold_not_active');
  const { rows } = await database.admin.query('select distinct customer_name, customer_email from hold where hold_id = any($1)', [alternatives.map((each) => each.holdId)]);
  expect(rows).toEqual([{ customer_name: 'Chen', customer_email: chen.email }]);
});

test("a manager's hold is confirmed like any other", async () => {
  const holdId = await hold(freshDay());
  const newHoldId = randomUUID();
  committed(await world.submit('override_hold', { holdId, newHoldId, reason: 'Emergency' }));
  committed(await world.submit('confirm_hold', { holdId: newHoldId, bookingId: randomUUID(), customer: null }));
});

test('an alternative is held for whoever was refused, so they are told when it is taken too', async () => {
  const date = freshDay();
  committed(await world.book(room(0), `${date}T10:00:00Z`));
  const asked = { bookingId: randomUUID(), serviceId: world.services.hour, start: `${date}T10:00:00Z`, resourceIds: [room(0)], customer: chen };
  const { alternatives } = refused(await world.submit('create_booking', asked), 'slot_taken');
  const held = alternatives.flatMap(({ holdId }) => holdId ?? []);
  expect(held.length).toBeGreaterThan(0);
  for (const holdId of held) {
    committed(await world.submit('override_hold', { holdId, newHoldId: randomUUID(), reason: 'Emergency' }));
    const { rows } = await database.admin.query('select to_name, to_phone, to_email from message where subject_id = $1', [holdId]);
    expect(rows).toEqual([{ to_name: 'Chen', to_phone: chen.phone, to_email: chen.email }]);
  }
});

test('a hold for nobody in particular is taken without a message', async () => {
  const holdId = await hold(freshDay(), {}, null);
  committed(await world.submit('override_hold', { holdId, newHoldId: randomUUID(), reason: 'Emergency' }));
  const { rows } = await database.admin.query('select from message where subject_id = $1', [holdId]);
  expect(rows).toEqual([]);
});

test('only a manager may', async () => {
  const holdId = await hold(freshDay());
  const byStaff = await world.submit('override_hold', { holdId, newHoldId: randomUUID(), reason: 'Because' }, { actorId: world.colleagueId });
  expect(byStaff).toMatchObject({ status: 'refused', reason: 'policy_forbids' });
  expect(await rowOf(holdId)).toMatchObject({ status: 'active' });
});

test('of a confirmation and an override at once, one has the time', async () => {
  for (let round = 0; round < 8; round++) {
    const holdId = await hold(freshDay());
    const answers = await Promise.all([
      world.submit('confirm_hold', { holdId, bookingId: randomUUID(), customer: null }),
      world.submit('override_hold', { holdId, newHoldId: randomUUID(), reason: 'Emergency' }),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['committed', 'refused']);
  }
});

test('the list of live holds has what holds now, the first to run out first', async () => {
  const [first, second, gone] = [await hold(freshDay()), await hold(freshDay()), await hold(freshDay())];
  committed(await world.submit('extend_hold', { holdId: first }));
  await runOut(gone);
  const listed = (await readLiveHolds(database.db, world.tenantNo, world.locationId)).map(({ id }) => id);
  expect(listed).not.toContain(gone);
  expect(listed.indexOf(second)).toBeGreaterThanOrEqual(0);
  expect(listed.indexOf(first)).toBeGreaterThan(listed.indexOf(second));
});

test('after all of the above the record is sound', async () => {
  expect(await verify(database.admin)).toSatisfy(isSound);
});
