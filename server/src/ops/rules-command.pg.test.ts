import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { addBranch } from '../availability/test-rules.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { committed } from '../commands/test-outcomes.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import type { RulesView } from '../locations/rules-view.ts';
import { runCommandLine } from './command-line.ts';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await createTestDatabase();
  world = await createTestWorld(database.db, database.admin);
  world.feedWatch.close();
});

async function rules(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { code: -1, out: '', err: '' };
  said.code = await runCommandLine(['rules', ...args], { DATABASE_URL: database.url }, {
    answer: (text) => (said.out += text),
    tell: (text) => (said.err += `${text}\n`),
  });
  return said;
}
const here = ['--location', 'riverside'];

test('shows the rules of a location, and after a change those of what was changed', async () => {
  expect((await rules(...here)).out).toContain('service visit: durationMinutes=30 preparationMinutes=0 cleanupMinutes=0 noShowFrom=default noShowRequires=default isClass=false needs.person=1 needs.room=1\n');
  expect(await rules('resource', 'room-1', 'capacity=2', 'squeezeLanes=1', 'squeezePerDay=2', ...here)).toEqual({
    code: 0, err: '', out: 'resource room-1: capacity=2 squeezeLanes=1 squeezePerDay=2 oneClassAtATime=false person=none\n',
  });
  expect((await rules('kind', 'room', 'minimumGapMinutes=10', ...here)).out).toBe('kind room: minimumGapMinutes=10 shortestSellableMinutes=0\n');
  expect((await rules('service', 'visit', 'noShowFrom=3', 'noShowRequires=deposit', 'kindBuffers.person.cleanupMinutes=5', ...here)).out).toBe(
    'service visit: durationMinutes=30 preparationMinutes=0 cleanupMinutes=0 kindBuffers.person.cleanupMinutes=5 kindBuffers.person.preparationMinutes=0 noShowFrom=3 noShowRequires=deposit isClass=false needs.person=1 needs.room=1\n',
  );
  const back = JSON.parse((await rules('service', 'visit', 'noShowFrom=default', 'kindBuffers.person=default', ...here, '--json')).out) as RulesView;
  expect(back.services.find(({ slug }) => slug === 'visit')?.rules).toMatchObject({ kindBuffers: {}, noShowFrom: null, noShowRequires: null });
  expect((await rules('resource', 'room-1', 'capacity=default', 'squeezeLanes=default', 'squeezePerDay=default', ...here)).code).toBe(0);
  expect((await rules('kind', 'room', 'minimumGapMinutes=default', ...here)).code).toBe(0);
});

test('what a service needs is said by kind, and what is not named stays', async () => {
  expect((await rules('service', 'visit', 'needs.class=1', 'needs.room=2', ...here)).out).toMatch(/ needs\.person=1 needs\.room=2 needs\.class=1\n$/);
  expect((await rules('service', 'visit', 'needs.class=0', 'needs.room=default', ...here)).out).toMatch(/ isClass=false needs\.person=1\n$/);
  expect(await rules('service', 'visit', 'needs.chair=1', ...here)).toEqual({ code: 1, out: '', err: 'needs.chair: There is no chair here. There are: room, class, person.\n' });
  expect(await rules('service', 'visit', 'needs.constructor=1', ...here)).toMatchObject({ code: 1, err: 'needs.constructor: There is no constructor here. There are: room, class, person.\n' });
  expect(await rules('service', 'visit', 'needs=room', ...here)).toMatchObject({ code: 1, err: 'needs: Say how many of each kind, e.g. needs.room=1.\n' });
  expect((await rules('service', 'visit', 'needs.room=1', ...here)).code).toBe(0);
});

