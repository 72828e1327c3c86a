import { beforeEach, describe, expect, test } from 'vitest';
import { ServerCallError, type ServerCalls } from '../api/server-calls.ts';
import type { Session, SignInAnswer } from '../desk.ts';
import { OutboxDb } from '../outbox/outbox-db.ts';
import { SimulatedBrowser } from '../testing/simulated-browser.ts';
import { locationId, staff, staffId } from '../testing/simulated-house.ts';
import { SimulatedTime } from '../testing/simulated-time.ts';
import { DeviceStore } from './device-store.ts';
import { OfflinePins } from './offline-pin.ts';
import { SessionKeeper } from './session-keeper.ts';

const enrolment = {
  terminalId: 't', terminalName: 'Front', tenantName: 'Harbour', locationId, locationName: 'Riverside', staff: [staff], revoked: false,
};

let now: number;
let online: boolean;
let pin: string;
let signedInAtServer: string | null;
let browser: SimulatedBrowser;
let store: DeviceStore;
let keeper: SessionKeeper;

const answer = <T>(value: () => T): Promise<T> =>
  online ? Promise.resolve(value()) : Promise.reject(new ServerCallError('transport', 'gone'));
const server: Pick<ServerCalls, 'whoAmI' | 'enrol' | 'signIn' | 'signOut' | 'mintCode'> = {
  whoAmI: () => answer(() => ({ enrolled: true, signedInStaffId: signedInAtServer, ...enrolment })),
  enrol: () => answer(() => ({ ok: true, terminalId: 't' })),
  signIn: (id, given) =>
    answer(() => {
      if (given !== pin) return { ok: false, why: 'wrong_pin' as const };
      signedInAtServer = id;
      return { ok: true as const };
    }),
  signOut: () => answer(() => void (signedInAtServer = null)),
  mintCode: () => answer(() => ({ code: 'CODE', expiresAt: '' })),
};

beforeEach(async () => {
  now = Date.parse('2026-11-21T12:00:00Z');
  online = true;
  pin = '1234';
  signedInAtServer = null;
  browser = new SimulatedBrowser(new SimulatedTime(now), () => 0.5);
  store = new DeviceStore(new OutboxDb(browser.openTab().platform));
  await store.put('enrolment', enrolment);
  keeper = await open();
});

async function open(): Promise<SessionKeeper> {
  const pins = new OfflinePins(store, () => now);
  const opened = new SessionKeeper(server, store, pins, { enrolled: () => {}, unenrolled: () => {}, enrolledNow: () => {}, changed: () => {} });
  await opened.load();
  return opened;
}

function signIn(given: string): Promise<SignInAnswer> {
  const session: Session = keeper.session.get();
  if (session.state !== 'locked') throw new Error(`The session is ${session.state}.`);
  return session.signIn(staffId, given);
}

async function signInThenLock(): Promise<void> {
  expect(await signIn('1234')).toEqual({ ok: true });
  const session = keeper.session.get();
  if (session.state === 'signed_in') session.lock();
}

describe('without the server', () => {
  test('nobody signs in who never did here', async () => {
    online = false;
    expect(await signIn('1234')).toEqual({ ok: false, why: 'offline_first_time' });
  });

  test('somebody who did switches by PIN, and by no other', async () => {
    await signInThenLock();
    online = false;
    expect(await signIn('4321')).toEqual({ ok: false, why: 'wrong_pin' });
    expect(await signIn('1234')).toEqual({ ok: true });
    expect(keeper.actor).toMatchObject({ id: staffId });
  });

  test('guessing is slowed down, also for the right PIN and after a restart', async () => {
    await signInThenLock();
    online = false;
    for (let tries = 0; tries < 5; tries++) expect(await signIn('0000')).toMatchObject({ why: 'wrong_pin' });
    keeper = await open();
    expect(await signIn('1234')).toEqual({ ok: false, why: 'too_many_tries', retryAfterSeconds: 30 });
    now += 30_000;
    expect(await signIn('1234')).toEqual({ ok: true });
  });

  test('what is stored cannot be checked without the key of this device', async () => {
    await signInThenLock();
    online = false;
    const key = await store.get('deviceKey');
    expect(key?.extractable).toBe(false);
    await store.delete('deviceKey');
    expect(await signIn('1234')).toEqual({ ok: false, why: 'wrong_pin' });
  });
});

