import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRestWorld, type RestClient, type RestWorld } from '../rest/rest-world.ts';
import { createTestWorld } from '../../commands/test-world.ts';
import { migrate } from '../../db/migrate.ts';
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts';
import type { HandedOver } from '../../escalations/handed-over-sql.ts';
import { isSound, verify } from '../../ops/verify.ts';
import { openTestTerminal } from '../../terminals/test-terminal.ts';

/** What an agent hands over, as the people at the counter work it off. */

let database: TestDatabase;
let rest: RestWorld;
let agent: RestClient;
let cookie: string;
const managerId = randomUUID();
// A database for each: one of them takes it back to an earlier build.
beforeEach(async () => {
  database = await createTestDatabase();
  rest = await createRestWorld(database);
  agent = await rest.client();
  await database.admin.query(`insert into staff (tenant_no, staff_id, name, role) values ($1, $2, 'Mo', 'manager')`, [rest.world.tenantNo, managerId]);
  cookie = await openTestTerminal(database.db, rest.world, [rest.world.staffId, managerId]);
});
afterEach(() => rest.close());

async function call<T>(name: string, input?: object, as = cookie): Promise<{ status: number; data: T }> {
  const response = await rest.app.inject({
    method: 'POST', url: `/trpc/escalations.${name}`, headers: { 'content-type': 'application/json', cookie: as }, ...(input === undefined ? {} : { payload: JSON.stringify(input) }),
  });
  return { status: response.statusCode, data: response.json<{ result?: { data: T } }>().result?.data as T };
}
const list = async (as?: string) => (await call<{ escalations: HandedOver[] }>('list', undefined, as)).data.escalations;
const step = (escalationId: string, what: HandedOver['state'] | 'given_back', more: object = {}) =>
  call<{ done: boolean }>('step', { escalationId, staffId: rest.world.staffId, step: what, ...more });
async function ask<T>(name: string, input: object, as = cookie): Promise<{ status: number; data: T }> {
  const response = await rest.app.inject({ url: `/trpc/escalations.${name}?input=${encodeURIComponent(JSON.stringify(input))}`, headers: { cookie: as } });
  return { status: response.statusCode, data: response.json<{ result?: { data: T } }>().result?.data as T };
}
async function handOver(asked: object, by = agent): Promise<string> {
  const answer = await by.post('/escalations', asked);
  expect(answer.status).toBe(201);
  return (answer.body as { escalation: { id: string } }).escalation.id;
}

test('is listed with all there is to know, taken by one, given back, and settled with what came of it', async () => {
  const { booking } = (await agent.post('/bookings', { location: 'riverside', service: 'hour', start: '2026-12-05T10:00:00Z' })).body as { booking: { id: string; reference: string } };
  const id = await handOver({ reason: 'Chest pain', transcript: 'Caller: it hurts', customer: { name: 'Ana', phone: '1' }, booking: booking.id });
  const shown = async () => (await list()).filter((each) => each.id === id);
  expect(await shown()).toEqual([
    {
      // A desk of an earlier build draws a box unless the transcript is null.
      id, at: expect.any(String), reason: 'Chest pain', hasTranscript: true, transcript: null, channel: 'chat_ai', from: expect.stringMatching(/./),
      customerName: 'Ana', customerPhone: '1', customerEmail: null, booking: { id: booking.id, reference: booking.reference, start: '2026-12-05T10:00:00.000Z' },
      here: true, state: 'open', by: null, note: null,
    },
  ]);
  expect((await step(id, 'taken')).data).toEqual({ done: true });
  expect(await shown()).toMatchObject([{ state: 'taken', by: { id: rest.world.staffId, name: 'Ana', at: expect.any(String) } }]);
  // Somebody else cannot take it as well, nor give back what is not theirs.
  for (const [what, staffId] of [['taken', managerId], ['given_back', managerId]] as const)
    expect((await step(id, what, { staffId })).data).toEqual({ done: false });
  expect((await step(id, 'given_back')).data).toEqual({ done: true });
  expect(await shown()).toMatchObject([{ state: 'open' }]);
  expect((await step(id, 'settled', { note: 'Rang 999' })).data).toEqual({ done: true });
  expect(await shown()).toMatchObject([{ state: 'settled', note: 'Rang 999' }]);
  for (const what of ['taken', 'given_back', 'settled'] as const) expect((await step(id, what)).data).toEqual({ done: false });
  const { rows } = await database.admin.query('select step_no, step, staff_id, note from escalation_step where escalation_id = $1 order by 1', [id]);
  expect(rows.map((row) => row.step)).toEqual(['taken', 'given_back', 'settled']);
});

