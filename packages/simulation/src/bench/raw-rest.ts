import { randomUUID } from 'node:crypto';
import { RawConnection } from './raw-connection.ts';

/** An opening as REST tells it. */
export interface RestSlot {
  start: string;
  end: string;
  resources: string[];
}

interface RestOffer extends RestSlot {
  hold?: string;
}

/** What came of asking for time. */
export type RestTry =
  | { kind: 'held'; hold: string }
  | { kind: 'booked' }
  | { kind: 'refused'; code: string; alternatives: RestOffer[] };

/** A program with a key, on one connection: looks, holds, books and gives back. Rejects on what is neither done nor refused. */
export class RawRest {
  readonly #connection: RawConnection;

  constructor(origin: string, key: string) {
    this.#connection = new RawConnection(origin, { Authorization: `Bearer ${key}` });
  }

  async look(question: { location: string; service: string; from: string; to: string; limit: number }): Promise<RestSlot[]> {
    const { location, service, from, to, limit } = question;
    const { status, body } = await this.#connection.send(
      'GET',
      `/api/v1/availability?location=${location}&service=${service}&from=${from}&to=${to}&limit=${limit}`,
    );
    if (status !== 200) throw new Error(`HTTP ${status}: ${body}`);
    return (JSON.parse(body) as { slots: RestSlot[] }).slots;
  }

  /** Whichever resources are free. */
  hold(wanted: { location: string; service: string; start: string }): Promise<RestTry> {
    return this.#ask('/api/v1/holds', wanted);
  }

  /** Holds are confirmed; `wanted` is booked at once. */
  book(wanted: { hold: string } | { location: string; service: string; start: string; resources: string[] }, customer: { name: string; email?: string }): Promise<RestTry> {
    return this.#ask('/api/v1/bookings', { ...wanted, customer });
  }

  async release(hold: string): Promise<void> {
    const { status, body } = await this.#connection.send('DELETE', `/api/v1/holds/${hold}`, '', `Idempotency-Key: ${randomUUID()}\r\n`);
    if (status !== 200) throw new Error(`HTTP ${status}: ${body}`);
  }

  close(): void {
    this.#connection.close();
  }

  async #ask(path: string, wanted: object): Promise<RestTry> {
    const { status, body } = await this.#connection.send('POST', path, JSON.stringify(wanted), `Idempotency-Key: ${randomUUID()}\r\n`);
    const answer = JSON.parse(body) as { hold?: { id: string }; booking?: object; code?: string; alternatives?: RestOffer[] };
    if (status === 201 && answer.hold) return { kind: 'held', hold: answer.hold.id };
    if (status === 201) return { kind: 'booked' };
    if (status === 409 && answer.code) return { kind: 'refused', code: answer.code, alternatives: answer.alternatives ?? [] };
    throw new Error(`HTTP ${status}: ${body}`);
  }
}
