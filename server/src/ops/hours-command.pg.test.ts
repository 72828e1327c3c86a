import { beforeAll, expect, test } from 'vitest';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { runCommandLine } from './command-line.ts';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await createTestDatabase();
  // The command line has no other clock than this computer's.
  world = await createTestWorld(database.db, database.admin, { timeZone: 'Europe/London', now: Date.now(), openingHours: { 1: [['09:00', '17:00']] } });
  world.feedWatch.close();
});

async function holdfast(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { code: -1, out: '', err: '' };
  said.code = await runCommandLine(args, { DATABASE_URL: database.url }, {
    answer: (text) => (said.out += text),
    tell: (text) => (said.err += `${text}\n`),
  });
  return said;
}
const hours = (...words: string[]) => holdfast('hours', ...words, '--location', 'riverside');
const json = async (...words: string[]) => JSON.parse((await hours(...words, '--json')).out) as { hours: object | null; exceptions: object[]; version: string };
/** A Monday of next year, when it is winter in London. */
const monday = Temporal.PlainDate.from({ year: Temporal.Now.plainDateISO().year + 1, month: 1, day: 11 });
const mondayOf = (weeks: number): string => monday.subtract({ days: monday.dayOfWeek - 1 }).add({ days: 7 * weeks }).toString();

test('shows the week, sets days of it, closes dates and opens them again', async () => {
  await hours('set', 'monday=09:00-17:00', 'tuesday=closed', 'wednesday=closed', 'thursday=closed', 'friday=closed', 'saturday=closed', 'sunday=closed');
  expect((await hours()).out).toBe(
    'Riverside (Europe/London)\n  Monday     09:00–17:00\n  Tuesday    closed\n  Wednesday  closed\n  Thursday   closed\n  Friday     closed\n  Saturday   closed\n  Sunday     closed\n');
  await hours('set', 'weekdays=09:00-13:00,14:00-18:00', 'saturday=10:00-14:00', 'friday=closed');
  const split = [['09:00', '13:00'], ['14:00', '18:00']];
  expect((await json()).hours).toEqual({ 1: split, 2: split, 3: split, 4: split, 6: [['10:00', '14:00']] });
  await hours('close', '2096-12-24..2096-12-26', 'Christmas');
  await hours('special', '2096-12-24=09:00-13:00', 'Christmas Eve');
  expect((await json()).exceptions).toEqual([
    { date: '2096-12-24', hours: [['09:00', '13:00']], reason: 'Christmas Eve' },
    { date: '2096-12-25', hours: [], reason: 'Christmas' },
    { date: '2096-12-26', hours: [], reason: 'Christmas' },
  ]);
  expect((await hours('show')).out).toContain('  2096-12-24 09:00–13:00  Christmas Eve\n  2096-12-25 closed  Christmas\n');
  await hours('reset', '2096-12-24..2096-12-26');
  expect((await json()).exceptions).toEqual([]);
});

test('a shift of somebody starts from the hours of the house, and goes back to them', async () => {
  await hours('set', 'daily=09:00-17:00');
  const shift = await json('set', 'monday=10:00-14:00', '--resource', 'doctor');
  expect(shift).toMatchObject({ location: 'riverside', resource: 'doctor', hours: { 1: [['10:00', '14:00']], 2: [['09:00', '17:00']] } });
  expect((await hours('set', 'house', '--resource', 'doctor')).out).toBe('Doctor, Riverside (Europe/London)\n  whenever the location is open\n');
  expect(await json('show', '--resource', 'doctor')).toMatchObject({ hours: null });
});

test('what would lie outside is listed and nothing changes, until that list was seen', async () => {
  await hours('set', 'daily=09:00-17:00');
  const day = mondayOf(0);
  const { reference } = committed(await world.book(world.rooms[0] ?? '', `${day}T10:00:00Z`));
  const { code, out } = await hours('close', day);
  expect(code).toBe(1);
  expect(out).toMatch(new RegExp(`^Nothing was changed. This would lie outside the new hours:\n  ${day} 10:00–11:00  ${reference}, Room 1\nWhat is booked stays where it is. To set the hours all the same: --keep [0-9a-f]{12}\n$`));
  expect((await json()).exceptions).toEqual([]);
  const { keep } = JSON.parse((await hours('close', day, '--json')).out) as { keep: string };
  expect((await hours('close', day, '--keep', 'abc')).code).toBe(1);
  expect((await hours('close', day, '--keep', keep)).code).toBe(0);
  // A server that runs beside it decides by it.
  refused(await world.book(world.rooms[1] ?? '', `${day}T10:00:00Z`), 'outside_hours');
  await hours('reset', day);
  committed(await world.book(world.rooms[1] ?? '', `${day}T10:00:00Z`));
});

test.each([
  [['set', 'monday=09:00-13:00,12:00-17:00'], 'Monday 09:00–13:00 overlaps Monday 12:00–17:00.'],
  [['set', 'monday=9-13'], '"9-13" is no range: write it as 09:00-13:00, or closed.'],
  [['set', 'someday=09:00-13:00'], '"someday=09:00-13:00" sets no day: write DAY=HH:MM-HH:MM with one of monday, tuesday, wednesday, thursday, friday, saturday, sunday, weekdays, daily.'],
  [['set', 'house'], '"house" is for a resource that follows the house: add --resource SLUG.'],
  [['set'], 'hours set needs days, e.g. hours set monday=09:00-13:00,14:00-18:00 sunday=closed.'],
  [['close'], 'hours close needs a date, e.g. hours close 2026-12-25 "Christmas Day".'],
  [['close', '2026-02-30'], '"2026-02-30" is not a date: write it as 2026-12-25, or 2026-12-24..2026-12-26.'],
  [['close', '2026-12-26..2026-12-24'], '"2026-12-26..2026-12-24" is no span of 1 to 100 days.'],
  [['close', '2026-12-25', 'Christmas', 'Day'], '"Day" is one word too many for hours close. Put a reason of several words in quotes.'],
  [['special', '2026-12-24'], '"2026-12-24" has no hours: write DATE=HH:MM-HH:MM, e.g. 2026-12-24=09:00-13:00.'],
  [['special', '2026-12-24=25:00-26:00'], '2026-12-24 25:00–26:00: “25:00” is not a time from 00:00 to 23:59.'],
  [['open', '2026-12-24'], 'hours does not know "open". It knows: show, set, close, special, reset.'],
  [['show', '--keep', 'abc'], '--keep goes with a change of hours.'],
])('%j is refused in plain words, and nothing changes', async (words, line) => {
  const before = await json();
  expect(await hours(...words)).toEqual({ code: 2, out: '', err: `${line}\n` });
  expect(await json()).toEqual(before);
});

test('it asks where, and knows who is there', async () => {
  expect(await holdfast('hours')).toMatchObject({ code: 2, err: 'Name the location: --location SLUG\n' });
  expect(await hours('--resource', 'nobody')).toMatchObject({ code: 1, err: expect.stringContaining('There is no resource "nobody". There are: room-1, ') });
  expect(await holdfast('settings', '--keep', 'abc')).toMatchObject({ code: 2, err: 'settings takes no --keep.\n' });
});
