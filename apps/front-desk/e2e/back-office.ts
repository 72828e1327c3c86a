import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Command, CommandArgs, CommandKind } from '@holdfast/protocol/commands';
import type { Outcome, SubmitAnswer } from '@holdfast/protocol/outcomes';
import { protocolVersion } from '@holdfast/protocol/protocol-version';
import type pg from 'pg';
import { planHouse, type House, type HouseWish } from './house.ts';
import { connectAsOwner } from './owner-database.ts';
import type { ServerProcess } from './server-process.ts';

export interface Person {
  id: string;
  name: string;
  role: 'staff' | 'manager';
  pin: string;
}

export interface SlotWish {
  room: string;
  /** Wall time at the house. */
  from: string;
  who: string;
  phone?: string;
  notes?: string;
  /** An hour of the room when nothing else is named. */
  service?: string;
  people?: number;
  /** Known already. */
  customerId?: string;
  /** Days from today. */
  day?: number;
}

const terminalCookie = 'holdfast_terminal';

/**
 * What happens away from the counter a test looks at: houses are set up, devices enrolled, and colleagues
 * book. Settings go in as the owner of the database; bookings through the gateway like everybody's.
 */
export class BackOffice {
  readonly #server: ServerProcess;
  readonly #owner: pg.Client;
  readonly #tenantNo: number;
  readonly people: readonly Person[];
  readonly #terminals = new Map<string, { cookie: string; outboxId: string; seq: number }>();

  private constructor(server: ServerProcess, owner: pg.Client, tenantNo: number, people: readonly Person[]) {
    this.#server = server;
    this.#owner = owner;
    this.#tenantNo = tenantNo;
    this.people = people;
  }

  static async open(server: ServerProcess): Promise<BackOffice> {
    const pins = server.welcome.staff;
    const owner = await connectAsOwner(server.dataFolder);
    const { rows } = await owner.query<Omit<Person, 'pin'> & { tenantNo: string }>(
      'select staff_id as id, name, role, tenant_no as "tenantNo" from staff where active order by name',
    );
    const people = rows.flatMap(({ id, name, role }) => {
      const pin = pins.find((known) => known.name === name)?.pin;
      return pin === undefined ? [] : [{ id, name, role, pin }];
    });
    return new BackOffice(server, owner, Number(rows[0]?.tenantNo), people);
  }

  async close(): Promise<void> {
    await this.#owner.end();
  }

  get manager(): Person {
    return this.#first('manager', 0);
  }

  get receptionist(): Person {
    return this.#first('staff', 0);
  }

  get colleague(): Person {
    return this.#first('staff', 1);
  }

  async openHouse(name: string, wish: HouseWish = {}): Promise<House> {
    const house = planHouse(name, wish);
    const { location, rooms, services } = house;
    await this.#owner.query('select gateway.put_location($1, $2)', [this.#tenantNo, location]);
    for (const room of rooms) await this.#owner.query('select gateway.put_resource($1, $2, $3)', [this.#tenantNo, location.id, room]);
    for (const service of services) await this.#owner.query('select gateway.put_service($1, $2, $3)', [this.#tenantNo, location.id, service]);
    return house;
  }

