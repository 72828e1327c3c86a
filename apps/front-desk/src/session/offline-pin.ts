import type { DeviceStore, PinVerifier } from './device-store.ts';

/** OWASP's floor for PBKDF2-SHA256 is far above what four digits can gain; the device key is the real lock. */
const iterations = 210_000;
const saltBytes = 16;

const freeTries = 5;
const firstWaitMs = 30_000;
const longestWaitMs = 15 * 60_000;

export type OfflinePinAnswer =
  | { ok: true }
  | { ok: false; why: 'wrong_pin' | 'offline_first_time' }
  | { ok: false; why: 'too_many_tries'; retryAfterSeconds: number };

/**
 * Lets somebody who signed in here online before do so again without the server. A copied record is
 * useless: checking it takes a key that WebCrypto never gives out.
 */
export class OfflinePins {
  readonly #store: DeviceStore;
  readonly #now: () => number;

  constructor(store: DeviceStore, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /** After the server accepted this PIN. */
  async remember(staffId: string, pin: string): Promise<void> {
    const salt = crypto.getRandomValues(new Uint8Array(saltBytes));
    const verifier: PinVerifier = { salt, iterations, mac: await this.#mac(pin, salt, iterations) };
    await this.#store.put(`verifier:${staffId}`, verifier);
    await this.#store.delete(`tries:${staffId}`);
  }

  /** The server refused a PIN that works here: it was changed, and the old one stops working here too. */
  async forgetIfRefused(staffId: string, pin: string): Promise<void> {
    const verifier = await this.#store.get(`verifier:${staffId}`);
    if (verifier && (await this.#matches(pin, verifier))) await this.forget(staffId);
  }

  async forget(staffId: string): Promise<void> {
    await this.#store.delete(`verifier:${staffId}`);
  }

  async check(staffId: string, pin: string): Promise<OfflinePinAnswer> {
    const verifier = await this.#store.get(`verifier:${staffId}`);
    if (!verifier) return { ok: false, why: 'offline_first_time' };
    const tries = (await this.#store.get(`tries:${staffId}`)) ?? { wrong: 0, notBefore: 0 };
    const waitMs = tries.notBefore - this.#now();
    // A clock set back must not lock anybody out for longer than the longest wait.
    if (waitMs > 0 && waitMs <= longestWaitMs)
      return { ok: false, why: 'too_many_tries', retryAfterSeconds: Math.ceil(waitMs / 1_000) };
    // Counted before it is checked: closing the app in between gains no free try.
    const wrong = tries.wrong + 1;
    await this.#store.put(`tries:${staffId}`, { wrong, notBefore: this.#now() + waitAfter(wrong) });
    if (!(await this.#matches(pin, verifier))) return { ok: false, why: 'wrong_pin' };
    await this.#store.delete(`tries:${staffId}`);
    return { ok: true };
  }

  async #matches(pin: string, { salt, iterations: rounds, mac }: PinVerifier): Promise<boolean> {
    const key = await this.#deviceKey();
    return crypto.subtle.verify('HMAC', key, mac, await stretched(pin, salt, rounds));
  }

  async #mac(pin: string, salt: Uint8Array<ArrayBuffer>, rounds: number): Promise<Uint8Array<ArrayBuffer>> {
    const key = await this.#deviceKey();
    return new Uint8Array(await crypto.subtle.sign('HMAC', key, await stretched(pin, salt, rounds)));
  }

  async #deviceKey(): Promise<CryptoKey> {
    const known = await this.#store.get('deviceKey');
    if (known) return known;
    const fresh = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
    await this.#store.put('deviceKey', fresh);
    return fresh;
  }
}

function waitAfter(wrong: number): number {
  return wrong < freeTries ? 0 : Math.min(longestWaitMs, firstWaitMs * 2 ** (wrong - freeTries));
}

async function stretched(pin: string, salt: Uint8Array<ArrayBuffer>, rounds: number): Promise<ArrayBuffer> {
  const material = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, ['deriveBits']);
  return crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds }, material, 256);
}
