import type { StaffRow } from '@holdfast/protocol/rows';
import { faultOf, type PinAnswer, type ServerCalls } from '../api/server-calls.ts';
import type { Approval, ExceptionPolicies, Session, SignInAnswer, VouchAnswer } from '../desk.ts';
import { Cell } from '../platform/readable.ts';
import type { DeviceStore, Enrolment, SignedIn } from './device-store.ts';
import type { OfflinePins } from './offline-pin.ts';

export interface SessionEvents {
  /** The terminal belongs to this location and may talk to the server. */
  enrolled(enrolment: Enrolment): void;
  /** Everything is held; nothing is lost. */
  unenrolled(): void;
  /** Enrolled by a person just now: the moment to ask for lasting storage. */
  enrolledNow(): void;
  /** Changed on disk: other tabs should look. */
  changed(): void;
}

type SessionServer = Pick<ServerCalls, 'whoAmI' | 'enrol' | 'signIn' | 'signOut' | 'mintCode'>;

/** What the server decides by when a business set nothing else; also until it has said. */
const strictest: ExceptionPolicies = { squeezeRole: 'manager', waiveRole: 'manager' };

/** Who this terminal is and who stands at it. Everything it says survives a reload without a network. */
export class SessionKeeper {
  readonly session = new Cell<Session>({ state: 'starting' });
  readonly #server: SessionServer;
  readonly #store: DeviceStore;
  readonly #pins: OfflinePins;
  readonly #events: SessionEvents;
  #enrolment: Enrolment | null = null;
  #signedIn: SignedIn | null = null;
  readonly #approvals = new WeakSet<Approval>();

  constructor(server: SessionServer, store: DeviceStore, pins: OfflinePins, events: SessionEvents) {
    this.#server = server;
    this.#store = store;
    this.#pins = pins;
    this.#events = events;
  }

  get enrolment(): Enrolment | null {
    return this.#enrolment;
  }

  get actor(): StaffRow | null {
    const session = this.session.get();
    return session.state === 'signed_in' ? session.actor : null;
  }