test('who took it, who gave it back and how it was settled stand in the record of the location, for good', async () => {
  const id = await handOver({ reason: 'Refund' });
  for (const [what, staffId, more] of [['taken', managerId, {}], ['given_back', managerId, {}], ['settled', rest.world.staffId, { note: 'Paid back' }]] as const)
    expect((await step(id, what, { staffId, ...more })).data).toEqual({ done: true });
  expect((await step(id, 'taken')).data).toEqual({ done: false });
  const { rows } = await database.admin.query(
    `select kind, actor_id as "by", channel, before->>'step' as before, after->>'step' as step, after->>'note' as note from event
       where subject_id = $1 and location_id = $2 and (kind = 'escalate' or terminal_id is not null) order by version`, [id, rest.world.locationId]);
  expect(rows).toEqual([
    { kind: 'escalate', by: agent.keyId, channel: 'chat_ai', before: null, step: null, note: null },
    { kind: 'escalation_taken', by: managerId, channel: 'desk', before: null, step: 'taken', note: null },
    { kind: 'escalation_given_back', by: managerId, channel: 'desk', before: 'taken', step: 'given_back', note: null },
    { kind: 'escalation_settled', by: rest.world.staffId, channel: 'desk', before: 'given_back', step: 'settled', note: 'Paid back' },
  ]);
  for (const damage of [`update escalation_step set note = 'Nothing'`, 'delete from escalation_step', 'truncate escalation_step'])
    await expect(database.admin.query(damage)).rejects.toThrow('append-only');
  expect(isSound(await verify(database.admin))).toBe(true);
});

test('what was said is read by itself, by whom it was handed to', async () => {
  const id = await handOver({ reason: 'x', transcript: 'Caller: it hurts' });
  const silent = await handOver({ reason: 'y', transcript: '' });
  const read = (escalationId: string, as?: string) => ask<{ transcript: string | null }>('transcript', { escalationId }, as);
  expect((await list()).filter((each) => each.id === id || each.id === silent).map(({ hasTranscript }) => hasTranscript)).toEqual([true, false]);
  expect(await read(id)).toEqual({ status: 200, data: { transcript: 'Caller: it hurts' } });
  await step(id, 'settled');
  expect((await read(id)).data).toEqual({ transcript: 'Caller: it hurts' });
  expect((await read(silent)).data).toEqual({ transcript: '' });
  expect((await read(await handOver({ reason: 'z' }))).data).toEqual({ transcript: null });
  expect((await read(randomUUID())).status).toBe(404);
  expect((await read(id, '')).status).toBe(401);
  const elsewhere = await createTestWorld(database.db, database.admin);
  elsewhere.feedWatch.close();
  expect((await read(id, await openTestTerminal(database.db, elsewhere, []))).status).toBe(404);
});

test('what was settled is listed for a day, the newest first and no more than fifty', async () => {
  const ids: string[] = [];
  for (let count = 0; count < 53; count++) ids.push(await handOver({ reason: `Old ${count}` }));
  for (const id of ids) await step(id, 'settled');
  const settled = (await list()).filter(({ state }) => state === 'settled').map(({ id }) => id);
  expect(settled).toEqual(ids.toReversed().slice(0, 50));
  const [newest, ...others] = settled;
  await database.admin.query(`update escalation set settled_at = settled_at - interval '24 hours' where escalation_id = $1`, [newest]);
  expect((await list()).filter(({ state }) => state === 'settled').map(({ id }) => id).slice(0, 49)).toEqual(others);
});

