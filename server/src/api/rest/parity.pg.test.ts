import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandKinds, type CommandKind } from '@holdfast/protocol/commands';
import type { Outcome, SubmitAnswer } from '@holdfast/protocol/outcomes';
import { refusalReasons, type RefusalReason } from '@holdfast/protocol/refusal-reasons';
import { revokeApiKey } from '../../access/api-key-sql.ts';
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts';
import { openTestTerminal } from '../../terminals/test-terminal.ts';
import { parityCases, situationOf, type ParityCase, type Situation } from './parity-cases.ts';
import { comparable, inBoth, refusalOf, slugsOf } from './parity-said.ts';
import { createRestWorld, type RestAnswer, type RestClient, type RestWorld } from './rest-world.ts';
import type { BookingView, HoldView, ProblemBody } from './schemas.ts';

/**
 * The desk in one world, a program in its twin, and in a third one that takes the calls made for bookings: the same
 * situation, the same command, the same answer. So no rule stands in a transport, and none can be got around by taking
 * another one.
 */
let database: TestDatabase;
let counter: RestWorld;
let program: RestWorld;
let caller: RestWorld;
let cookie: string;
const roles = ['manager', 'staff'] as const;
const staffIds = { manager: '', staff: '' };
type Clients = Record<(typeof roles)[number], RestClient>;
let clients: Clients;
let callers: Clients;
/** Looks at what the desk did. */
let witness: RestClient;
beforeAll(async () => {
  database = await createTestDatabase();
  counter = await createRestWorld(database);
  program = await createRestWorld(database);
  caller = await createRestWorld(database);
  for (const role of roles) {
    // In each world, though only the desk signs them in: the feeds must count alike.
    for (const { world } of [counter, program, caller])
      await database.admin.query('select gateway.put_staff($1, $2, $3)', [world.tenantNo, { id: randomUUID(), name: role, role }, 'no pin']);
    const { rows } = await database.admin.query<{ id: string }>('select staff_id as id from staff where tenant_no = $1 and name = $2', [counter.world.tenantNo, role]);
    staffIds[role] = rows[0]?.id ?? '';
  }
  cookie = await openTestTerminal(database.db, counter.world, Object.values(staffIds));
  const both = async (rest: RestWorld): Promise<Clients> => ({
    manager: await rest.client({ channel: 'desk', role: 'manager' }),
    staff: await rest.client({ channel: 'desk', role: 'agent' }),
  });
  clients = await both(program);
  callers = await both(caller);
  witness = await counter.client();
});
afterAll(async () => {
  await counter.close();
  await program.close();
  await caller.close();
});

/** Each case has its own day, so that none stands in another's way. */
let day = Date.parse('2027-01-01T00:00:00Z');
const freshDay = (): string => new Date((day += 86_400_000)).toISOString().slice(0, 10);

const alter: Situation['alter'] = async (statement, values) => void (await database.admin.query(statement, values));

const situation = ({ world }: RestWorld, date: string): Situation => situationOf(world, date, alter);

async function atTheDesk(kind: CommandKind, args: never, envelope: object): Promise<Outcome> {
  const command = counter.world.command(kind, args, envelope);
  const response = await counter.app.inject({
    method: 'POST',
    url: '/trpc/commands.submit',
    headers: { cookie, 'content-type': 'application/json' },
    payload: JSON.stringify({ protocol: 1, outboxId: randomUUID(), commands: [command] }),
  });
  const [result] = response.json<{ result: { data: SubmitAnswer } }>().result.data.results;
  if (!result || result.outcome.status === 'unreadable') throw new Error(`The desk's command was unreadable: ${response.body}`);
  return result.outcome;
}

/** Asks it of the desk, in a situation of its own. */
async function asked({ ask }: ParityCase<CommandKind>, kind: CommandKind, date: string, actorId: string): Promise<Outcome> {
  const at = situation(counter, date);
  const args = await ask(at);
  return atTheDesk(kind, args as never, { actorId, ...at.besides });
}

/** Nearest to what is past is now, and no day of the case's own: each world has other cases there. */
const ofItsOwnDay = (outcome: object): object => ('reason' in outcome && outcome.reason === 'past' ? { ...outcome, alternatives: [] } : outcome);

