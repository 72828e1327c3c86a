import { randomUUID } from 'node:crypto';
import type { Command, CommandArgs, CommandKind } from '@holdfast/protocol/commands';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { addBranch, rulesOf } from '../availability/test-rules.ts';
import { committed } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { CatalogueCache } from '../locations/catalogue.ts';
import { markTold, readMessages, type MessageLogged } from '../messages/message-sql.ts';
import { withOffersInstead } from './notices-here.ts';

/** A doctor of two houses, here in London and half an hour away at a branch that goes by another clock: whom the branch has to tell. */

let database: TestDatabase;
let world: TestWorld;
let branch: Awaited<ReturnType<typeof addBranch>>;
/** Of the branch alone. */
let colleague: string;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  world = await createTestWorld(database.db, database.admin, { now: Date.parse('2093-12-01T09:50:00Z') });
  const personId = randomUUID();
  await rulesOf(world, database.admin).resource(world.doctor, { personId });
  branch = await addBranch(world, database.admin, { personId, travelMinutes: 30, timeZone: 'Europe/Berlin' });
  colleague = randomUUID();
  await database.admin.query('select gateway.put_resource($1, $2, $3)', [world.tenantNo, branch.locationId, { id: colleague, slug: 'colleague', name: 'Colleague', kind: 'person' }]);
  return () => world.feedWatch.close();
});

const at = (wall: string): string => `2093-12-01T${wall}:00.000Z`;
const zoe = { name: 'Zoe', phone: '+1 212 555 0111', email: 'zoe@example.org', timeZone: 'America/New_York' };

async function send<K extends CommandKind>(kind: K, args: CommandArgs<K>, locationId = branch.locationId): Promise<string> {
  const command = world.command(kind, args, { locationId });
  committed(await world.gateway.submit({ ...world.submitter, locationId: null }, command as Command));
  return command.id;
}
async function booked(start: string, end: string, { resourceId = branch.doctor, locationId = branch.locationId, ...more }: { resourceId?: string; locationId?: string; customer?: null; title?: string } = {}): Promise<string> {
  const bookingId = randomUUID();
  await send('create_booking', { bookingId, serviceId: null, start: at(start), end: at(end), resourceIds: [resourceId], customer: { ...zoe, id: randomUUID() }, ...more }, locationId);
  return bookingId;
}
const here = (start: string, end: string) => booked(start, end, { resourceId: world.doctor, locationId: world.locationId, customer: null });
const late = (minutes: number) => send('run_late', { resourceId: world.doctor, minutes }, world.locationId);
const undo = (commandId: string) => world.submit('undo_command', { commandId }).then(committed);
const messages = (of = branch.locationId) => readMessages(database.db, world.tenantNo, of);
const time = (wire = '') => wire.slice(11, 16);
const said = ({ toName, body }: MessageLogged) => `${toName} ${time(body.before)}→${time(body.start)}`;
const toTell = async (of?: string) => (await messages(of)).filter(({ status }) => status === 'queued').map(said).sort();
async function tell(what: string): Promise<string> {
  const message = (await messages()).find((one) => one.status === 'queued' && said(one) === what);
  return markTold(database.db, world.tenantNo, { locationId: branch.locationId, messageId: message?.id ?? randomUUID(), staffId: world.staffId });
}

test('the other location has to tell its customers, in words of its own: there and nowhere else', async () => {
  await here('13:00', '13:30');
  const [first, second] = [await booked('14:00', '15:00'), await booked('15:15', '16:00', { customer: null, title: 'Choir' })];
  await booked('17:00', '18:00');
  await late(45);
  expect(await toTell()).toEqual(['Choir 15:15→15:45', 'Zoe 14:00→14:45']);
  expect(await toTell(world.locationId)).toEqual([]);
  const [told, other] = [first, second].map(async (id) => (await messages()).find(({ subjectId }) => subjectId === id));
  expect(await told).toMatchObject({
    kind: 'running_late', toName: 'Zoe', toPhone: zoe.phone, toEmail: zoe.email,
    body: {
      bookingId: first, serviceId: null, before: at('14:00'), start: at('14:45'), end: at('15:45'), resourceIds: [branch.doctor], lateResourceId: branch.doctor,
      lateAt: { locationId: world.locationId, resourceId: world.doctor, day: '2093-12-01' }, timeZone: 'Europe/Berlin', customerTimeZone: zoe.timeZone,
      clocks: { location: { text: 'Tue 1 Dec 2093, 15:45–16:45' }, customer: { text: 'Tue 1 Dec 2093, 09:45–10:45' } },
    },
  });
  expect((await other)?.body).not.toHaveProperty('clocks');
});

