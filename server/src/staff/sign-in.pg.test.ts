import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TerminalScope } from '../access/scope.ts';
import { hashSecret, mintSecret } from '../access/secret.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { connect, type Database } from '../db/database.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { hashPin } from './pin.ts';
import { signIn } from './sign-in.ts';
import { beginPinTry } from './staff-sql.ts';

let database: TestDatabase;
let world: TestWorld;
let otherNode: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  world = await createTestWorld(database.db, database.admin);
  otherNode = connect(database.url, 2);
});
afterAll(async () => {
  world.feedWatch.close();
  await otherNode.close();
});

async function person(pin = '2580'): Promise<string> {
  const staff = { id: randomUUID(), name: 'Ben', role: 'staff' };
  await database.admin.query('select gateway.put_staff($1, $2, $3)', [world.tenantNo, staff, await hashPin(pin)]);
  return staff.id;
}
async function counter(): Promise<TerminalScope> {
  const terminalId = randomUUID();
  await database.admin.query('insert into terminal (tenant_no, terminal_id, location_id, name, secret_hash) values ($1, $2, $3, $4, $5)', [
    world.tenantNo, terminalId, world.locationId, 'Counter', hashSecret(mintSecret()),
  ]);
  return { tenantNo: world.tenantNo, terminalId, terminalName: 'Counter', locationId: world.locationId };
}
/** Moves the count into the past instead of the clock forward. */
const later = (seconds: number) =>
  database.admin.query(
    `update pin_try set last_at = last_at - make_interval(secs => $1),
       blocked_until = blocked_until - make_interval(secs => $1)`,
    [seconds],
  );
const waits = async (terminal: TerminalScope, staffId: string, db = database.db) => (await beginPinTry(db, terminal, staffId)).waitSeconds;

test('five wrong ones are free, then the wait doubles up to a quarter of an hour', async () => {
  const [staffId, terminal] = [await person(), await counter()];
  for (let round = 0; round < 5; round++) expect(await waits(terminal, staffId)).toBe(0);
  const seen: number[] = [];
  for (let round = 0; round < 7; round++) {
    const wait = await waits(terminal, staffId);
    seen.push(wait);
    await later(wait);
    expect(await waits(terminal, staffId)).toBe(0);
  }
  expect(seen).toEqual([30, 60, 120, 240, 480, 900, 900]);
});

test('many tries at once, at several counters and nodes, are counted before they are checked', async () => {
  const [staffId, here, there] = [await person(), await counter(), await counter()];
  const tries = Array.from({ length: 40 }, (_, index) =>
    index % 2 === 0 ? waits(here, staffId) : waits(there, staffId, otherNode),
  );
  expect((await Promise.all(tries)).filter((wait) => wait === 0)).toHaveLength(5);
});

test('the right PIN clears the count; another person at another terminal never waits', async () => {
  const [ana, ben, here, there] = [await person('1111'), await person('2222'), await counter(), await counter()];
  for (let round = 0; round < 5; round++)
    expect(await signIn(database, here, { staffId: ana, pin: '0000' })).toEqual({ ok: false, why: 'wrong_pin' });
  expect(await signIn(database, here, { staffId: ben, pin: '2222' })).toMatchObject({ why: 'too_many_tries', retryAfterSeconds: 30 });
  expect(await signIn(database, there, { staffId: ben, pin: '2222' })).toMatchObject({ ok: true });
  await later(30);
  expect(await signIn(database, here, { staffId: ana, pin: '1111' })).toMatchObject({ ok: true });
  for (let round = 0; round < 5; round++) expect(await waits(here, ana)).toBe(0);
});

test('an hour of quiet forgives', async () => {
  const [staffId, terminal] = [await person(), await counter()];
  for (let round = 0; round < 5; round++) await waits(terminal, staffId);
  await later(3_601);
  for (let round = 0; round < 5; round++) expect(await waits(terminal, staffId)).toBe(0);
});

test('people who are not there are guessed at no faster, and leave nothing behind', async () => {
  const terminal = await counter();
  const before = await database.admin.query('select count(*)::int as n from pin_try');
  const answers = [];
  for (let round = 0; round < 8; round++) answers.push(await waits(terminal, randomUUID()));
  expect(answers.filter((wait) => wait === 0)).toHaveLength(5);
  const after = await database.admin.query('select count(*)::int as n from pin_try');
  expect(after.rows[0].n - before.rows[0].n).toBe(1);
});

test("nobody reads hashes as the server's role, not even its own tenant's", async () => {
  for (const statement of ['select * from staff_pin', 'select * from pin_try', 'select secret_hash from terminal', 'select * from enrolment_code', 'select * from staff_session'])
    await expect(database.db.readAs(world.tenantNo, (client) => client.query(statement))).rejects.toThrow(/^permission denied/);
});
