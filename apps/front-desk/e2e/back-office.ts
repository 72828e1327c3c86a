import type { ServerProcess } from './server-process.ts';

export interface Person {
  id: string;
  name: string;
  role: 'staff' | 'manager';
  pin: string;
}

interface Welcome {
  /** Enrols the first terminal. */
  code: string;
  /** PINs of the demo staff, by name. */
  pins: ReadonlyMap<string, string>;
}

/**
 * A terminal without a screen, signed in as a manager: makes the codes that tests enrol their browsers
 * with, over the same calls that the desk makes.
 */
export class BackOffice {
  readonly #server: ServerProcess;
  readonly #cookies = new Map<string, string>();
  readonly people: readonly Person[];

  private constructor(server: ServerProcess, people: readonly Person[]) {
    this.#server = server;
    this.people = people;
  }

  static async open(server: ServerProcess): Promise<BackOffice> {
    const { code, pins } = readWelcome(server.output);
    const enrolling = new BackOffice(server, []);
    await enrolling.#call('terminals.enrol', { code, name: 'Back office' });
    const known = await enrolling.#ask<{ staff: Omit<Person, 'pin'>[] }>('session.whoAmI');
    const people = known.staff.flatMap(({ id, name, role }) => {
      const pin = pins.get(name);
      return pin === undefined ? [] : [{ id, name, role, pin }];
    });
    const office = new BackOffice(server, people);
    for (const [name, value] of enrolling.#cookies) office.#cookies.set(name, value);
    const { id, pin } = office.manager;
    const signedIn = await office.#call<{ ok: boolean }>('session.signIn', { staffId: id, pin });
    if (!signedIn.ok) throw new Error(`The demo PIN of ${office.manager.name} was not accepted.`);
    return office;
  }

  get manager(): Person {
    return this.#person('manager');
  }

  get receptionist(): Person {
    return this.#person('staff');
  }

  /** A code for one more terminal. */
  async mintCode(): Promise<string> {
    return (await this.#call<{ code: string }>('terminals.mintCode')).code;
  }

  #person(role: Person['role']): Person {
    const person = this.people.find((one) => one.role === role);
    if (person === undefined) throw new Error(`The demo has no ${role} with a PIN.`);
    return person;
  }

  #ask<T>(path: string): Promise<T> {
    return this.#request(path, { method: 'GET' });
  }

  #call<T>(path: string, input: object = {}): Promise<T> {
    return this.#request(path, { method: 'POST', body: JSON.stringify(input) });
  }

  async #request<T>(path: string, init: RequestInit): Promise<T> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(`${this.#server.url}/trpc/${path}`, {
      ...init,
      headers: { 'Content-Type': 'application/json', cookie },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.#cookies.set(name, value);
    }
    const body = (await answer.json()) as { result?: { data: T } };
    if (!answer.ok || body.result === undefined)
      throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(body)}`);
    return body.result.data;
  }
}

/** What `start` tells whoever looks at the console. */
function readWelcome(output: string): Welcome {
  const code = /\bcode\b[^\n]*?\b([A-Z0-9]{4}-?[A-Z0-9]{4})\b/i.exec(output)?.[1];
  if (code === undefined) throw new Error(`The server printed no enrolment code:\n${output}`);
  const pins = [...output.matchAll(/^\s*(\p{L}[\p{L} .'-]*?)\s{2,}.*?\bPIN\s+(\d{4,8})\b/gmu)];
  return { code, pins: new Map(pins.map(([, name = '', pin = '']) => [name.trim(), pin])) };
}