test('said again, later or less late, the newest counts and none stands twice', async () => {
  await here('13:00', '13:30');
  await booked('14:00', '15:00');
  await late(45);
  // The way there keeps the one here where it is, so each is counted from there.
  await late(10);
  expect(await toTell()).toEqual(['Zoe 14:00→14:10']);
  await late(60);
  expect(await toTell()).toEqual(['Zoe 14:00→15:00']);
  // As late as before: nothing is new.
  const before = (await messages()).length;
  await late(60);
  expect(await messages()).toHaveLength(before);
  expect(await toTell()).toEqual(['Zoe 14:00→15:00']);
});

test('an undo takes back what nobody was told, and what it had replaced counts again', async () => {
  await here('13:00', '13:30');
  await booked('14:00', '15:00');
  const [first, second] = [await late(45), await late(60)];
  await undo(second);
  expect(await toTell()).toEqual(['Zoe 14:00→14:45']);
  await undo(first);
  expect(await toTell()).toEqual([]);
  expect(new Set((await messages()).map(({ status }) => status))).toEqual(new Set(['stopped']));
  expect(await tell('Zoe 14:00→14:45')).toBe('no_message');
  const third = await late(45);
  expect(await toTell()).toEqual(['Zoe 14:00→14:45']);
  await undo(third);
  // As undos were before they wrote anything there.
  await database.admin.query(`delete from message where body ? 'takesBack'`);
  expect(await toTell()).toEqual([]);
});

test('whom somebody told already is to tell once more when it is undone, there and nowhere else', async () => {
  await here('13:00', '13:30');
  const [first, second, third] = [await booked('14:00', '14:15'), await booked('14:15', '14:30'), await booked('14:30', '14:45')];
  const run = await late(30);
  for (const what of ['Zoe 14:00→14:30', 'Zoe 14:30→15:00']) expect(await tell(what)).toBe('told');
  // Who was given another time since knows that one.
  await send('move_booking', { bookingId: third, start: at('16:00'), resourceIds: [] });
  const undone = await undo(run);
  expect(JSON.stringify(undone)).not.toContain('Zoe');
  expect(await toTell()).toEqual(['Zoe 14:30→14:00']);
  expect(await toTell(world.locationId)).toEqual([]);
  const [told] = (await messages()).filter(({ status }) => status === 'queued');
  expect(told).toMatchObject({
    kind: 'running_late', toName: 'Zoe', toPhone: zoe.phone, subjectId: first,
    body: { before: at('14:30'), start: at('14:00'), end: at('14:15'), lateResourceId: branch.doctor, lateAt: { locationId: world.locationId }, clocks: { customer: { text: 'Tue 1 Dec 2093, 09:00–09:15' } } },
  });
  expect((await messages()).filter(({ subjectId, status }) => subjectId === second && status === 'queued')).toEqual([]);
  expect(await tell('Zoe 14:30→14:00')).toBe('told');
  expect(await toTell()).toEqual([]);
  await late(30);
  expect(await toTell()).toEqual(['Zoe 14:00→14:30', 'Zoe 14:15→14:45']);
});

test('who was given another time since knows that one, and not what they were told before', async () => {
  await here('13:00', '13:30');
  const bookingId = await booked('14:00', '15:00');
  await late(45);
  await tell('Zoe 14:00→14:45');
  await send('move_booking', { bookingId, start: at('14:30'), resourceIds: [] });
  await late(45);
  expect(await toTell()).toEqual(['Zoe 14:30→14:45']);
});

test('of two delays that were told, the undo of one leaves the other to be told', async () => {
  await here('13:00', '13:30');
  await booked('14:00', '15:00');
  const first = await late(45);
  await tell('Zoe 14:00→14:45');
  const second = await late(60);
  // They know of the first, and nobody has told them of the second.
  await undo(second);
  expect(await toTell()).toEqual([]);
  const third = await late(60);
  await tell('Zoe 14:00→15:00');
  await undo(third);
  expect(await toTell()).toEqual(['Zoe 14:00→14:45']);
  // The first one is gone as well before anybody rang.
  await undo(first);
  expect(await toTell()).toEqual(['Zoe 14:45→14:00']);
  await late(60);
  expect(await toTell()).toEqual([]);
});

test('in time after all: nothing to tell, unless somebody was told otherwise', async () => {
  const last = await here('13:00', '13:30');
  await booked('14:00', '15:00');
  await late(45);
  await send('cancel_booking', { bookingId: last }, world.locationId);
  await late(5);
  expect(await toTell()).toEqual([]);
  await here('13:00', '13:30');
  await late(45);
  expect(await tell('Zoe 14:00→14:45')).toBe('told');
  const [gone] = (await database.admin.query<{ id: string }>(`select booking_id as id from booking where location_id = $1 and status = 'booked'`, [world.locationId])).rows;
  await send('cancel_booking', { bookingId: gone?.id ?? '' }, world.locationId);
  const relieved = await late(5);
  expect(await toTell()).toEqual(['Zoe 14:45→14:00']);
  await undo(relieved);
  expect(await toTell()).toEqual([]);
  await late(5);
  expect(await tell('Zoe 14:45→14:00')).toBe('told');
  await late(5);
  expect(await toTell()).toEqual([]);
});

