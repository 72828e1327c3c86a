import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { noShowPolicy } from '@holdfast/domain/no-show-rule';
import { rulesOf } from '../../availability/test-rules.ts';
import { committed } from '../../commands/test-outcomes.ts';
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts';
import { runImport } from '../../import/run-import.ts';
import { createRestWorld, type RestAnswer, type RestClient, type RestWorld } from './rest-world.ts';
import type { BookingView } from './schemas.ts';

/** One person is one customer, by whichever door they come. */
let database: TestDatabase;
let rest: RestWorld;
let agent: RestClient;
beforeAll(async () => {
  database = await createTestDatabase();
  rest = await createRestWorld(database);
  agent = await rest.client();
});
afterAll(() => rest.close());

let hour = Date.parse('2026-12-02T00:00:00Z');
const freshHour = (): string => new Date((hour += 3_600_000)).toISOString();
const ask = (customer?: object, more: object = {}) => agent.post('/bookings', { location: 'riverside', service: 'hour', start: freshHour(), ...(customer ? { customer } : {}), ...more });
const whoOf = ({ body }: RestAnswer) => (body as { booking: BookingView }).booking.customer;
const atTheDesk = async (customer: { id: string; name: string; phone?: string; email?: string }): Promise<string> => {
  const args = { bookingId: randomUUID(), serviceId: rest.world.services.hour, start: freshHour(), resourceIds: [], customer };
  return committed(await rest.world.submit('create_booking', args)).bookingId ?? '';
};
const rowOf = async (id: string | undefined) =>
  (await database.admin.query<{ name: string; phone: string | null; email: string | null; timeZone: string | null }>('select name, phone, email, time_zone as "timeZone" from customer where customer_id = $1', [id])).rows[0];
const person = () => ({ id: randomUUID(), name: `Priya Nair ${randomUUID().slice(0, 4)}`, phone: `+44 7700 ${String(Math.random()).slice(2, 8)}` });

async function miss(bookingId: string): Promise<void> {
  const before = rest.world.clock.now;
  rest.world.clock.now = hour + 11 * 60_000;
  committed(await rest.world.submit('no_show_booking', { bookingId }));
  rest.world.clock.now = before;
}
const policy = (then: 'deposit' | 'approval' | null, from = 1) =>
  rulesOf(rest.world, database.admin).service(rest.world.services.hour, { noShowPolicy: then && noShowPolicy(from, then) });

beforeEach(() => policy(null));

test('whom the desk entered is found by name and number, or name and e-mail, however they are written', async () => {
  const priya = { ...person(), email: 'priya@example.test' };
  await atTheDesk(priya);
  const { name, phone, email } = priya;
  const national = `0${phone.replace(/\D/g, '').slice(2)}`;
  for (const details of [{ name, phone, email }, { name: ` ${name.toUpperCase().replace(' ', '  ')} `, phone: national }, { name, email: 'Priya@Example.TEST' }, { name, phone: '1', email }])
    expect(whoOf(await ask(details))).toEqual({ id: priya.id, name });
});

test('a family\'s number with another name is another person, and a name alone nobody in particular', async () => {
  const priya = person();
  await atTheDesk(priya);
  const { name, phone } = priya;
  const others = [await ask({ name: 'Mallory', phone }), await ask({ name }), await ask({ name }), await ask({ name, phone: '+44 1' }), await ask({ name, email: 'x@example.test' })];
  expect(new Set(others.map((each) => whoOf(each)?.id)).add(priya.id).size).toBe(6);
});

test('a number without a digit is none: strangers of one name who withhold it are not one person', async () => {
  const { name } = person();
  const strangers = [await ask({ name, phone: 'withheld' }), await ask({ name, phone: 'withheld' }), await ask({ name, phone: '-' })];
  expect(new Set(strangers.map((each) => whoOf(each)?.id)).size).toBe(3);
});

test('an id is the same person whatever else is said', async () => {
  const [ana, ben] = [person(), person()];
  await atTheDesk(ana);
  await atTheDesk(ben);
  expect(whoOf(await ask({ ...ben, id: ana.id }))?.id).toBe(ana.id);
});

test('a program\'s caller adds nothing to whom they were found to be; the counter does', async () => {
  const priya = person();
  await atTheDesk(priya);
  expect(whoOf(await ask({ name: priya.name, phone: priya.phone, email: 'mallory@example.test', timeZone: 'Asia/Tokyo' }))?.id).toBe(priya.id);
  expect(await rowOf(priya.id)).toMatchObject({ email: null, timeZone: null });
  await atTheDesk({ ...priya, id: randomUUID(), email: 'priya@example.test' });
  expect((await rowOf(priya.id))?.email).toBe('priya@example.test');
});

test('of several who were entered apart it is the one who matches in both, then the one the business knows best', async () => {
  const priya = person();
  const [byPhone, byBoth, known] = [randomUUID(), randomUUID(), randomUUID()];
  const email = `${known}@example.test`;
  // As versions before this one left them.
  for (const [id, phone, mail, visits] of [[byPhone, priya.phone, null, 9], [byBoth, priya.phone, email, 0], [known, null, email, 3]] as const)
    await database.admin.query('insert into customer (tenant_no, customer_id, name, phone, email, visits) values ($1, $2, $3, $4, $5, $6)', [rest.world.tenantNo, id, priya.name, phone, mail, visits]);
  expect(whoOf(await ask({ name: priya.name, phone: priya.phone, email }))?.id).toBe(byBoth);
  expect(whoOf(await ask({ name: priya.name, phone: priya.phone }))?.id).toBe(byPhone);
  expect(whoOf(await ask({ name: priya.name, email }))?.id).toBe(known);
});

