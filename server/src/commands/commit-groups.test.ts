import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { TenantNo } from '../access/scope.ts';
import type { Behind, Database } from '../db/database.ts';
import { CommitGroups } from './commit-groups.ts';
import type { Plan } from './plan.ts';

// Who goes when, and with whom, by a database that answers when it is told to. Each is called after its location: `a1`
// is the first at `a`.

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

const one = 1 as TenantNo;
const other = 2 as TenantNo;
const names = (location: string, count: number): string[] => Array.from({ length: count }, (_, index) => `${location}${index + 1}`);
const locationOf = (name: string): string => name.slice(0, 1);
const raised = { raised: 'HF001', constraint: '' };

function desk(groupsOn = (db: Database): CommitGroups => new CommitGroups(db)) {
  /** What was sent, in this order. */
  const calls: string[] = [];
  /** Of those who had a connection to themselves. */
  const byThemselves: string[] = [];
  /** Who was told what, in this order. */
  const heard: string[] = [];
  const underWay = new Map<string, PromiseWithResolvers<unknown>>();
  const send = (call: string): Promise<unknown> => {
    const answer = Promise.withResolvers<unknown>();
    calls.push(call);
    underWay.set(call, answer);
    return answer.promise;
  };
  const db = {
    query({ name, values }: { name: string; values: [unknown, string] }, where?: Behind) {
      if (name !== 'apply_each') {
        const { id } = (JSON.parse(values[1]) as Plan).command;
        if (!where) byThemselves.push(id);
        return send(`alone ${id}`);
      }
      const group = JSON.parse(String(values[0])) as { plan: Plan }[];
      return send(`together ${group.map(({ plan }) => plan.command.id).join(' ')}`);
    },
    lockLocation: async (_: TenantNo, locationId: string, work: (connection: string) => Promise<unknown>) => {
      await send(`lock ${locationId}`);
      return work('the connection');
    },
  } as unknown as Database;
  const groups = groupsOn(db);
  const listen = (name: string, answer: Promise<unknown>): void =>
    void answer.then(
      (outcome) => heard.push(typeof outcome === 'string' ? `${name} ${outcome}` : `${name} ${(outcome as { of: string }).of}`),
      (fault: Error) => heard.push(`${name} ${fault.message}`),
    );
  const answered = async (call: string, settle: (answer: PromiseWithResolvers<unknown>) => void): Promise<void> => {
    const answer = underWay.get(call);
    if (!answer) throw new Error(`Not under way: ${call}`);
    underWay.delete(call);
    settle(answer);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    groups,
    calls,
    byThemselves,
    heard,
    apply(name: string, parts: object = {}, tenantNo = one): void {
      const plan = { locationId: locationOf(name), catalogueVersion: 1, command: { id: name }, outcome: { status: 'committed' }, ...parts };
      listen(name, groups.apply(tenantNo, plan as unknown as Plan));
    },
    lock(name: string, run: (connection: unknown) => Promise<unknown> = async () => 'done'): void {
      listen(name, groups.locked({ tenantNo: one, locationId: locationOf(name), run }));
    },
    /** Each of a call is answered with its own name, unless told otherwise. */
    answer: (call: string, otherwise: Record<string, unknown> = {}) =>
      answered(call, ({ resolve }) => {
        const [how, ...group] = call.split(' ');
        const outcomes = group.map((name) => (name in otherwise ? otherwise[name] : { of: name }));
        resolve({ rows: [how === 'together' ? { outcomes } : { outcome: outcomes[0] }] });
      }),
    fail: (call: string, fault: string | Error) => answered(call, ({ reject }) => reject(typeof fault === 'string' ? new Error(fault) : fault)),
  };
}

/** Three calls are under way, `x1`, `y1` and `z1`. */
function busyDesk() {
  const side = desk();
  for (const name of ['x1', 'y1', 'z1']) side.apply(name);
  expect(side.calls.splice(0)).toEqual(['alone x1', 'alone y1', 'alone z1']);
  return side;
}

describe('one location', () => {
  test('is written to in the order they came, by one at a time, whatever they need', async () => {
    const side = desk();
    side.apply('a1');
    side.lock('a2');
    side.apply('a3');
    side.apply('a4', { messages: [] });
    side.apply('a5');
    side.apply('b1');
    expect(side.calls).toEqual(['alone a1', 'alone b1']);
    for (const call of ['alone a1', 'lock a', 'alone a3', 'alone a4', 'alone a5']) await side.answer(call);
    expect(side.calls).toEqual(['alone a1', 'alone b1', 'lock a', 'alone a3', 'alone a4', 'alone a5']);
    expect(side.heard).toEqual(['a1 a1', 'a2 done', 'a3 a3', 'a4 a4', 'a5 a5']);
  });

  test('is another one than that of another business by the same id', () => {
    const side = desk();
    side.apply('a1');
    side.apply('a2', {}, other);
    expect(side.calls).toEqual(['alone a1', 'alone a2']);
  });

  test('is free again after what failed, under the lock as without', async () => {
    const side = desk();
    side.lock('a1', async (connection) => connection);
    side.lock('a2', () => Promise.reject(new Error('Broken')));
    side.apply('a3');
    await side.answer('lock a');
    await side.answer('lock a');
    side.apply('a4');
    await side.fail('alone a3', 'Lost');
    await side.answer('alone a4');
    expect(side.heard).toEqual(['a1 the connection', 'a2 Broken', 'a3 Lost', 'a4 a4']);
    expect(side.groups.counts).toEqual({ together: 0, notHad: 0, apart: 0 });
  });

  test('has its next on the way before anybody hears of the one before', async () => {
    const side = desk();
    side.apply('a1');
    const sent = side.groups.apply(one, { locationId: 'b', command: { id: 'b1' }, outcome: {} } as unknown as Plan).then(() => [...side.calls]);
    side.apply('b2');
    await side.answer('alone b1');
    expect(await sent).toEqual(['alone a1', 'alone b1', 'alone b2']);
  });
});

