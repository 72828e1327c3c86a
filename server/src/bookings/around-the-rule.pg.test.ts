import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Command, CommandArgs, CommandKind } from '@holdfast/protocol/commands';
import type { Outcome } from '@holdfast/protocol/outcomes';
import type { ServiceRow } from '@holdfast/protocol/rows';
import type { Channel } from '@holdfast/protocol/values';
import { rulesOf } from '../availability/test-rules.ts';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';

/** Ways around what a service asks of people who missed bookings, and around its length. None leads anywhere. */

let database: TestDatabase;
let world: TestWorld;
const tom = { id: randomUUID(), name: 'Tom Adler', phone: '+44 7700 900311' };
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  world = await createTestWorld(database.db, database.admin);
  committed(await book('desk', { customer: { ...tom, id: tomsId() } }));
  await database.admin.query('update customer set no_shows = 2 where customer_id = $1', [tomsId()]);
  await rule('approval');
});
afterEach(() => world.feedWatch.close());

/** One in each world. */
const tomsId = (): string => `${tom.id.slice(0, -6)}${String(world.tenantNo).padStart(6, '0')}`;
const rule = (then: 'approval' | 'deposit', service = world.services.hour) =>
  rulesOf(world, database.admin).service(service, JSON.parse(`{"noShowPolicy":{"from":2,"then":"${then}"}}`) as Partial<ServiceRow>);

let hour = Date.parse('2026-12-02T00:00:00Z');
const freshHour = () => {
  hour += 3_600_000;
  const at = (minutes: number): string => new Date(hour + minutes * 60_000).toISOString();
  return { start: at(0), end: at(60), later: at(61) };
};
function asked<K extends CommandKind>(channel: Channel, kind: K, args: CommandArgs<K>): Promise<Outcome> {
  const atDesk = channel === 'desk';
  const command = world.command(kind, args as never, { channel, actorId: atDesk ? world.colleagueId : randomUUID() }) as Command;
  return world.gateway.submit(atDesk ? world.submitter : { ...world.submitter, terminalId: null, keyRole: 'agent' }, command);
}
const book = (channel: Channel, change: object = {}) =>
  asked(channel, 'create_booking', { bookingId: randomUUID(), serviceId: world.services.hour, start: freshHour().start, resourceIds: [], customer: null, ...change });
/** A room for an hour, of no service. */
const bare = () => {
  const { start, end } = freshHour();
  return { serviceId: null, start, end, resourceIds: [world.rooms[0] ?? ''] };
};

test('who leaves the service out is asked what a service would ask', async () => {
  const customer = { ...tom, id: tomsId() };
  expect(refused(await book('desk', { ...bare(), customer }), 'approval_required').detail).toBe('The customer missed 2 bookings. A manager has to book for them, as for hour.');
  refused(await book('api', { ...bare(), customer }), 'approval_required');
  committed(await book('desk', { ...bare(), customer: { id: randomUUID(), name: 'Somebody new' } }));
  committed(await book('desk', bare()));
  committed(await world.submit('create_booking', { bookingId: randomUUID(), ...bare(), customer }));
  // Of several the strictest; what a deposit is paid for still asks for the approval of another.
  await rule('deposit', world.services.visit);
  refused(await book('desk', { ...bare(), customer, depositReference: 'Till 1' }), 'approval_required');
  committed(await book('desk', { serviceId: world.services.visit, customer, depositReference: 'Till 1' }));
});

test('guests book a service for as long as it takes, by a booking, a hold and a move', async () => {
  for (const channel of ['web', 'phone_ai', 'chat_ai'] as const) {
    const customer = { id: randomUUID(), name: 'Mia', phone: `+44 7700 90040${channel.length}` };
    refused(await book(channel, { ...bare(), customer }), 'policy_forbids');
    refused(await asked(channel, 'place_hold', { holdId: randomUUID(), ...bare() }), 'policy_forbids');
    const { start, end, later } = freshHour();
    refused(await book(channel, { start, end: later, customer }), 'policy_forbids');
    const { bookingId = '' } = committed(await book(channel, { start, end, customer }));
    const other = freshHour();
    refused(await asked(channel, 'move_booking', { bookingId, start: other.start, end: other.later, resourceIds: [] }), 'policy_forbids');
    committed(await asked(channel, 'move_booking', { bookingId, start: other.start, end: other.end, resourceIds: [] }));
  }
});

test('what the counter agreed keeps its length when a guest moves it or confirms it late', async () => {
  const { bookingId = '' } = committed(await book('desk', bare()));
  committed(await asked('web', 'move_booking', { bookingId, start: freshHour().start, resourceIds: [] }));
  const holdId = randomUUID();
  const { start, later } = freshHour();
  committed(await asked('desk', 'place_hold', { holdId, serviceId: world.services.hour, start, end: later, resourceIds: [] }));
  for (const [table, key] of [['hold', 'hold_id'], ['claim', 'owner_id']])
    await database.admin.query(`update ${table} set expires_at = now() - interval '1 second' where ${key} = $1`, [holdId]);
  committed(await asked('web', 'confirm_hold', { holdId, bookingId: randomUUID(), customer: { id: randomUUID(), name: 'Mia', phone: '+44 7700 900411' } }));
});

test('who is written over another customer is judged as who they are', async () => {
  const mia = { id: randomUUID(), name: 'Mia', phone: '+44 7700 900412' };
  const { bookingId = '' } = committed(await book('chat_ai', { customer: mia }));
  const correct = (change: object) => asked('chat_ai', 'edit_booking', { bookingId, customer: { ...mia, ...change } });
  refused(await correct({ name: tom.name, phone: tom.phone }), 'approval_required');
  committed(await correct({ name: 'Mia Holm' }));
  committed(await asked('desk', 'edit_booking', { bookingId, customer: { ...mia, name: 'Mia Adler', phone: tom.phone } }));
});

test('nor step by step, the name first and the number by the next edit', async () => {
  const mia = { id: randomUUID(), name: 'Mia', phone: '+44 7700 900413' };
  const { bookingId = '' } = committed(await book('chat_ai', { customer: mia }));
  const edit = (customer: { id: string; name: string; phone?: string }, corrects?: ('name' | 'phone')[]) =>
    asked('chat_ai', 'edit_booking', { bookingId, customer, ...(corrects ? { corrects } : {}) });
  committed(await edit({ ...mia, name: tom.name }, ['name']));
  refused(await edit({ id: mia.id, name: 'Zed', phone: tom.phone }, ['phone']), 'approval_required');
  const { rows } = await database.admin.query('select name, phone from customer where customer_id = $1', [mia.id]);
  expect(rows).toEqual([{ name: tom.name, phone: mia.phone }]);
});

test('who was entered twice may be edited: only what changes who they are is judged', async () => {
  const twin = randomUUID();
  await database.admin.query('insert into customer (tenant_no, customer_id, name, phone) values ($1, $2, $3, $4)', [world.tenantNo, twin, tom.name, tom.phone]);
  const customer = { id: twin, name: tom.name, phone: tom.phone };
  const { bookingId = '' } = committed(await book('desk', { customer }));
  committed(await asked('desk', 'edit_booking', { bookingId, customer: { ...customer, timeZone: 'Asia/Tokyo' }, notes: 'Window' }));
});
