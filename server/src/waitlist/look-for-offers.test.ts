import { toWire } from '@holdfast/domain/instant';
import type { Command, CommandOf } from '@holdfast/protocol/commands';
import { expect, test } from 'vitest';
import { mintTenantNo } from '../access/scope.ts';
import { at, catalogueOf, hourService, resource } from '../availability/test-catalogue.ts';
import type { LiveClaim } from '../availability/claim-sql.ts';
import { lookForOffers, type OfferingNode } from './look-for-offers.ts';
import { offerFreedTime } from './offering-job.ts';
import { offerHold, waiting } from './test-waiting.ts';
import type { WaitingEntry } from './waitlist-sql.ts';

/** The job and its looks on a node in memory: what it asks for, sends and remembers. */

interface NodeInMemory {
  list?: readonly WaitingEntry[];
  claims?: readonly LiveClaim[];
  /** Lists that are due, handed out once each. */
  due?: readonly { tenantNo: number; locationId: string }[];
  waitlist?: 'in_order' | 'all';
  underWay?: ReturnType<typeof offerHold>[];
  /** Null: the location has no feed. */
  head?: number | null;
  resources?: number;
  gateway?: (command: Command) => 'committed' | 'refused';
}

const tenantNo = mintTenantNo(4);
const here = { tenantNo, locationId: 'here' };
const running = new AbortController().signal;
const refusal = { status: 'refused', reason: 'slot_taken', detail: 'Somebody was faster.', conflicts: [], alternatives: [], version: 0 } as const;

/** The calendar of two rooms at eight o'clock; every answer of its gateway is there when it looks again. */
function nodeOf({ list = [], claims = [], due = [], waitlist = 'in_order', underWay = [], head = 7, resources = 2, gateway = () => 'committed' }: NodeInMemory) {
  const sent: Command[] = [];
  const asked: { name: string; values: readonly unknown[] }[] = [];
  const gone = new Set<string>();
  const left = [...due];
  const { location, resources: rooms, services } = catalogueOf(Array.from({ length: resources }, (_, index) => resource(index + 1)), { services: [hourService] });
  const answers: Record<string, () => readonly object[]> = {
    'next-waitlist': () => left.splice(0, 1),
    'waitlist-looked': () => [],
    'heads-before-look': () => (head === null ? [] : [{ head, elsewhere: { branch: 4 } }]),
    'the catalogue': () => [{ version: 3, location, settings: { waitlist }, resources: [...rooms.values()], services: [...services.values()], staff: [], elsewhere: [] }],
    'read-waiting': () => list.filter(({ row }) => !gone.has(row.id)),
    'read-offers-under-way': () => underWay,
    'read-claims': () => claims,
  };
  const client = {
    async query(query: string | { name: string; values: readonly unknown[] }, given: readonly unknown[] = []) {
      const { name, values } = typeof query === 'string' ? { name: 'the catalogue', values: given } : query;
      const answer = answers[name];
      if (!answer) throw new Error(`Nobody expected ${name}`);
      asked.push({ name, values });
      return { rows: answer() };
    },
  };
  const withClient = (_: unknown, work: (on: typeof client) => unknown) => work(client);
  const node = {
    now: () => at(8),
    db: { pool: client, readAs: withClient, readOnce: withClient },
    gateway: {
      async submit(submitter: unknown, command: Command) {
        expect(submitter).toEqual({ ...here, terminalId: null, outboxId: null });
        sent.push(command);
        if (gateway(command) === 'refused') return refusal;
        gone.add((command.args as { entryId: string }).entryId);
        return { status: 'committed', version: 1 };
      },
    },
  } as unknown as OfferingNode;
  const valuesOf = (name: string) => asked.filter((each) => each.name === name).map(({ values }) => values);
  return { node, sent, asked, valuesOf };
}

const offers = (sent: readonly Command[]) =>
  sent.filter((command): command is CommandOf<'offer_waitlist'> => command.kind === 'offer_waitlist');
const toWhom = (sent: readonly Command[]) => sent.map((command) => `${command.kind} ${(command.args as { entryId: string }).entryId}`);
const untilTen = { to: toWire(at(10)) };

test('each of those who wait is sent an offer, as the list itself, and the look says up to where it looked', async () => {
  const { node, sent, valuesOf } = nodeOf({ list: [waiting('a'), waiting('b')] });
  expect(await lookForOffers(node, here, running)).toEqual({ head: 7, elsewhere: { branch: 4 }, catalogueVersion: 3 });
  expect(toWhom(sent)).toEqual(['offer_waitlist a', 'offer_waitlist b']);
  expect(sent[0]).toMatchObject({
    seq: 1, locationId: 'here', actorId: '0190b6f2-5a00-7000-8000-77616974696e', channel: 'api', sawVersion: 7, tappedAt: toWire(at(8)),
    args: { entryId: 'a', start: toWire(at(9)), resourceIds: ['r1'] },
  });
  expect(valuesOf('heads-before-look')[0]).toEqual([tenantNo, 'here']);
  // In order, nobody joins an offer: it isn't even asked for.
  expect(valuesOf('read-offers-under-way')).toEqual([]);
});

