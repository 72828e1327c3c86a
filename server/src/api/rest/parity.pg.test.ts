import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandKinds, type CommandKind } from '@holdfast/protocol/commands';
import type { Alternative, Conflict, Outcome, SubmitAnswer } from '@holdfast/protocol/outcomes';
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts';
import { openTestTerminal } from '../../terminals/test-terminal.ts';
import { parityCases, situationOf, type ParityCase, type Situation } from './parity-cases.ts';
import { createRestWorld, type RestAnswer, type RestClient, type RestWorld } from './rest-world.ts';
import type { ProblemBody } from './schemas.ts';

/**
 * The desk in one world, a program in its twin: the same situation, the same command, the same answer. So no
 * rule stands in a transport, and none can be got around by taking another one.
 */
let database: TestDatabase;
let counter: RestWorld;
let program: RestWorld;
let cookie: string;
const roles = ['manager', 'staff'] as const;
const staffIds = { manager: '', staff: '' };
let clients: Record<(typeof roles)[number], RestClient>;
beforeAll(async () => {
  database = await createTestDatabase();
  counter = await createRestWorld(database);
  program = await createRestWorld(database);
  for (const role of roles) {
    staffIds[role] = randomUUID();
    await database.admin.query('select gateway.put_staff($1, $2, $3)', [counter.world.tenantNo, { id: staffIds[role], name: role, role }, 'no pin']);
  }
  cookie = await openTestTerminal(database.db, counter.world, Object.values(staffIds));
  clients = {
    manager: await program.client({ channel: 'desk', role: 'manager' }),
    staff: await program.client({ channel: 'desk', role: 'agent' }),
  };
});
afterAll(async () => {
  await counter.close();
  await program.close();
});

/** Each case has its own day, so that none stands in another's way. */
let day = Date.parse('2027-01-01T00:00:00Z');
const freshDay = (): string => new Date((day += 86_400_000)).toISOString().slice(0, 10);

const alter: Situation['alter'] = async (statement, values) => void (await database.admin.query(statement, values));

async function atTheDesk(kind: CommandKind, args: never, actorId: string): Promise<Outcome> {
  const command = counter.world.command(kind, args, { actorId });
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

/** What both answers say, in words that are the same in both worlds. */
interface Said {
  status: string;
  reason?: string;
  detail?: string;
  fields?: string[];
  conflicts?: string[];
  alternatives?: string[];
}

const time = (wire: string): string => new Date(wire).toISOString();
const place = ({ world }: RestWorld, id: string): string => `#${[...world.rooms, world.classRoom, world.doctor].indexOf(id)}`;

function saidAtTheDesk(outcome: Outcome): Said {
  if (outcome.status === 'committed') return { status: 'committed', fields: Object.keys(outcome).toSorted() };
  return {
    status: 'refused',
    reason: outcome.reason,
    detail: outcome.detail,
    conflicts: outcome.conflicts.map(({ start, end, resourceId, kind }: Conflict) => `${kind} ${place(counter, resourceId)} ${time(start)} ${time(end)}`),
    alternatives: outcome.alternatives.map(
      ({ start, end, resourceIds, holdId }: Alternative) => `${resourceIds.map((id) => place(counter, id)).join()} ${time(start)} ${time(end)} ${holdId ? 'held' : 'open'}`,
    ),
  };
}

function saidByRest(answer: RestAnswer): Said {
  if (answer.status === 200) return { status: 'committed', fields: Object.keys((answer.body as { outcome: object }).outcome).toSorted() };
  const { code, detail, conflicts = [], alternatives = [] } = answer.body as ProblemBody;
  return {
    status: 'refused',
    reason: code,
    detail,
    conflicts: conflicts.map(({ start, end, resource, kind }) => `${kind} ${place(program, resource)} ${time(start)} ${time(end)}`),
    alternatives: alternatives.map(
      ({ start, end, resources, hold }) => `${resources.map((id) => place(program, id)).join()} ${time(start)} ${time(end)} ${hold ? 'held' : 'open'}`,
    ),
  };
}

describe.each(commandKinds)('%s', (kind) => {
  const cases = parityCases[kind] as readonly ParityCase<CommandKind>[];
  test.each(cases.flatMap((each) => roles.map((role) => ({ ...each, role }))))('$name, by $role: $answer', async ({ answer, ask, role }) => {
    const date = freshDay();
    const desk = saidAtTheDesk(await atTheDesk(kind, (await ask(situationOf(counter.world, date, alter))) as never, staffIds[role]));
    const rest = saidByRest(await clients[role].post(`/commands/${kind}`, await ask(situationOf(program.world, date, alter))));
    expect(rest).toEqual(desk);
    const expected = typeof answer === 'string' ? answer : answer[role];
    expect(desk.reason ?? desk.status).toBe(expected);
  });
});

test('every kind has a case that is committed', () => {
  for (const kind of commandKinds) expect(parityCases[kind].map(({ answer }) => (typeof answer === 'string' ? answer : answer.manager))).toContain('committed');
});