const outcomeOf = ({ status, body }: RestAnswer): object => (status === 200 ? (body as { outcome: object }).outcome : refusalOf(body));
const saidBy = async (rest: RestWorld, said: object): Promise<unknown> => comparable(said, await slugsOf(database.admin, rest.world));
/** How far a world's feed is: twins count alike, but not from the same number, as other tests were there before. */
async function feedVersion({ world }: RestWorld): Promise<number> {
  const { rows } = await database.admin.query<{ version: number }>('select head as version from feed_head where location_id = $1', [world.locationId]);
  return Number(rows[0]?.version ?? 0);
}
/** An outcome whose feed version is counted from `before`. */
const countedFrom = (before: number, outcome: object): object =>
  'version' in outcome ? { ...outcome, version: Number(outcome.version) - before } : outcome;
/** A refusal is told over REST without the feed's version, which a program has no copy to hold against. */
const told = (outcome: Outcome): object => {
  const { version, ...refused } = outcome;
  return outcome.status === 'refused' ? refused : { ...refused, version };
};
const expected = ({ answer }: ParityCase<CommandKind>, role: (typeof roles)[number]) => (typeof answer === 'string' ? answer : answer[role]);

describe.each(commandKinds)('%s', (kind) => {
  const cases = parityCases[kind] as readonly ParityCase<CommandKind>[];
  test.each(cases.flatMap((each) => roles.map((role) => ({ ...each, role }))))('$name, by $role: $answer', async ({ role, ...each }) => {
    const date = freshDay();
    const [deskBefore, programBefore] = [await feedVersion(counter), await feedVersion(program)];
    const desk = await asked(each, kind, date, staffIds[role]);
    const at = situation(program, date);
    const args = await each.ask(at);
    const rest = await clients[role].post(`/commands/${kind}?${new URLSearchParams(at.besides).toString()}`, args);
    const said = (before: number, outcome: object) => countedFrom(before, ofItsOwnDay(outcome));
    expect(await saidBy(program, said(programBefore, outcomeOf(rest)))).toEqual(await saidBy(counter, said(deskBefore, told(desk))));
    expect(desk.status === 'refused' ? desk.reason : desk.status).toBe(expected(each, role));
  });
});

/** The calls made for bookings and holds, each by the command it is. */
const calls: { [K in CommandKind]?: (client: RestClient, args: never) => Promise<RestAnswer> } = {
  create_booking: (client, { serviceId, start, resourceIds, seriesId, customer, partySize, depositReference }: Record<string, unknown>) =>
    client.post('/bookings', { location: 'riverside', service: serviceId, start, resources: resourceIds, series: seriesId, customer: customer ?? undefined, partySize, depositReference }),
  confirm_hold: (client, { holdId, seriesId, customer }: Record<string, unknown>) => client.post('/bookings', { hold: holdId, series: seriesId, customer: customer ?? undefined }),
  place_hold: (client, { serviceId, start, resourceIds }: Record<string, unknown>) => client.post('/holds', { location: 'riverside', service: serviceId, start, resources: resourceIds }),
  extend_hold: (client, { holdId }: { holdId: string }) => client.post(`/holds/${holdId}/extend`),
  release_hold: (client, { holdId }: { holdId: string }) => client.delete(`/holds/${holdId}`),
  move_booking: (client, { bookingId, expectedVersion, start, resourceIds }: { bookingId: string; expectedVersion?: number; start: string; resourceIds: string[] }) =>
    client.post(`/bookings/${bookingId}/reschedule`, { start, resources: resourceIds }, ifMatch(expectedVersion)),
  ...Object.fromEntries(
    (['cancel_booking cancel', 'arrive_booking check-in', 'start_booking start', 'complete_booking complete', 'no_show_booking no-show'] as const).map((each) => {
      const [kind = '', step = ''] = each.split(' ');
      const ask = (client: RestClient, { bookingId, expectedVersion, reason }: { bookingId: string; expectedVersion?: number; reason?: string }) =>
        client.post(`/bookings/${bookingId}/${step}`, { reason }, ifMatch(expectedVersion));
      return [kind, ask];
    }),
  ),
};
const ifMatch = (version: number | undefined) => (version === undefined ? {} : { headers: { 'if-match': `"${version}"` } });