  /**
   * The cookie of one more enrolled device. Not over HTTP: one address may try only ten codes a minute,
   * and a whole run of tests is one address.
   */
  async enrolTerminal(house: House, name: string): Promise<{ name: string; value: string; url: string; expires: number }> {
    const value = randomBytes(32).toString('base64url');
    const codeHash = randomBytes(32);
    await this.#owner.query('select gateway.mint_code($1, $2, $3, null, 60, 1)', [this.#tenantNo, house.location.id, codeHash]);
    await this.#owner.query('select gateway.enrol_terminal($1, $2, $3, $4)', [codeHash, randomUUID(), name, createHash('sha256').update(value).digest()]);
    return { name: terminalCookie, value, url: this.#server.url, expires: Math.floor(Date.now() / 1000) + 86_400 };
  }

  /** A colleague at another counter does something; answers what the server said. */
  async submit<K extends CommandKind>(house: House, kind: K, args: CommandArgs<K>, by: Person = this.colleague): Promise<Outcome & { commandId: string }> {
    const terminal = await this.#terminalAt(house);
    const command = {
      id: randomUUID(),
      seq: ++terminal.seq,
      schema: 1,
      locationId: house.location.id,
      actorId: by.id,
      channel: 'desk',
      sawVersion: 0,
      tappedAt: new Date().toISOString(),
      kind,
      args,
    } as Command;
    const response = await fetch(`${this.#server.url}/trpc/commands.submit`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: terminal.cookie },
      body: JSON.stringify({ protocol: protocolVersion, outboxId: terminal.outboxId, commands: [command] }),
    });
    const body = (await response.json()) as { result?: { data: SubmitAnswer } };
    const outcome = body.result?.data.results[0]?.outcome;
    if (outcome === undefined || outcome.status === 'unreadable') throw new Error(`${kind} was answered ${JSON.stringify(body)}`);
    return { ...outcome, commandId: command.id };
  }

  /** A booking by a colleague, for so many people. Throws when the server refuses it: the test counted on it. */
  async book(house: House, slot: SlotWish): Promise<string> {
    const bookingId = randomUUID();
    const outcome = await this.submit(house, 'create_booking', {
      bookingId,
      serviceId: house.service(slot.service ?? 'room-60'),
      start: house.at(slot.from, slot.day),
      resourceIds: [house.room(slot.room)],
      ...(slot.people === undefined ? {} : { partySize: slot.people }),
      customer: { id: slot.customerId ?? randomUUID(), name: slot.who, ...(slot.phone === undefined ? {} : { phone: slot.phone }) },
      ...(slot.notes === undefined ? {} : { notes: slot.notes }),
    });
    if (outcome.status !== 'committed') throw new Error(`${slot.who} was refused: ${outcome.detail}`);
    return bookingId;
  }

  /** What the business has set, changed as the command line would. */
  async set(settings: object): Promise<void> {
    await this.#owner.query('select gateway.put_settings($1, $2)', [this.#tenantNo, JSON.stringify(settings)]);
  }

  /** A phone agent of this house asks for a person. */
  async handOver(house: House, asked: { reason: string; transcript?: string; customer?: { name: string; phone?: string }; booking?: string }): Promise<void> {
    const key = `holdfast_${randomBytes(32).toString('base64url')}`;
    await this.#owner.query('select gateway.put_api_key($1, $2, $3, $4, $5, $6, $7)', [
      this.#tenantNo, randomUUID(), createHash('sha256').update(key).digest(), 'Night line', 'phone_ai', 'agent', [house.location.id],
    ]);
    const response = await fetch(`${this.#server.url}/api/v1/escalations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, 'idempotency-key': randomUUID() },
      body: JSON.stringify(asked),
    });
    if (response.status !== 201) throw new Error(`The escalation was answered ${response.status}: ${await response.text()}`);
  }

  /** A code that a person types, good for one device. */
  async mintCode(house: House): Promise<string> {
    const letters = [...randomBytes(8)].map((byte) => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[byte % 32]).join('');
    const code = `${letters.slice(0, 4)}-${letters.slice(4)}`;
    await this.#owner.query('select gateway.mint_code($1, $2, $3, null, 900, 1)', [
      this.#tenantNo,
      house.location.id,
      createHash('sha256').update(code).digest(),
    ]);
    return code;
  }

  /** As if the feed had been cleared of everything up to this moment. */
  async forgetFeed(): Promise<void> {
    // Some of one location at a time, whichever comes first: until nothing is left, so that ours has had its turn.
    for (let pruned = 1; pruned > 0; ) {
      const { rows } = await this.#owner.query<{ pruned: number }>(`select gateway.prune_changes('0 seconds')::int as pruned`);
      pruned = rows[0]?.pruned ?? 0;
    }
  }

  /** Who is in the book at a house, cancelled ones left out, by start and room. */
  async booked(house: House): Promise<{ who: string | null; room: string; from: string }[]> {
    const { rows } = await this.#owner.query<{ who: string | null; room: string; from: string }>(
      `select c.name as who, r.name as room, to_char(b.starts_at at time zone $2, 'HH24:MI') as from
         from booking b join resource r on r.tenant_no = b.tenant_no and r.resource_id = any(b.resource_ids)
         left join customer c on c.tenant_no = b.tenant_no and c.customer_id = b.customer_id
        where b.location_id = $1 and b.status <> 'cancelled' order by b.starts_at, r.position`,
      [house.location.id, house.location.timeZone],
    );
    return rows;
  }

  /** What is written on those in the book at a house, by start. */
  async notes(house: House): Promise<{ id: string; notes: string }[]> {
    const { rows } = await this.#owner.query<{ id: string; notes: string }>(
      `select booking_id as id, notes from booking where location_id = $1 and status <> 'cancelled' order by starts_at`,
      [house.location.id],
    );
    return rows;
  }

  async #terminalAt(house: House): Promise<{ cookie: string; outboxId: string; seq: number }> {
    const known = this.#terminals.get(house.location.id);
    if (known) return known;
    const { name, value } = await this.enrolTerminal(house, 'Back office');
    // A terminal speaks only for who proved a PIN at it.
    for (const { id } of [this.manager, this.colleague])
      await this.#owner.query(
        `select gateway.open_staff_session($1, $2, terminal_id, $3, 60) from terminal where tenant_no = $1 and secret_hash = $4`,
        [this.#tenantNo, id, randomBytes(32), createHash('sha256').update(value).digest()],
      );
    const terminal = { cookie: `${name}=${value}`, outboxId: randomUUID(), seq: 0 };
    this.#terminals.set(house.location.id, terminal);
    return terminal;
  }

  #first(role: Person['role'], index: number): Person {
    const person = this.people.filter((one) => one.role === role)[index];
    if (person === undefined) throw new Error(`The demo has no such ${role} with a PIN.`);
    return person;
  }
}