  /** Who a command with an approval is by. Throws for one that nobody gave here. */
  approver(approval: Approval): string {
    if (!this.#approvals.has(approval)) throw new Error('This approval was not given at this counter.');
    return approval.staff.id;
  }

  /** Reads what the device knows, without the network. A device that knows nothing stays `starting`. */
  async load(): Promise<void> {
    this.#enrolment = await this.#store.get('enrolment');
    this.#signedIn = await this.#store.get('signedIn');
    if (this.#enrolment) this.#show();
  }

  /** Asks the server who we are. Unreachable: what the device knows stands. */
  async confirm(): Promise<void> {
    try {
      await this.#payOwedSignOut();
      const answer = await this.#server.whoAmI();
      if (!answer.enrolled) {
        await this.revoked();
        return;
      }
      const { enrolled: _, signedInStaffId, ...known } = answer;
      await this.#enrolAs({ ...known, revoked: false });
      if (this.#signedIn?.online && signedInStaffId !== this.#signedIn.staffId)
        // Twelve hours are over: still the same person to us, but not to the server.
        await this.#signInAs({ ...this.#signedIn, online: false });
    } catch {
      if (!this.#enrolment) this.#show();
    }
  }

  /** The server answered 401: hold everything and ask to enrol again. */
  async revoked(): Promise<void> {
    if (this.#enrolment && !this.#enrolment.revoked) {
      this.#enrolment = { ...this.#enrolment, revoked: true };
      await this.#store.put('enrolment', this.#enrolment);
      this.#events.changed();
    }
    this.#show();
    this.#events.unenrolled();
  }

  /** The feed brought new staff rows: names, roles, and who no longer works here. */
  async staffChanged(staff: readonly StaffRow[]): Promise<void> {
    if (!this.#enrolment || staff === this.#enrolment.staff) return;
    const gone = this.#enrolment.staff.filter(({ id }) => !staff.some((each) => each.id === id && each.active));
    this.#enrolment = { ...this.#enrolment, staff: [...staff] };
    this.#show();
    await this.#store.put('enrolment', this.#enrolment);
    for (const { id } of gone) await this.#pins.forget(id);
  }

  #show(): void {
    const enrolment = this.#enrolment;
    if (!enrolment || enrolment.revoked) {
      this.session.set({ state: 'unenrolled', enrol: (code, name) => this.#enrol(code, name) });
      return;
    }
    const staff = enrolment.staff.filter(({ active }) => active);
    const actor = staff.find(({ id }) => id === this.#signedIn?.staffId);
    this.session.set(
      actor
        ? {
            state: 'signed_in',
            actor,
            terminalName: enrolment.terminalName,
            policies: enrolment.policies ?? strictest,
            lock: () => this.#lock(),
            vouch: (staffId, pin) => this.#vouch(staffId, pin),
            mintEnrolmentCode: () => this.#server.mintCode(),
          }
        : { state: 'locked', staff, signIn: (staffId, pin) => this.#signIn(staffId, pin) },
    );
  }

  async #enrol(code: string, terminalName: string): Promise<SignInAnswer> {
    try {
      const answer = await this.#server.enrol(code, terminalName);
      if (!answer.ok) return answer;
      const who = await this.#server.whoAmI();
      if (!who.enrolled) return { ok: false, why: 'unreachable' };
      const { enrolled: _, signedInStaffId: __, ...known } = who;
      await this.#forgetSignedIn();
      await this.#enrolAs({ ...known, revoked: false });
      this.#events.enrolledNow();
      return { ok: true };
    } catch {
      return { ok: false, why: 'unreachable' };
    }
  }

  async #signIn(staffId: string, pin: string): Promise<SignInAnswer> {
    let answer: PinAnswer;
    try {
      answer = await this.#server.signIn(staffId, pin);
    } catch (fault) {
      if (faultOf(fault) === 'not_enrolled') {
        await this.revoked();
        return { ok: false, why: 'unreachable' };
      }
      return this.#signInOffline(staffId, pin);
    }
    if (answer.ok) {
      await this.#store.delete('signOutOwed');
      await this.#pins.remember(staffId, pin);
      await this.#signInAs({ staffId, online: true });
      void this.#learnPolicies();
    } else if (answer.why === 'wrong_pin') await this.#pins.forgetIfRefused(staffId, pin);
    return answer;
  }

  /** Every change of person is a moment to hear what the business has set since; nobody waits for it. */
  async #learnPolicies(): Promise<void> {
    const answer = await this.#server.whoAmI().catch(() => null);
    if (!answer?.enrolled || !answer.policies || !this.#enrolment) return;
    this.#enrolment = { ...this.#enrolment, policies: answer.policies };
    this.#show();
    await this.#store.put('enrolment', this.#enrolment).catch(() => {
      // The disk is full: heard again at the next sign-in.
    });
  }

  /** Proves a PIN without changing who is at the counter. */
  async #vouch(staffId: string, pin: string): Promise<VouchAnswer> {
    const staff = this.#enrolment?.staff.find(({ id, active }) => id === staffId && active);
    if (!staff) return { ok: false, why: 'wrong_pin' };
    const answer = await this.#provePin(staffId, pin);
    if (!answer.ok) return answer;
    const approval: Approval = { staff };
    this.#approvals.add(approval);
    return { ok: true, approval };
  }

  async #provePin(staffId: string, pin: string): Promise<SignInAnswer> {
    let answer: PinAnswer;
    try {
      answer = await this.#server.signIn(staffId, pin);
    } catch {
      return this.#pins.check(staffId, pin);
    }
    if (!answer.ok) {
      if (answer.why === 'wrong_pin') await this.#pins.forgetIfRefused(staffId, pin);
      return answer;
    }
    await this.#pins.remember(staffId, pin);
    // The server took it for a change of person; its session must not stay behind when the manager walks off.
    await this.#store.put('signOutOwed', true);
    await this.#payOwedSignOut().catch(() => {
      // Offline again: paid when the server is back.
    });
    return answer;
  }

  async #signInOffline(staffId: string, pin: string): Promise<SignInAnswer> {
    const answer = await this.#pins.check(staffId, pin);
    if (answer.ok) {
      // The server's cookie may still be the person's before; it must not act for this one.
      await this.#store.put('signOutOwed', true);
      await this.#signInAs({ staffId, online: false });
    }
    return answer;
  }

  #lock(): void {
    this.#signedIn = null;
    this.#show();
    void this.#lockForGood();
  }

  async #lockForGood(): Promise<void> {
    await this.#store.put('signOutOwed', true);
    await this.#forgetSignedIn();
    this.#events.changed();
    await this.#payOwedSignOut().catch(() => {
      // Offline: paid when the server is back.
    });
  }

  async #payOwedSignOut(): Promise<void> {
    if (!(await this.#store.get('signOutOwed'))) return;
    await this.#server.signOut();
    await this.#store.delete('signOutOwed');
  }

  async #enrolAs(enrolment: Enrolment): Promise<void> {
    await this.#store.put('enrolment', enrolment);
    this.#enrolment = enrolment;
    this.#show();
    this.#events.changed();
    this.#events.enrolled(enrolment);
  }

  async #signInAs(signedIn: SignedIn): Promise<void> {
    await this.#store.put('signedIn', signedIn);
    this.#signedIn = signedIn;
    this.#show();
    this.#events.changed();
  }

  async #forgetSignedIn(): Promise<void> {
    this.#signedIn = null;
    await this.#store.delete('signedIn');
  }
}
