import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { pino } from 'pino';
import { beforeAll, expect, test } from 'vitest';
import type { SubmitAnswer } from '@holdfast/protocol/outcomes';
import { terminalCookie } from '../../access/session-gate.ts';
import { buildApp } from '../../app.ts';
import { createTestWorld, type TestWorld } from '../../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts';
import { createServer } from '../../server.ts';
import { openTestTerminal } from '../../terminals/test-terminal.ts';

let database: TestDatabase;
let world: TestWorld;
let other: TestWorld;
let app: FastifyInstance;
let cookie: string;
beforeAll(async () => {
  database = await createTestDatabase();
  world = await createTestWorld(database.db, database.admin);
  other = await createTestWorld(database.db, database.admin);
  const server = createServer(database.db, {
    log: pino({ level: 'silent' }),
    publicUrl: 'http://127.0.0.1:4280',
    now: () => world.clock.now,
  });
  app = await buildApp(server, { deskDirectory: null });
  cookie = await openTestTerminal(database.db, world, [world.staffId]);
  return async () => {
    await app.close();
    for (const each of [world, other, server]) each.feedWatch.close();
  };
});

const outboxId = randomUUID();
function post(payload: unknown, headers: Record<string, string> = {}, url = '/trpc/commands.submit') {
  const options: InjectOptions = {
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', cookie, ...headers },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  };
  return app.inject(options);
}
const submit = (...commands: unknown[]) => post({ protocol: 1, outboxId, commands });

function create(args: object = {}, envelope: object = {}) {
  return {
    ...world.command('create_booking', {
      bookingId: randomUUID(),
      serviceId: world.services.hour,
      start: '2026-12-05T10:00:00Z',
      resourceIds: [world.rooms[0] ?? ''],
      customer: null,
    }),
    ...envelope,
    args: {
      bookingId: randomUUID(),
      serviceId: world.services.hour,
      start: '2026-12-05T10:00:00Z',
      resourceIds: [world.rooms[0] ?? ''],
      customer: null,
      ...args,
    },
  };
}

/** Rows of everything that a command may write. */
async function written(): Promise<number> {
  const { rows } = await database.admin.query<{ n: number }>(
    `select (select count(*) from booking) + (select count(*) from claim) + (select count(*) from customer)
       + (select count(*) from hold) + (select count(*) from block) as n`,
  );
  return Number(rows[0]?.n);
}

function expectPlain(answer: { statusCode: number; body: string }): void {
  expect(answer.statusCode).toBeGreaterThanOrEqual(400);
  expect(answer.statusCode).toBeLessThan(500);
  const { error } = JSON.parse(answer.body) as { error: { message: string } };
  expect(error.message.length).toBeGreaterThan(5);
  expect(answer.body).not.toMatch(/node_modules|\bat \w+ \(|\.ts:\d+/);
}

test.each([
  ['broken JSON', '{"protocol":1,'],
  ['no JSON at all', 'hello'],
  ['nothing', ''],
  ['null', 'null'],
  ['an array', '[]'],
  ['no commands', JSON.stringify({ protocol: 1, outboxId, commands: [] })],
  ['51 commands', JSON.stringify({ protocol: 1, outboxId, commands: Array.from({ length: 51 }, () => ({})) })],
  ['a protocol of tomorrow', JSON.stringify({ protocol: 99, outboxId, commands: [{}] })],
  ['10 000 levels of nesting', `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
  ['a poisoned prototype', '{"__proto__":{"protocol":1},"commands":[]}'],
])('a body that is %s is answered plainly', async (_, body) => {
  expectPlain(await post(body));
});

test('other content types, other sites, no cookie and foreign cookies are turned away', async () => {
  const body = { protocol: 1, outboxId, commands: [create()] };
  const before = await written();
  expectPlain(await post(body, { 'content-type': 'text/plain' }));
  expect((await post(body, { origin: 'https://evil.example' })).statusCode).toBe(403);
  expect((await post(body, { cookie: '' })).statusCode).toBe(401);
  expect((await post(body, { cookie: `${terminalCookie}=${'x'.repeat(5_000)}` })).statusCode).toBe(401);
  expect(await written()).toBe(before);
});

test('five megabytes of notes are refused as too large, and say so', async () => {
  const before = await written();
  const answer = await submit(create({ notes: 'x'.repeat(5 * 1024 * 1024) }));
  expect(answer.statusCode).toBe(413);
  expectPlain(answer);
  expect(await written()).toBe(before);
});

test.each([
  ['notes longer than the limit', { notes: 'x'.repeat(4_001) }, 'args.notes'],
  ['a NUL in the notes', { notes: 'a\u0000b' }, 'args.notes'],
  ['a NUL in a name', { customer: { id: randomUUID(), name: 'A\u0000' } }, 'args.customer.name'],
  ['an empty name', { customer: { id: randomUUID(), name: '   ' } }, 'args.customer.name'],
  ['a start without a zone', { start: '2026-12-05T10:00:00' }, 'args.start'],
  ['a start that is a number', { start: 1_764_928_800_000 }, 'args.start'],
  ['31 February', { start: '2026-02-31T10:00:00Z' }, 'args.start'],
  ['an id that is none', { bookingId: "1'; drop table claim; --" }, 'args.bookingId'],
  ['nine resources', { resourceIds: Array.from({ length: 9 }, () => randomUUID()) }, 'args.resourceIds'],
  ['10 000 resources', { resourceIds: Array.from({ length: 10_000 }, () => randomUUID()) }, 'args.resourceIds'],
])('%s: unreadable, with the place named, and its neighbour is served', async (_, args, path) => {
  const good = create({ start: '2030-01-01T00:00:00Z' });
  const answer = await submit(create(args), good);
  expect(answer.statusCode).toBe(200);
  const { results } = (JSON.parse(answer.body) as { result: { data: SubmitAnswer } }).result.data;
  expect(results[0]?.outcome).toMatchObject({ status: 'unreadable', errors: [expect.objectContaining({ path })] });
  expect(results[1]?.outcome).toMatchObject({ status: 'refused', reason: 'invalid_times' });
});

test.each([
  ['unknown kind', { kind: 'burn_booking' }],
  ['schema of tomorrow', { schema: 2 }],
  ['a negative sequence', { seq: -1 }],
  ['no id', { id: undefined }],
])('a command with %s is unreadable and not stored', async (_, envelope) => {
  const before = await written();
  const answer = await submit({ ...create(), ...envelope });
  expect(JSON.parse(answer.body).result.data.results[0].outcome.status).toBe('unreadable');
  expect(await written()).toBe(before);
});

test('ids of another business are answered like ids of nobody', async () => {
  const theirs = await other.book(other.rooms[0] ?? '', '2026-12-05T10:00:00Z');
  const before = await written();
  const outcomes = [];
  for (const command of [
    create({ resourceIds: [other.rooms[0]] }),
    create({ serviceId: other.services.hour }),
    create({}, { locationId: other.locationId }),
    create({}, { actorId: other.staffId }),
    { ...create(), kind: 'cancel_booking', args: { bookingId: theirs.bookingId } },
    { ...create(), kind: 'confirm_hold', args: { holdId: randomUUID(), bookingId: randomUUID(), customer: null } },
  ]) {
    const answer = await submit(command);
    outcomes.push(JSON.parse(answer.body).result.data.results[0].outcome.reason);
  }
  expect(outcomes).toEqual(['not_found', 'not_found', 'not_found', 'actor_revoked', 'not_found', 'not_found']);
  expect(await written()).toBe(before);
  const snapshot = await app.inject({ url: `/sync/snapshot?location=${other.locationId}&from=2026-12-01&to=2026-12-02`, headers: { cookie } });
  expect(snapshot.statusCode).toBe(404);
});

test('a name of emoji and many scripts is a name', async () => {
  const name = '👩🏽‍🎤 Zoë Łukasz 田中 שלום ́';
  const bookingId = randomUUID();
  const answer = await submit(create({ bookingId, start: '2026-12-06T10:00:00Z', customer: { id: randomUUID(), name } }));
  expect(JSON.parse(answer.body).result.data.results[0].outcome.status).toBe('committed');
  const { rows } = await database.admin.query(
    'select c.name from booking b join customer c using (tenant_no, customer_id) where b.booking_id = $1',
    [bookingId],
  );
  expect(rows).toEqual([{ name }]);
});

test('whatever is submitted, the answer is 200 or a plain 4xx and the record stays sound', async () => {
  const arbitraryArgs = fc.dictionary(
    fc.constantFrom('bookingId', 'start', 'end', 'resourceIds', 'customer', 'notes', 'title', 'holdId', 'expectedVersion', 'reason', 'blockId'),
    fc.oneof(fc.anything({ maxDepth: 2 }), fc.uuid(), fc.date({ noInvalidDate: true }).map((date) => date.toISOString()), fc.constant(world.rooms[0])),
  );
  const arbitraryCommand = fc.record({
    kind: fc.constantFrom('create_booking', 'move_booking', 'cancel_booking', 'place_hold', 'place_block', 'edit_booking', 'nonsense'),
    args: arbitraryArgs,
    change: fc.dictionary(fc.constantFrom('id', 'seq', 'channel', 'locationId', 'actorId', 'dependsOn', 'tappedAt', 'sawVersion'), fc.anything({ maxDepth: 1 }), { maxKeys: 2 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(arbitraryCommand, { minLength: 1, maxLength: 4 }), async (drafts) => {
      const commands = drafts.map(({ kind, args, change }) => {
        const base = create();
        return { ...base, kind, args: { ...base.args, ...args }, ...change };
      });
      const answer = await post(JSON.stringify({ protocol: 1, outboxId, commands }, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)));
      if (answer.statusCode === 200) return;
      expectPlain(answer);
    }),
    { numRuns: 400 },
  );
});

test('a terminal cannot speak for somebody who never proved a PIN at it', async () => {
  const manager = randomUUID();
  await database.admin.query('select gateway.put_staff($1, $2, $3)', [world.tenantNo, { id: manager, name: 'Boss', role: 'manager' }, 'no pin']);
  const booking = create({}, { actorId: manager });
  const answer = await submit(booking);
  expect(answer.json().result.data.results[0].outcome).toMatchObject({ status: 'refused', reason: 'policy_forbids' });
  // Not even once somebody has: a refusal is for good.
  expect((await submit(booking)).json()).toEqual(answer.json());
});