describe('what waits', () => {
  test('goes eight by eight, three calls at once', async () => {
    const side = busyDesk();
    const group = ['a1', 'b1', 'c1', 'd1', 'e1', 'f1', 'g1', 'h1'];
    for (const name of [...group, 'i1', 'j1']) side.apply(name);
    expect(side.calls).toEqual([]);
    await side.answer('alone y1');
    await side.answer('alone x1');
    expect(side.calls).toEqual([`together ${group.join(' ')}`, 'together i1 j1']);
    await side.answer('together i1 j1', { i1: raised });
    await side.answer(`together ${group.join(' ')}`);
    expect(side.heard).toEqual(['y1 y1', 'x1 x1', 'i1 taken', 'j1 j1', ...group.map((name) => `${name} ${name}`)]);
    expect(side.groups.counts).toEqual({ together: 2, notHad: 1, apart: 0 });
  });

  test('at a location of the group goes along, 32 at most, up to the first that asks for more', async () => {
    const side = busyDesk();
    for (const name of names('a', 40)) side.apply(name);
    side.apply('b1');
    await side.answer('alone x1');
    const [first, rest] = [names('a', 40).slice(0, 32), names('a', 40).slice(32)];
    expect(side.calls).toEqual([`together ${first.join(' ')}`]);
    // Only one of b fits beside the others that are left.
    await side.answer('alone y1');
    expect(side.calls.slice(1)).toEqual(['alone b1']);
    await side.answer(`together ${first.join(' ')}`);
    expect(side.calls.slice(2)).toEqual([`together ${rest.join(' ')}`]);
  });

  test.each([
    ['what gives back time', { releaseOwners: [] }],
    ['what blocks time', { block: {} }],
    ['what extends a hold', { extendHold: {} }],
  ])('goes along up to %s, behind which nobody overtakes', async (_, parts) => {
    const side = busyDesk();
    for (const name of names('a', 9)) side.apply(name);
    side.apply('a10', parts);
    side.apply('a11');
    side.apply('b1');
    await side.answer('alone x1');
    expect(side.calls).toEqual([`together ${names('a', 9).join(' ')}`]);
  });

  test.each([
    ['a refusal', { candidates: [], restsOn: [] }],
    ['a booking', { claims: [], customer: {}, bookings: [{}], tellsRow: true, overUndo: true }],
    ['a hold', { holds: [], claims: [] }],
    ['a hold that becomes a booking', { convert: {}, closeHolds: [], settlesRefusal: '', bookings: [{}] }],
  ])('goes along beyond eight where it is %s', async (_, parts) => {
    const side = busyDesk();
    for (const name of names('a', 8)) side.apply(name);
    side.apply('a9', parts);
    side.apply('b1');
    await side.answer('alone x1');
    expect(side.calls).toEqual([`together ${names('a', 9).join(' ')}`]);
  });

  test('of those that ask for more eight go together all the same', async () => {
    const side = busyDesk();
    for (const name of names('a', 9)) side.apply(name, { releaseOwners: [] });
    await side.answer('alone x1');
    expect(side.calls).toEqual([`together ${names('a', 8).join(' ')}`]);
  });

  test.each([
    ['a series', { series: {} }],
    ['a waitlist', { waitlist: [] }],
    ['messages', { messages: [] }],
    ['a customer as they were', { restoreCustomer: {} }],
    ['several bookings', { bookings: [{}, {}] }],
    ['a visit that counts', { bookings: [{ countFor: 'visits' }] }],
    ['a visit that counts for somebody else', { bookings: [{ recount: 'visits' }] }],
  ])('does not wait for a call where it would lock more: %s', async (_, parts) => {
    const side = busyDesk();
    side.apply('a1', parts);
    side.apply('b1');
    expect(side.calls).toEqual(['alone a1']);
    await side.answer('alone a1');
    expect(side.heard).toEqual(['a1 a1']);
    expect(side.calls).toEqual(['alone a1']);
  });

  test('goes each in a transaction of its own, six at once, where nothing is written together', async () => {
    const side = desk((db) => CommitGroups.single(db));
    for (const name of [...names('a', 2), 'b1', 'c1', 'd1', 'e1', 'f1', 'g1', 'h1']) side.apply(name);
    expect(side.calls).toEqual(['alone a1', 'alone b1', 'alone c1', 'alone d1', 'alone e1', 'alone f1']);
    await side.answer('alone a1');
    expect(side.calls.slice(6)).toEqual(['alone a2']);
    await side.answer('alone b1');
    expect(side.calls.slice(7)).toEqual(['alone g1']);
  });
});