async function seen({ status, body }: Pick<RestAnswer, 'status' | 'body'>): Promise<object> {
  const { booking, hold } = body as { booking?: BookingView; hold?: HoldView };
  const view = booking ?? hold;
  if (!view || status >= 300) throw new Error(`Not seen: ${status} ${JSON.stringify(body)}`);
  return { ...inBoth(view), status: view.status, ...(booking ? { version: booking.version } : {}) };
}

describe.each(Object.keys(calls) as CommandKind[])('the call for %s', (kind) => {
  const cases = (parityCases[kind] as readonly ParityCase<CommandKind>[]).filter(({ onlyAsCommand }) => !onlyAsCommand);
  test.each(cases.flatMap((each) => roles.map((role) => ({ ...each, role }))))('$name, by $role: $answer', async ({ role, ...each }) => {
    const date = freshDay();
    const desk = await asked(each, kind, date, staffIds[role]);
    const args = await each.ask(situation(caller, date));
    const answer = (await calls[kind]?.(callers[role], args as never)) as RestAnswer;
    if (desk.status === 'refused') {
      const said = refusalOf(answer.body);
      expect(said.reason).toBe(desk.reason);
      // Of an address that names nothing a call says where to look for what there is.
      if (said.reason === 'not_found') return;
      expect(await saidBy(caller, ofItsOwnDay(said))).toEqual(await saidBy(counter, ofItsOwnDay(told(desk))));
      return;
    }
    const { bookingId, holdId } = { ...(args as { bookingId?: string; holdId?: string }), ...desk };
    const there = await witness.get(bookingId === undefined ? `/holds/${holdId}` : `/bookings/${bookingId}`);
    expect(await saidBy(caller, await seen(answer))).toEqual(await saidBy(counter, await seen(there)));
  });
});

test('every kind has a case that is committed', () => {
  for (const kind of commandKinds) expect(parityCases[kind].map(({ answer }) => (typeof answer === 'string' ? answer : answer.manager))).toContain('committed');
});

/** Reasons that have no case above but a test below: a program meets them in another way. */
const elsewhere: RefusalReason[] = ['actor_revoked', 'command_id_reused'];

test('every reason of the closed list is produced here: a new one needs a case', () => {
  const produced = new Set<string>(commandKinds.flatMap((kind) => parityCases[kind].flatMap(({ answer }) => (typeof answer === 'string' ? answer : Object.values(answer)))));
  expect(refusalReasons.filter((reason) => !produced.has(reason))).toEqual(elsewhere);
});

test('actor_revoked: who was removed may not act any more, at the desk by a refusal, as a program by not being let in', async () => {
  const { world } = counter;
  const gone = randomUUID();
  const put = (active: boolean) => database.admin.query('select gateway.put_staff($1, $2, $3)', [world.tenantNo, { id: gone, name: 'Gone', role: 'staff', active }, 'no pin']);
  await put(true);
  await put(false);
  const booking = () => ({ bookingId: randomUUID(), serviceId: world.services.hour, start: situation(counter, freshDay()).at('10:00'), resourceIds: [], customer: null });
  expect(await world.submit('create_booking', booking(), { actorId: gone })).toMatchObject({ status: 'refused', reason: 'actor_revoked' });
  const client = await program.client({ channel: 'desk' });
  await revokeApiKey(database.db, program.world.tenantNo, client.keyId);
  expect(await client.post('/commands/create_booking', booking())).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
});

test('command_id_reused: an id that was used for something else is refused, and nothing is stored', async () => {
  const [id, key] = [randomUUID(), randomUUID()];
  for (const [walls, status] of [['10:00', 200], ['12:00', 422]] as const) {
    const hour = ({ world }: RestWorld) => ({ bookingId: randomUUID(), serviceId: world.services.hour, start: `2027-12-30T${walls}:00Z`, resourceIds: [world.rooms[0]], customer: null });
    const desk = await atTheDesk('create_booking', hour(counter) as never, { id, actorId: staffIds.staff });
    const rest = await clients.staff.post('/commands/create_booking', hour(program), { key });
    expect(rest.status).toBe(status);
    if (status === 200) continue;
    // The desk minted the id, a program the key that it is made of: each is told of its own.
    expect([desk, (rest.body as ProblemBody).code]).toMatchObject([{ status: 'refused', reason: 'command_id_reused', version: 0 }, 'command_id_reused']);
  }
});