test('another business knows nothing of it', async () => {
  const priya = person();
  await atTheDesk(priya);
  const other = await createRestWorld(database);
  const stranger = await other.client();
  const { name, phone } = priya;
  expect(whoOf(await stranger.post('/bookings', { location: 'riverside', service: 'hour', start: freshHour(), customer: { name, phone } }))?.id).not.toBe(priya.id);
  await other.close();
});

test('somebody new who comes by every door at once is one person', async () => {
  const { name, phone } = person();
  const doors = [...Array(4).keys()].flatMap(() => [ask({ name, phone }), ask({ name, phone, email: 'p@example.test' }), atTheDesk({ id: randomUUID(), name, phone })]);
  await Promise.all(doors);
  const { rows } = await database.admin.query('select count(*)::int as n from customer where tenant_no = $1 and name = $2', [rest.world.tenantNo, name]);
  expect(rows).toEqual([{ n: 1 }]);
});

test('whoever waits, holds or comes every week is found as well', async () => {
  const { id, name, phone } = person();
  await atTheDesk({ id, name, phone });
  const customer = { name, phone };
  const waits = await agent.post('/waitlist', { location: 'riverside', service: 'hour', from: '2027-03-01T09:00:00Z', to: '2027-03-01T12:00:00Z', customer });
  expect((waits.body as { entry: { customer: { id: string } } }).entry.customer.id).toBe(id);
  const held = await agent.post('/holds', { location: 'riverside', service: 'hour', start: freshHour(), customer });
  expect(whoOf(await agent.post('/bookings', { hold: (held.body as { hold: { id: string } }).hold.id, customer }))?.id).toBe(id);
  const seriesId = randomUUID();
  const args = { seriesId, serviceId: rest.world.services.hour, start: '2027-03-02T10:00:00Z', rule: 'FREQ=DAILY;COUNT=2', resourceIds: [], customer: { ...customer, id: randomUUID() }, acceptance: 'all' };
  expect((await agent.post('/commands/create_series', args)).status).toBe(200);
  expect(whoOf(await ask(customer, { series: seriesId }))?.id).toBe(id);
  const { rows } = await database.admin.query('select distinct customer_id as id from booking where series_id = $1 union select customer_id from series where series_id = $1', [seriesId]);
  expect(rows).toEqual([{ id }]);
});

test('bookings missed at the desk count when a program books, as does what was imported', async () => {
  await policy(null);
  const priya = person();
  for (let missed = 0; missed < 2; missed++) await miss(await atTheDesk(priya));
  const start = freshHour();
  const csv = `reference,resource,start,end,time_zone,title,customer,phone\nR-1,Room 1,${start},${new Date(hour + 3_600_000).toISOString()},UTC,x,${priya.name},${priya.phone}\n`;
  const { tenantNo, locationId } = rest.world;
  await runImport({ db: rest.world.db, gateway: rest.world.gateway, now: () => rest.world.clock.now }, new TextEncoder().encode(csv), { tenantNo, locationId, createResources: false });
  const { rows } = await database.admin.query<{ id: string }>(`select booking_id as id from booking where tenant_no = $1 and reference = 'R-1'`, [tenantNo]);
  await miss(rows[0]?.id ?? '');
  await policy('deposit', 3);
  const customer = { name: priya.name, phone: priya.phone };
  expect(await ask(customer)).toMatchObject({ status: 409, body: { code: 'deposit_required', detail: expect.stringContaining('missed 3 bookings') } });
  expect(await ask(customer, { depositReference: 'till 42' })).toMatchObject({ status: 201 });
});

test('where missed bookings count a program has to say whom it books for', async () => {
  await policy('approval');
  const { services } = (await agent.get('/services?location=riverside')).body as { services: { slug: string; noShowPolicy: unknown }[] };
  const told = (wanted: string) => JSON.stringify(services.find(({ slug }) => slug === wanted)?.noShowPolicy);
  expect([told('hour'), told('class')]).toEqual(['{"from":1,"then":"approval"}', 'null']);
  const priya = person();
  await atTheDesk(priya);
  for (const customer of [undefined, { name: 'Somebody' }, { name: 'Somebody', phone: 'withheld' }, { name: 'Somebody', phone: ' ', email: ' ' }])
    expect(await ask(customer)).toMatchObject({ status: 409, body: { code: 'policy_forbids', detail: expect.stringContaining('Name the customer') } });
  const held = await agent.post('/holds', { location: 'riverside', service: 'hour', start: freshHour() });
  expect(await agent.post('/bookings', { hold: (held.body as { hold: { id: string } }).hold.id })).toMatchObject({ status: 409, body: { code: 'policy_forbids' } });
  for (const customer of [{ name: 'Somebody', phone: '+44 2' }, { id: priya.id, name: 'P.' }]) expect((await ask(customer)).status).toBe(201);
  await policy(null);
});