describe('a group', () => {
  test('that fails is written one by one, before what came later, each with its own answer', async () => {
    const side = busyDesk();
    for (const name of ['a1', 'a2', 'b1']) side.apply(name);
    await side.answer('alone x1');
    side.apply('b2');
    await side.fail('together a1 a2 b1', 'Lost');
    expect(side.calls).toEqual(['together a1 a2 b1', 'alone a1']);
    await side.fail('alone a1', 'Lost again');
    await side.answer('alone y1');
    expect(side.calls.slice(2)).toEqual(['alone a2', 'alone b1']);
    await side.answer('alone b1');
    expect(side.calls.slice(4)).toEqual(['alone b2']);
    await side.answer('alone a2');
    expect(side.heard).toEqual(['x1 x1', 'a1 Lost again', 'y1 y1', 'b1 b1', 'a2 a2']);
    expect(side.groups.counts).toEqual({ together: 0, notHad: 0, apart: 1 });
  });

  test('leaves out whose location another node holds: they go by themselves, in their order', async () => {
    const side = busyDesk();
    for (const name of ['a1', 'b1', 'a2']) side.apply(name);
    await side.answer('alone x1');
    side.apply('a3');
    await side.answer('together a1 b1 a2', { a1: null, a2: null });
    expect(side.heard).toEqual(['x1 x1', 'b1 b1']);
    expect(side.calls.slice(1)).toEqual(['alone a1']);
    await side.answer('alone a1');
    expect(side.calls.slice(2)).toEqual(['alone a2']);
    await side.answer('alone a2');
    expect(side.calls.slice(3)).toEqual(['alone a3']);
    expect(side.groups.counts).toEqual({ together: 1, notHad: 0, apart: 0 });
  });
});

describe('one that comes alone', () => {
  const isHeld = Object.assign(new pg.DatabaseError('Held', 0, 'error'), { code: '55P03' });

  test('lies behind others, and waits by itself when somebody else holds its location: first in its order, and once', async () => {
    const side = desk();
    side.apply('a1');
    side.apply('a2');
    expect(side.byThemselves).toEqual([]);
    await side.fail('alone a1', isHeld);
    expect([side.calls, side.byThemselves]).toEqual([['alone a1', 'alone a1'], ['a1']]);
    await side.fail('alone a1', isHeld);
    expect(side.heard).toEqual(['a1 Held']);
    expect([side.calls.slice(2), side.byThemselves]).toEqual([['alone a2'], ['a1']]);
  });

  test('is told at once what else went wrong', async () => {
    const side = desk();
    side.apply('a1');
    await side.fail('alone a1', 'Lost');
    expect([side.heard, side.calls]).toEqual([['a1 Lost'], ['alone a1']]);
  });
});

describe('a call that takes longer than a busy database does', () => {
  test('lets the next past, as many as may be under way and no more', async () => {
    const side = busyDesk();
    for (const location of 'abcdefg') side.apply(`${location}1`, { claims: [] });
    vi.advanceTimersByTime(99);
    expect(side.calls).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(side.calls).toEqual(['together a1 b1 c1 d1 e1 f1 g1']);
    side.apply('h1');
    side.apply('i1');
    side.apply('j1');
    expect(side.calls.slice(1)).toEqual(['alone h1', 'alone i1']);
    // Those are three again; while the first three are stuck, nobody is let past any more.
    vi.advanceTimersByTime(1000);
    expect(side.calls.slice(3)).toEqual([]);
  });

  test('makes room when it returns: for another that takes long, not for one more call', async () => {
    const side = busyDesk();
    vi.advanceTimersByTime(100);
    for (const location of 'abcd') side.apply(`${location}1`);
    expect(side.calls).toEqual(['alone a1', 'alone b1', 'alone c1']);
    await side.answer('alone x1');
    expect(side.calls).toHaveLength(3);
    vi.advanceTimersByTime(100);
    expect(side.calls.slice(3)).toEqual(['alone d1']);
  });

  test('that returned in time makes no room later', async () => {
    const side = busyDesk();
    await side.answer('alone x1');
    side.apply('a1');
    for (const location of 'bc') side.apply(`${location}1`);
    vi.advanceTimersByTime(99);
    await side.answer('alone y1');
    expect(side.calls).toEqual(['alone a1', 'together b1 c1']);
    // Those of z1 and a1 take too long, which makes room for two.
    vi.advanceTimersByTime(1);
    for (const location of 'def') side.apply(`${location}1`);
    expect(side.calls.slice(2)).toEqual(['alone d1', 'alone e1']);
  });
});
