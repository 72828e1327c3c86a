import { beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { runCommandLine } from './command-line.ts';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await createTestDatabase();
  world = await createTestWorld(database.db, database.admin);
  world.feedWatch.close();
});

/** Whatever another test left. */
beforeEach(async () => {
  await database.admin.query(`select gateway.put_settings($1, '{"holdSeconds": null, "waitlist": null, "squeezeRole": null, "undoSeconds": null}')`, [world.tenantNo]);
});

const holdfast = (...args: string[]) => holdfastOn(database, ...args);

async function holdfastOn({ url }: TestDatabase, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { code: -1, out: '', err: '' };
  said.code = await runCommandLine(args, { DATABASE_URL: url }, {
    answer: (text) => (said.out += text),
    tell: (text) => (said.err += `${text}\n`),
  });
  return said;
}
const settings = async (...words: string[]) => {
  const { code, out, err } = await holdfast('settings', ...words, '--json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as { holdSeconds: Record<string, number>; undoSeconds: number; squeezeRole: string };
};

test('shows what holds, changes what is named and leaves the rest', async () => {
  expect((await holdfast('settings')).out).toContain('holdSeconds.web=300\n');
  expect(await settings('holdSeconds.web=120', 'squeezeRole=staff')).toMatchObject({ holdSeconds: { web: 120, desk: 600 }, squeezeRole: 'staff' });
  expect(await settings('holdSeconds.chat_ai=90', 'undoSeconds=0')).toMatchObject({ holdSeconds: { web: 120, chat_ai: 90 }, squeezeRole: 'staff', undoSeconds: 0 });
  expect(await settings('holdSeconds.web=default', 'squeezeRole=default')).toMatchObject({ holdSeconds: { web: 300, chat_ai: 90 }, squeezeRole: 'manager' });
  expect(await settings('holdSeconds=default')).toMatchObject({ holdSeconds: { web: 300, chat_ai: 180 }, undoSeconds: 0 });
});

test('history says who changed what, from what to what, newest first', async () => {
  await settings('waitlist=all', 'holdSeconds.web=100');
  await settings('waitlist=default');
  const { code, out } = await holdfast('settings', 'history');
  expect(code).toBe(0);
  expect(out.split('\n').slice(0, 2).map((line) => line.replace(/^\S+Z  /, ''))).toEqual([
    'riverside  command line  change_settings: waitlist all → default',
    'riverside  command line  change_settings: waitlist default → all, holdSeconds.web default → 100',
  ]);
  expect((await holdfast('settings', 'history', '--location', 'riverside')).out).toBe(out);
  const { changes } = JSON.parse((await holdfast('settings', 'history', '--json')).out) as { changes: object[] };
  expect(changes[0]).toMatchObject({ kind: 'change_settings', channel: 'command_line', before: { waitlist: 'all' }, after: { holdSeconds: { web: 100 } } });
  await settings('holdSeconds.web=default');

  expect(await holdfast('settings', 'history', 'twice')).toMatchObject({ code: 2, err: '"twice" is one word too many for settings history.\n' });
  expect(await holdfast('settings', 'history', '--location', 'nowhere')).toMatchObject({ code: 1, err: expect.stringContaining('There is no location "nowhere".') });
  expect(await holdfast('settings', 'waitlist=all', '--location', 'riverside')).toMatchObject({ code: 2, err: expect.stringContaining('whole business') });
});

test('decides the next hold of a server that runs beside it', async () => {
  const hold = async (day: string): Promise<number> => {
    const start = `2026-12-${day}T10:00:00Z`;
    const asked = world.command('place_hold', { holdId: crypto.randomUUID(), serviceId: world.services.hour, start, resourceIds: [] }, { channel: 'web' });
    const outcome = await world.gateway.submit({ ...world.submitter, terminalId: null }, asked);
    if (outcome.status !== 'committed') throw new Error(outcome.detail);
    const { rows } = await database.admin.query<{ seconds: number }>(
      'select round(extract(epoch from h.expires_at - e.at))::int as seconds from hold h join event e on e.subject_id = h.hold_id where hold_id = $1', [outcome.holdId]);
    return rows[0]?.seconds ?? -1;
  };
  expect(await hold('02')).toBe(300);
  await settings('holdSeconds.web=45');
  expect(await hold('03')).toBe(45);
});

test.each([
  ['holdSeconds.web=4', 'holdSeconds.web: Give at least 5 seconds.'],
  ['holdSeconds.fax=60', 'There is no channel "fax". There are: desk, walk_in, web, phone_ai, chat_ai, api, import.'],
  ['waiveRole=boss', 'waiveRole: Use one of: staff, manager.'],
  ['undoSeconds=1.5', 'undoSeconds: Give whole seconds from 0 to 300.'],
  ['undoSeconds=soon', 'undoSeconds: Give whole seconds from 0 to 300.'],
  ['lunch=12', 'There is no setting "lunch". There are: holdSeconds, alternativeSeconds, squeezeRole, waiveRole, undoSeconds, waitlist, waitlistOfferSeconds, waitlistLapses.'],
  ['undoSeconds', '"undoSeconds" sets nothing: write NAME=VALUE, e.g. undoSeconds=20 or holdSeconds.web=300.'],
])('%s is refused in plain words, and nothing changes', async (word, line) => {
  const before = await settings();
  expect(await holdfast('settings', 'alternativeSeconds=77', word)).toEqual({ code: 2, out: '', err: `${line}\n` });
  expect(await settings()).toEqual(before);
});

test('with several businesses it asks which', async () => {
  const several = await createTestDatabase();
  for (const _ of [1, 2]) (await createTestWorld(several.db, several.admin)).feedWatch.close();
  expect((await holdfastOn(several, 'settings')).err).toContain('There are several businesses: add --tenant with one of');
  expect((await holdfastOn(several, 'settings', '--tenant', 'nobody')).err).toContain('There is no business "nobody"');
});