test('which person a resource is, by the name of one at another location', async () => {
  const branch = await addBranch(world, database.admin, { personId: randomUUID(), travelMinutes: 30 });
  const { rows } = await database.admin.query<{ slug: string }>('select slug from location where location_id = $1', [branch.locationId]);
  const slug = rows[0]?.slug ?? '';
  expect((await rules('resource', 'doctor', `person=${slug}/doctor`, ...here)).out).toBe(`resource doctor: capacity=1 squeezeLanes=0 squeezePerDay=0 oneClassAtATime=false person=${slug}/doctor\n`);
  expect((await rules('--location', slug)).out).toContain('oneClassAtATime=false person=riverside/doctor\n');
  expect((await rules('resource', 'doctor', 'person=none', ...here)).out).toMatch(/ person=none\n$/);
  expect(await rules('resource', 'doctor', `person=${slug}/nurse`, ...here)).toMatchObject({ code: 1, err: `person: There is no resource "${slug}/nurse". Name it as LOCATION/RESOURCE, or say none.\n` });
});

test('the way between two places, from either', async () => {
  const branch = await addBranch(world, database.admin, { personId: randomUUID(), travelMinutes: 30 });
  const { rows } = await database.admin.query<{ slug: string }>('select slug from location where location_id = $1', [branch.locationId]);
  const slug = rows[0]?.slug ?? '';
  expect((await rules('travel', 'riverside', slug, 'minutes=45')).out).toBe(`travel ${slug}: minutes=45\n`);
  expect((await rules('travel', slug, 'riverside', 'minutes=50')).out).toBe('travel riverside: minutes=50\n');
  expect((await rules('--location', slug)).out).toContain('travel riverside: minutes=50\n');
});

test('a smaller capacity lists whom it leaves beyond it, and wants --confirm', async () => {
  for (const name of ['Ada', 'Kwame', 'Priya'])
    committed(await world.submit('create_booking', { bookingId: randomUUID(), serviceId: world.services.class, start: '2026-12-07T10:00:00Z', resourceIds: [world.classRoom], customer: { id: randomUUID(), name } }));
  const shrink = ['resource', 'class', 'capacity=2', ...here];
  const { code, out } = await rules(...shrink);
  expect(code).toBe(1);
  expect(out).toMatch(/^One booking or hold is beyond that capacity\. They keep their place; add --confirm if that is meant\.\n {2}2026-12-07T10:00:00\.000Z {2}booking {2}\S+ {2}Priya\n$/);
  expect(JSON.parse((await rules(...shrink, '--json')).out)).toMatchObject({ status: 'touches', touches: [{ who: 'Priya' }] });
  expect((await rules(...shrink, '--confirm')).out).toBe('resource class: capacity=2 squeezeLanes=0 squeezePerDay=0 oneClassAtATime=false person=none\n');
});

test.each([
  [['chair', 'x', ...here], 2, 'There are no rules of "chair". There are: kind, resource, service, travel.'],
  [[], 2, 'Name the location: --location SLUG'],
  [['resource', 'capacity=2', ...here], 2, 'Name the resource first, e.g. rules resource room-1 capacity=2.'],
  [['resource', 'room-1', 'capacity', ...here], 2, '"capacity" sets nothing: write NAME=VALUE, e.g. capacity=2.'],
  [['travel', 'riverside', 'old-town', 'minutes=4', ...here], 2, 'rules travel names both locations itself: leave out --location.'],
  [['--location', 'nowhere'], 1, 'There is no location "nowhere".'],
])('%j is wrong usage, said in one line', async (words, code, line) => {
  const said = await rules(...words);
  expect([said.code, said.out]).toEqual([code, '']);
  expect(said.err).toContain(line);
});

test('what is out of bounds is refused in the words that a manager reads at the desk', async () => {
  const problem = 'capacity: Give at least 1.';
  expect(await rules('resource', 'room-1', 'capacity=0', ...here)).toEqual({ code: 1, out: '', err: `${problem}\n` });
  const { code, out, err } = await rules('resource', 'room-1', 'capacity=0', ...here, '--json');
  expect([code, JSON.parse(out), err]).toEqual([1, { status: 'refused', problem }, '']);
});
