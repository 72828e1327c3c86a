import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { mintApiKey } from '../access/api-key.ts';
import { findApiKey } from '../access/api-key-sql.ts';
import { hashSecret } from '../access/secret.ts';
import { createTestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { runCommandLine } from './command-line.ts';

let database: TestDatabase;
let tenants: string[];
beforeAll(async () => {
  database = await createTestDatabase();
  for (const world of [await createTestWorld(database.db, database.admin), await createTestWorld(database.db, database.admin)])
    world.feedWatch.close();
  // Only the first business has a second house.
  const harbour = { id: randomUUID(), slug: 'harbour', name: 'Harbour', timeZone: 'UTC', openingHours: {}, gridMinutes: 15 };
  await database.admin.query('select gateway.put_location(min(tenant_no), $1) from tenant', [harbour]);
  tenants = (await database.admin.query<{ slug: string }>('select slug from tenant order by tenant_no')).rows.map(({ slug }) => slug);
});

async function holdfast(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { code: -1, out: '', err: '' };
  said.code = await runCommandLine(args, { DATABASE_URL: database.url }, {
    answer: (text) => (said.out += text),
    tell: (text) => (said.err += `${text}\n`),
  });
  return said;
}
const create = (...more: string[]) => holdfast('api-key', 'create', '--channel', 'chat_ai', ...more);
const find = (key: string) => findApiKey(database.db, hashSecret(key));

test('--quiet prints the key and nothing else; the key opens what it was made for, and no hash of it can be read', async () => {
  const said = await create('--location', 'riverside', '--tenant', tenants[1] ?? '', '--quiet');
  expect(said).toEqual({ code: 0, out: expect.stringMatching(/^holdfast_[\w-]{43}\n$/), err: '' });
  const found = await find(said.out.trim());
  expect(found).toMatchObject({ channel: 'chat_ai', role: 'agent', name: 'Agent (chat_ai)' });
  const { rows } = await database.admin.query('select location_id from location l join tenant using (tenant_no) where tenant.slug = $1', [tenants[1]]);
  expect(rows).toEqual([{ location_id: found?.locations[0]?.id }]);
  await expect(database.db.pool.query('select key_hash from api_key')).rejects.toMatchObject({ code: '42501' });
});

test('several locations need no business named when only one has them all', async () => {
  const said = await create('--location', 'harbour', '--location', 'riverside', '--role', 'manager', '--name', 'Till', '--json');
  const made = JSON.parse(said.out) as { key: string; id: string };
  expect(made).toMatchObject({ name: 'Till', role: 'manager', channel: 'chat_ai', locations: ['harbour', 'riverside'] });
  expect((await find(made.key))?.locations.map(({ slug }) => slug)).toEqual(['harbour', 'riverside']);
});

test('a revoked key is out at once, and listed as such', async () => {
  const { key, id } = JSON.parse((await create('--location', 'harbour', '--json')).out) as { key: string; id: string };
  expect(await find(key)).toMatchObject({ keyId: id });
  expect(await holdfast('api-key', 'revoke', id)).toMatchObject({ code: 0, err: '' });
  expect(await find(key)).toBeNull();
  expect(await holdfast('api-key', 'revoke', id)).toMatchObject({ code: 0 });
  const { keys } = JSON.parse((await holdfast('api-key', 'list', '--json')).out) as { keys: { id: string }[] };
  expect(keys.find((listed) => listed.id === id)).toMatchObject({ usedAt: expect.stringMatching(/^2/), revokedAt: expect.stringMatching(/^2/) });
  expect((await holdfast('api-key', 'list', '--tenant', tenants[1] ?? '')).out).not.toContain(id);
});

test('a key nobody made opens nothing', async () => {
  expect(await find(mintApiKey())).toBeNull();
});

test('no key opens a location of another business', async () => {
  const { rows } = await database.admin.query<{ mine: number; theirs: string[] }>(
    `select min(tenant_no)::int as mine, (select array_agg(location_id) from location where tenant_no = max(t.tenant_no)) as theirs from tenant t`,
  );
  const put = database.db.query({
    text: `select gateway.put_api_key($1, gen_random_uuid(), '\\x00', 'n', 'api', 'agent', $2)`,
    values: [rows[0]?.mine, rows[0]?.theirs],
  });
  await expect(put).rejects.toThrow('a key opens locations of its own business only');
});

describe('what is wrong is one line', () => {
  test.each<[string, number, string]>([
    ['', 2, 'Say what to do with keys: pnpm holdfast api-key create | list | revoke.'],
    ['destroy', 2, 'Say what to do with keys: pnpm holdfast api-key create | list | revoke.'],
    ['create', 2, 'Name the location: --location SLUG, once for each.'],
    ['create --location harbour', 2, 'Say which channel: --channel desk|walk_in|web|phone_ai|chat_ai|api'],
    ['create --location harbour --channel import', 2, '--channel is "import": use one of desk, walk_in, web, phone_ai, chat_ai, api.'],
    ['create --location harbour --channel api --role boss', 2, '--role is "boss": use one of agent, manager.'],
    ['create --location harbour --channel api --quiet --json', 2, 'Use --quiet or --json, not both.'],
    ['create more --location harbour --channel api', 2, '"more" is one word too many for api-key create.'],
    ['list --channel api', 2, 'api-key list takes no --channel.'],
    ['revoke', 2, 'Name the key by its id, as pnpm holdfast api-key list shows it.'],
    ['revoke it', 2, 'Name the key by its id, as pnpm holdfast api-key list shows it.'],
    ['revoke 00000000-0000-4000-8000-000000000000', 1, 'There is no key 00000000-0000-4000-8000-000000000000.'],
  ])('api-key %s', async (args, code, text) => {
    expect(await holdfast('api-key', ...args.split(' ').filter(Boolean))).toEqual({ code, out: '', err: `${text}\n` });
  });

  test('a location that is not there', async () => {
    expect(await create('--location', 'moon')).toEqual({ code: 1, out: '', err: expect.stringMatching(/^There is no location "moon"\. There are: .+\.\n$/) });
  });
});