describe('a PIN that was changed', () => {
  test('stops working here as soon as the server refused the old one', async () => {
    await signInThenLock();
    pin = '9999';
    expect(await signIn('1234')).toEqual({ ok: false, why: 'wrong_pin' });
    online = false;
    expect(await signIn('1234')).toEqual({ ok: false, why: 'offline_first_time' });
  });
});

describe('who is at the counter', () => {
  test('survives a reload without a network, and locking ends it', async () => {
    await signIn('1234');
    online = false;
    keeper = await open();
    expect(keeper.actor).toMatchObject({ id: staffId });
    const session = keeper.session.get();
    if (session.state === 'signed_in') session.lock();
    expect(keeper.session.get().state).toBe('locked');
  });

  test('after an offline switch the server is told to forget whoever it still knows', async () => {
    await signIn('1234');
    online = false;
    const session = keeper.session.get();
    if (session.state === 'signed_in') session.lock();
    await browser.time.settle();
    expect(signedInAtServer).toBe(staffId);
    online = true;
    await keeper.confirm();
    expect(signedInAtServer).toBeNull();
  });

  test('somebody who no longer works here is signed out and forgotten', async () => {
    await signIn('1234');
    await keeper.staffChanged([{ ...staff, active: false }]);
    expect(keeper.session.get()).toMatchObject({ state: 'locked', staff: [] });
    expect(await store.get(`verifier:${staffId}`)).toBeNull();
  });
});

describe('a terminal', () => {
  test('that was revoked asks to enrol again, also after a reload without a network', async () => {
    await keeper.revoked();
    online = false;
    keeper = await open();
    expect(keeper.session.get().state).toBe('unenrolled');
  });

  test('the server knows again is what it was', async () => {
    await keeper.revoked();
    await keeper.confirm();
    expect(keeper.session.get().state).toBe('locked');
  });
});

describe('a manager who vouches for one command', () => {
  const boss = { ...staff, id: '0190a000-0000-7000-8000-0000000000b0', name: 'Boss' };
  const vouch = async (given: string) => {
    const session = keeper.session.get();
    if (session.state !== 'signed_in') throw new Error(`The session is ${session.state}.`);
    return session.vouch(boss.id, given);
  };
  beforeEach(async () => {
    await store.put('enrolment', { ...enrolment, staff: [staff, boss] });
    keeper = await open();
    await signIn('1234');
  });

  test('changes nobody at the counter, and leaves no session of theirs behind', async () => {
    const answer = await vouch('1234');
    expect(answer).toMatchObject({ ok: true, approval: { staff: { id: boss.id } } });
    expect(keeper.actor).toMatchObject({ id: staffId });
    expect(signedInAtServer).toBeNull();
    if (answer.ok) expect(keeper.approver(answer.approval)).toBe(boss.id);
  });

  test('needs the PIN; without the server, one proved here before', async () => {
    expect(await vouch('4321')).toEqual({ ok: false, why: 'wrong_pin' });
    online = false;
    expect(await vouch('1234')).toEqual({ ok: false, why: 'offline_first_time' });
    online = true;
    expect(await vouch('1234')).toMatchObject({ ok: true });
    online = false;
    expect(await vouch('1234')).toMatchObject({ ok: true });
  });

  test('cannot be made up by a screen', () => {
    expect(() => keeper.approver({ staff: boss })).toThrow(/not given at this counter/);
  });
});