test('one that an earlier build settled is settled when the database is brought to this one', async () => {
  const [open, taken, settled] = [await handOver({ reason: '1' }), await handOver({ reason: '2' }), await handOver({ reason: '3' })];
  await step(taken, 'taken');
  await step(settled, 'settled');
  await database.admin.query(`alter table escalation drop column settled_at;
    alter table waitlist_watch drop column looked_catalogue;
    delete from schema_migration where name = '000021-open-and-freed'`);
  expect(await migrate(database.url)).toEqual(['000021-open-and-freed']);
  const found = (await list()).filter(({ id }) => [open, taken, settled].includes(id)).map(({ id, state }) => [id, state]);
  expect(found).toEqual([[open, 'open'], [taken, 'taken'], [settled, 'settled']]);
  expect((await step(settled, 'taken')).data).toEqual({ done: false });
});

test('two people reach for it at once: one has it', async () => {
  const id = await handOver({ reason: 'Complaint' });
  const answers = await Promise.all([rest.world.staffId, managerId].map((staffId) => step(id, 'taken', { staffId })));
  expect(answers.filter(({ data }) => data.done)).toHaveLength(1);
});

test('the longest waiting stands first, what is settled last', async () => {
  const [first, second, third] = [await handOver({ reason: '1' }), await handOver({ reason: '2' }), await handOver({ reason: '3' })];
  await step(first, 'settled');
  await step(third, 'taken');
  const ids = (await list()).map(({ id }) => id);
  expect(ids.filter((id) => [first, second, third].includes(id))).toEqual([second, third, first]);
  expect((await list()).at(-1)?.state).toBe('settled');
});

test('another location sees what it is asked, and nothing else', async () => {
  const other = { id: randomUUID(), slug: 'b', name: 'B', timeZone: 'UTC', openingHours: {}, gridMinutes: 15 };
  await database.admin.query('select gateway.put_location($1, $2)', [rest.world.tenantNo, other]);
  const there = await openTestTerminal(database.db, { ...rest.world, locationId: other.id }, [rest.world.staffId]);
  const both = await rest.client({ locationIds: [rest.world.locationId, other.id] });
  const id = await handOver({ reason: 'Anywhere' }, both);
  expect(await list(there)).toMatchObject([{ id, here: false, booking: null }]);
  expect((await list()).map((each) => each.id)).toContain(id);
  const mine = await handOver({ reason: 'Here', location: 'riverside' }, both);
  expect((await call('step', { escalationId: mine, staffId: rest.world.staffId, step: 'taken' }, there)).status).toBe(404);
  expect((await ask('transcript', { escalationId: mine }, there)).status).toBe(404);
  expect((await ask('transcript', { escalationId: id }, there)).status).toBe(200);
  // A program that does not serve it asks nobody there.
  const alone = await handOver({ reason: 'Only here' });
  expect((await list(there)).map((each) => each.id)).not.toContain(alone);
});

test('nobody acts who never proved a PIN here, nobody without a terminal, and nonsense is told so', async () => {
  const id = await handOver({ reason: 'x' });
  const stranger = await openTestTerminal(database.db, rest.world, []);
  expect((await call('step', { escalationId: id, staffId: rest.world.staffId, step: 'taken' }, stranger)).status).toBe(403);
  expect((await step(id, 'taken', { staffId: randomUUID() })).status).toBe(403);
  expect((await call('list', undefined, '')).status).toBe(401);
  expect((await step(randomUUID(), 'taken')).status).toBe(404);
  expect((await call('step', { escalationId: id, staffId: rest.world.staffId, step: 'eaten' })).status).toBe(400);
});
