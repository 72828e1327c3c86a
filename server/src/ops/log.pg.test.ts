import { beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { createLog } from './log.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});

test("a fault's log line says what broke and names no customer", async () => {
  const faults = [
    'insert into customer (tenant_no, customer_id, name, phone) values (1, gen_random_uuid(), null, $1)',
    `select ('{"notes": "\\ud83d", "phone": "' || $1 || '"}')::jsonb`,
  ];
  for (const statement of faults) {
    const fault = await database.admin.query(statement, ['+44 7700 900 412']).catch((thrown: unknown) => thrown);
    let line = '';
    createLog('info', { write: (text) => (line += text) }).error({ err: fault }, 'a command failed');
    expect(JSON.parse(line)).toMatchObject({ msg: 'a command failed', err: { type: 'DatabaseError', code: expect.any(String) } });
    expect(line).not.toContain('7700');
  }
});