test('once it is elsewhere, with somebody else or cancelled it is news to nobody', async () => {
  await here('13:00', '13:30');
  const [first, second, third] = [await booked('14:00', '14:15'), await booked('14:15', '14:30'), await booked('14:30', '14:45')];
  await late(30);
  expect(await toTell()).toEqual(['Zoe 14:00→14:30', 'Zoe 14:15→14:45', 'Zoe 14:30→15:00']);
  await send('move_booking', { bookingId: first, start: at('16:00'), resourceIds: [] });
  await send('move_booking', { bookingId: second, start: at('14:15'), resourceIds: [colleague] });
  expect(await toTell()).toEqual(['Zoe 14:30→15:00']);
  await send('cancel_booking', { bookingId: third });
  expect(await toTell()).toEqual([]);
});

test('a delay that is over is news to nobody', async () => {
  await here('13:00', '13:30');
  const bookingId = await booked('14:00', '15:00');
  await late(45);
  expect(await toTell()).toEqual(['Zoe 14:00→14:45']);
  // As if it had been years ago: by the record of the booking nothing else has changed.
  await database.admin.query(`update booking set starts_at = starts_at - interval '80 years', occupied_from = occupied_from - interval '80 years' where booking_id = $1`, [bookingId]);
  await database.admin.query(`update message set body = body || '{"before": "2013-12-01T14:00:00Z", "start": "2013-12-01T14:45:00Z"}' where subject_id = $1`, [bookingId]);
  expect(await toTell()).toEqual([]);
});

test('somebody at two other locations is late at both; a delay at one of them takes back nothing of the other', async () => {
  const personId = (await database.admin.query<{ id: string }>('select person_id as id from resource where resource_id = $1', [world.doctor])).rows[0]?.id ?? '';
  const third = await addBranch(world, database.admin, { personId, travelMinutes: 30 });
  await here('13:00', '13:30');
  await booked('14:30', '15:00');
  await booked('16:00', '17:00', { resourceId: third.doctor, locationId: third.locationId });
  await late(120);
  expect([await toTell(), await toTell(third.locationId)]).toEqual([['Zoe 14:30→16:00'], ['Zoe 16:00→16:30']]);
  // Of the branch's five minutes alone nobody would be late there.
  await send('run_late', { resourceId: branch.doctor, minutes: 5 });
  expect(await toTell(third.locationId)).toEqual(['Zoe 16:00→16:30']);
  await send('run_late', { resourceId: branch.doctor, minutes: 120 });
  expect(await toTell(third.locationId)).toEqual(['Zoe 16:00→17:05']);
});

test('the list there says what each can be given instead, as it is free then; nothing of it is held', async () => {
  await here('13:00', '13:30');
  const first = await booked('14:00', '15:00');
  await late(45);
  const catalogue = await new CatalogueCache(database.db).get(world.tenantNo, branch.locationId);
  if (!catalogue) throw new Error('There is no such location');
  const context: Parameters<typeof withOffersInstead>[0] = { tenantNo: world.tenantNo, catalogue, now: Date.parse(at('09:50')), read: (work) => database.db.readOnce(world.tenantNo, work) };
  const offered = async () => {
    const [notice] = await withOffersInstead(context, await messages());
    return notice?.body.alternatives?.map(({ start, resourceIds, clocks }) => [time(start), resourceIds[0] === colleague ? 'colleague' : 'doctor', clocks?.customer.text]);
  };
  expect(await offered()).toEqual([
    ['14:00', 'colleague', 'Tue 1 Dec 2093, 09:00–10:00'],
    ['14:45', 'doctor', 'Tue 1 Dec 2093, 09:45–10:45'],
    ['15:00', 'colleague', 'Tue 1 Dec 2093, 10:00–11:00'],
  ]);
  await booked('14:00', '15:00', { resourceId: colleague, customer: null });
  expect((await offered())?.map(([start, who]) => `${start} ${who}`)).toEqual(['14:45 doctor', '15:00 colleague', '15:45 doctor']);
  expect((await database.admin.query(`select from hold where location_id = $1`, [branch.locationId])).rowCount).toBe(0);
  await send('cancel_booking', { bookingId: first });
  expect(await offered()).toBeUndefined();
});

test('another business hears nothing of it', async () => {
  await here('13:00', '13:30');
  await booked('14:00', '15:00');
  await late(45);
  const stranger = await createTestWorld(database.db, database.admin);
  stranger.feedWatch.close();
  expect(await readMessages(database.db, stranger.tenantNo, branch.locationId)).toEqual([]);
  expect(await readMessages(database.db, stranger.tenantNo, stranger.locationId)).toEqual([]);
  const [message] = await messages();
  expect(await markTold(database.db, stranger.tenantNo, { locationId: branch.locationId, messageId: message?.id ?? '', staffId: stranger.staffId })).toBe('no_message');
  expect(await toTell()).toEqual(['Zoe 14:00→14:45']);
});
