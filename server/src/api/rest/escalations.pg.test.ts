import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts';
import { isSound, verify } from '../../ops/verify.ts';
import { createRestWorld, type RestClient, type RestWorld } from './rest-world.ts';

let database: TestDatabase;
let rest: RestWorld;
let agent: RestClient;
beforeAll(async () => {
  database = await createTestDatabase();
  rest = await createRestWorld(database, { timeZone: 'Europe/Berlin' });
  agent = await rest.client();
});
afterAll(() => rest.close());

const stored = async () =>
  (await database.admin.query('select reason, transcript, customer_name, customer_phone, booking_id, location_id, actor_id, channel from escalation order by created_at')).rows;

/** One more of the same business. */
async function secondLocation(): Promise<string> {
  const id = randomUUID();
  const row = { id, slug: `b-${id.slice(0, 8)}`, name: 'B', timeZone: 'UTC', openingHours: {}, gridMinutes: 15 };
  await database.admin.query('select gateway.put_location($1, $2)', [rest.world.tenantNo, row]);
  return id;
}

test('a conversation is handed over once, however often it is sent, and in the record as whose it was', async () => {
  const { booking } = (await agent.post('/bookings', { location: 'riverside', service: 'hour', start: '2026-12-05T10:00:00Z' })).body as { booking: { id: string } };
  const key = randomUUID();
  const asked = { reason: 'Chest pain', transcript: 'Caller: it hurts', customer: { name: 'Ana', phone: '1' }, booking: booking.id };
  const send = () => agent.post('/escalations', asked, { key });
  const answers = await Promise.all([send(), send(), send()]);
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === undefined)).toHaveLength(1);
  expect(answers[0]?.body).toEqual({
    escalation: { id: expect.any(String), reason: 'Chest pain', location: rest.world.locationId, booking: booking.id, createdAt: expect.stringMatching(/\+0[12]:00$/) },
  });
  expect((await stored()).filter((each) => each.booking_id === booking.id)).toEqual([
    {
      reason: 'Chest pain',
      transcript: 'Caller: it hurts',
      customer_name: 'Ana',
      customer_phone: '1',
      booking_id: booking.id,
      location_id: rest.world.locationId,
      actor_id: agent.keyId,
      channel: 'chat_ai',
    },
  ]);
});

test('a key used for one thing is used for no other, either way round', async () => {
  const [first, second] = [randomUUID(), randomUUID()];
  const before = (await stored()).length;
  const slot = { location: 'riverside', service: 'hour', start: '2026-12-06T10:00:00Z' };
  await agent.post('/escalations', { reason: 'x' }, { key: first });
  await agent.post('/holds', slot, { key: second });
  for (const reused of [
    await agent.post('/escalations', { reason: 'y' }, { key: first }),
    await agent.post('/holds', slot, { key: first }),
    await agent.post('/escalations', { reason: 'x' }, { key: second }),
  ])
    expect(reused).toMatchObject({ status: 422, body: { code: 'command_id_reused' } });
  expect(await stored()).toHaveLength(before + 1);
});

test("it stands in the location's record: who asked, why, and by its hash what was said", async () => {
  const asked = { reason: 'Wants the manager', transcript: 'Caller: no', customer: { name: 'Bo' } };
  const { escalation } = (await agent.post('/escalations', asked)).body as { escalation: { id: string } };
  const { rows } = await database.admin.query('select kind, actor_id, channel, reason, before, after from event where subject_id = $1', [escalation.id]);
  const transcriptHash = createHash('sha256').update('Caller: no').digest('hex');
  expect(rows).toEqual([
    {
      kind: 'escalate', actor_id: agent.keyId, channel: 'chat_ai', reason: 'Wants the manager', before: null,
      after: { id: escalation.id, bookingId: null, customerName: 'Bo', customerPhone: null, customerEmail: null, transcriptHash },
    },
  ]);
});

test('a key of several locations need not say which; what it names must be its own', async () => {
  const other = await createRestWorld(database);
  const theirs = await other.client();
  const { booking } = (await theirs.post('/bookings', { location: 'riverside', service: 'hour', start: '2026-12-05T10:00:00Z' })).body as { booking: { id: string } };
  for (const more of [{ booking: booking.id }, { booking: randomUUID() }, { location: other.world.locationId }])
    expect(await agent.post('/escalations', { reason: 'x', ...more })).toMatchObject({ status: 404 });
  const both = await rest.client({ locationIds: [rest.world.locationId, await secondLocation()] });
  expect(await both.post('/escalations', { reason: 'Anywhere' })).toMatchObject({ status: 201, body: { escalation: { location: null } } });
  await other.close();
});

test.each([{}, { reason: ' ' }, { reason: 'x'.repeat(501) }, { reason: 'x', transcript: 'x'.repeat(50_001) }, { reason: 'x', urgent: true }])('%j is 400', async (asked) => {
  expect(await agent.post('/escalations', asked)).toMatchObject({ status: 400, body: { errors: [expect.anything()] } });
});

test('the record is sound, and knows of each but the one that named no location', async () => {
  await agent.post('/escalations', { reason: 'Here' });
  const both = await rest.client({ locationIds: [rest.world.locationId, await secondLocation()] });
  await both.post('/escalations', { reason: 'Nowhere' });
  expect(isSound(await verify(database.admin))).toBe(true);
  const { rows } = await database.admin.query<{ reason: string }>(
    `select x.reason from escalation x where not exists (select from event e where e.tenant_no = x.tenant_no and e.command_id = x.command_id)`);
  expect(rows.map(({ reason }) => reason).filter((reason) => reason !== 'Anywhere')).toEqual(['Nowhere']);
});