test('who was refused a start is tried at the next one, and never twice at one', async () => {
  const { node, sent } = nodeOf({ list: [waiting('a', { to: toWire(at(12)) })], gateway: () => 'refused' });
  expect(await lookForOffers(node, here, running)).toMatchObject({ head: 7 });
  expect(offers(sent).map(({ args }) => args.start)).toEqual([9, 10, 11].map((hour) => toWire(at(hour))));
});

test('a look stops after a hundred openings: what is left is for the next', async () => {
  const { node, sent } = nodeOf({ list: [waiting('a', { to: toWire(at(24 * 30)) })], gateway: () => 'refused' });
  expect(await lookForOffers(node, here, running)).toBeNull();
  expect(new Set(offers(sent).map(({ args }) => args.start)).size).toBe(100);
  expect(sent).toHaveLength(100);
});

test('whose window is over is taken off, at its very end, and offered nothing', async () => {
  const { node, sent } = nodeOf({ list: [waiting('past', { from: toWire(at(6)), to: toWire(at(8)) }), waiting('a')] });
  await lookForOffers(node, here, running);
  expect(toWhom(sent)).toEqual(['leave_waitlist past', 'offer_waitlist a']);
});

test('one decision has one id; another, or the same in another state of the location, has another', async () => {
  const idsAt = async (head: number, name = 'a') => {
    const { node, sent } = nodeOf({ list: [waiting(name)], head });
    await lookForOffers(node, here, running);
    return offers(sent).flatMap(({ id, args }) => [id, args.holdId]);
  };
  const first = await idsAt(7);
  expect(await idsAt(7)).toEqual(first);
  expect(new Set([...first, ...(await idsAt(8)), ...(await idsAt(7, 'b'))]).size).toBe(6);
});

test('to all: the first who can be offered it opens it for the others, under one hold', async () => {
  const list = [waiting('a', untilTen), waiting('b', untilTen), waiting('c', untilTen)];
  const { node, sent } = nodeOf({ list, resources: 1, waitlist: 'all', gateway: ({ args }) => ((args as { entryId: string }).entryId === 'a' ? 'refused' : 'committed') });
  await lookForOffers(node, here, running);
  expect(toWhom(sent)).toEqual(['offer_waitlist a', 'offer_waitlist b', 'offer_waitlist c']);
  const [a, b, c] = offers(sent).map(({ args }) => args.holdId);
  expect(c).toBe(b);
  expect(b).not.toBe(a);
});

test('to all: whoever comes later joins the offer that is under way', async () => {
  const { node, sent } = nodeOf({ list: [waiting('late')], waitlist: 'all', underWay: [offerHold('h-1')] });
  await lookForOffers(node, here, running);
  expect(offers(sent).map(({ args }) => args)).toEqual([{ entryId: 'late', holdId: 'h-1', start: toWire(at(10)), resourceIds: ['r1'] }]);
});

test('told to stop, or without a feed to look at, it sends nothing and answers nothing', async () => {
  const stopped = nodeOf({ list: [waiting('a')], due: [here] });
  expect(await lookForOffers(stopped.node, here, AbortSignal.abort())).toBeNull();
  await offerFreedTime(stopped.node, AbortSignal.abort());
  expect(stopped.asked).toEqual([]);
  const unknown = nodeOf({ list: [waiting('a')], head: null });
  expect(await lookForOffers(unknown.node, here, running)).toBeNull();
  expect([...stopped.sent, ...unknown.sent]).toEqual([]);
});

test('the job goes through every list that is due, one after the other, and notes how far each was looked through', async () => {
  const { node, sent, asked, valuesOf } = nodeOf({ list: [waiting('a')], due: [here, { tenantNo, locationId: 'there' }] });
  await offerFreedTime(node, running);
  expect(toWhom(sent)).toEqual(['offer_waitlist a']);
  expect(valuesOf('next-waitlist')).toEqual(Array(3).fill([at(8), 10]));
  expect(valuesOf('waitlist-looked')).toEqual([[tenantNo, 'here', 7, 3, { branch: 4 }], [tenantNo, 'there', 7, 3, { branch: 4 }]]);
  expect(asked.map(({ name }) => name).filter((name) => name.includes('waitlist'))).toEqual([
    'next-waitlist', 'waitlist-looked', 'next-waitlist', 'waitlist-looked', 'next-waitlist',
  ]);
});

test('a look that had enough, or that failed, leaves its list due', async () => {
  const enough = nodeOf({ head: null, due: [here] });
  await offerFreedTime(enough.node, running);
  expect(enough.valuesOf('waitlist-looked')).toEqual([[tenantNo, 'here', null, null, null]]);
  const broken = nodeOf({
    list: [waiting('a')],
    due: [here, here],
    gateway: () => {
      throw new Error('the line went down');
    },
  });
  await expect(offerFreedTime(broken.node, running)).rejects.toThrow('the line went down');
  expect(broken.valuesOf('waitlist-looked')).toEqual([[tenantNo, 'here', null, null, null]]);
});
