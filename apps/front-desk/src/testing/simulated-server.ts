import { replicaSchemaVersion } from '@holdfast/protocol/protocol-version';
import { command as commandSchema, type Command } from '@holdfast/protocol/commands';
import { toWire } from '@holdfast/domain/instant';
import type { SubmitResult } from '@holdfast/protocol/outcomes';
import type { SnapshotLine } from '@holdfast/protocol/sync';
import type { Message } from '../desk.ts';
import { ServerCallError, type ServerCalls, type WhoAmI } from '../api/server-calls.ts';
import { LocationDays } from '../replica/location-days.ts';
import { SimulatedCalendar } from './simulated-calendar.ts';
import { location, locationId, resources, service, staff, staffId } from './simulated-house.ts';
import type { SimulatedTab } from './simulated-browser.ts';
import type { SimulatedTime } from './simulated-time.ts';

export type Fault = 'drop_before' | 'drop_after' | 'duplicate' | 'server_error' | 'html' | 'none';

/** What the line between a terminal and the server does to one call. */
export interface Line {
  delayMs(): number;
  fault(): Fault;
}

export const perfectLine: Line = { delayMs: () => 5, fault: () => 'none' };
export const deadLine: Line = { delayMs: () => 5, fault: () => 'drop_before' };

/** The server as a terminal sees it, in memory; the same for every terminal that connects. */
export class SimulatedServer {
  readonly calendar: SimulatedCalendar;
  readonly time: SimulatedTime;
  readonly days = new LocationDays(location.timeZone);
  readonly pin = '1234';
  /** Rows in one page of the feed. */
  pageRows = 3;
  enrolled = true;
  signedInStaffId: string | null = staffId;
  /** Commands the server falls over on, always. */
  readonly poison = new Set<string>();
  /** Commands that make a whole request unreadable. */
  readonly garbled = new Set<string>();
  /** Ids as they arrived, with repetitions. */
  readonly arrived: string[] = [];
  pulls = 0;
  messages: Message[] = [];
  readonly #pokes = new Set<() => void>();

  constructor(time: SimulatedTime) {
    this.time = time;
    this.calendar = new SimulatedCalendar(() => time.clock.now());
  }

  connect(tab: SimulatedTab, line: () => Line): ServerCalls {
    const call = async <T>(answer: () => T, signal?: AbortSignal): Promise<T> => {
      const { delayMs, fault } = line();
      const what = fault();
      if (tab.dead) return new Promise<T>(() => {});
      await this.time.wait(delayMs());
      if (what === 'drop_before') throw new ServerCallError('transport', 'dropped');
      if (what === 'server_error') throw new ServerCallError('busy', 'in trouble');
      if (what === 'html') throw new ServerCallError('transport', 'a captive portal');
      let answered = answer();
      if (what === 'duplicate') answered = answer();
      this.#poke();
      await this.time.wait(delayMs());
      if (tab.dead) return new Promise<T>(() => {});
      if (what === 'drop_after' || signal?.aborted) throw new ServerCallError('transport', 'dropped');
      return structuredClone(answered);
    };
    const known = <T>(answer: () => T) => (): T => {
      if (!this.enrolled) throw new ServerCallError('not_enrolled', 'unknown terminal');
      return answer();
    };
    return {
      whoAmI: () => call(() => this.#whoAmI()),
      enrol: (code) =>
        call(() => {
          if (code !== 'CODE') return { ok: false, why: 'wrong_code' };
          this.enrolled = true;
          return { ok: true, terminalId: 'terminal' };
        }),
      signIn: (id, pin) =>
        call(known(() => {
          if (pin !== this.pin) return { ok: false, why: 'wrong_pin' };
          this.signedInStaffId = id;
          return { ok: true };
        })),
      signOut: () => call(() => void (this.signedInStaffId = null)),
      mintCode: () => call(known(() => ({ code: 'CODE', expiresAt: toWire(this.time.clock.now()) }))),
      submit: ({ commands }, signal) => call(known(() => this.#submit(commands)), signal),
      pull: ({ epoch, cursor }, signal) => call(known(() => this.#pull(epoch, cursor)), signal),
      snapshot: (span, signal) => this.#stream(call(known(() => this.#snapshot(span)), signal)),
      pokes: (_, on) => {
        const poke = (): void => {
          if (!tab.dead && line().fault() === 'none') on.poke({ locationId, head: this.calendar.head });
        };
        this.#pokes.add(poke);
        return () => this.#pokes.delete(poke);
      },
      seriesDates: () => call(() => []),
      previewSeries: () => call(() => ({ status: 'refused' as const, reason: 'policy_forbids' as const, detail: 'There are no series here.' })),
      lateElsewhere: () => call(() => []),
      history: () => call(() => []),
      holdHistory: () => call(() => []),
      messages: () => call(() => [...this.messages]),
      markTold: () => call(() => true),
      settingsHistory: () => call(() => []),
      hours: () => call(() => ({ hours: location.openingHours, exceptions: [], version: 'one' })),
      previewHours: () => call(() => ({ status: 'touches' as const, touched: [], count: 0, keep: null })),
      changeHours: (_, { timetable }) => call(() => ({ status: 'changed' as const, timetable: { ...timetable, version: 'two' } })),
      rules: () => Promise.reject(new Error('There are no settings here.')),
      changeRules: () => call(() => ({ status: 'changed' as const })),
      handedOver: () => call(() => []),
      transcriptOf: () => call(() => null),
      stepEscalation: () => call(() => true),
    };
  }

  #poke(): void {
    for (const poke of this.#pokes) poke();
  }

  #whoAmI(): WhoAmI {
    if (!this.enrolled) return { enrolled: false };
    return {
      enrolled: true, terminalId: 'terminal', terminalName: 'Front', tenantName: 'Harbour', locationId,
      locationName: location.name, staff: [staff], signedInStaffId: this.signedInStaffId,
    };
  }

  #submit(commands: readonly unknown[]): { results: SubmitResult[]; heads: { locationId: string; head: number }[] } {
    const ids = commands.map((each) => (each as Command).id);
    this.arrived.push(...ids);
    if (ids.some((id) => this.garbled.has(id))) throw new ServerCallError('unreadable', 'cannot read this');
    const results = commands.map((submitted): SubmitResult => {
      const { id } = submitted as Command;
      if (this.poison.has(id)) throw new ServerCallError('busy', 'fell over');
      const parsed = commandSchema.safeParse(submitted);
      if (!parsed.success) return { commandId: id, outcome: { status: 'unreadable', errors: [] } };
      return { commandId: id, outcome: this.calendar.submit(parsed.data) };
    });
    return { results, heads: [{ locationId, head: this.calendar.head }] };
  }

  #pull(epoch: string, cursor: number) {
    const { calendar } = this;
    this.pulls += 1;
    if (epoch !== calendar.epoch || cursor > calendar.head) return { kind: 'reset' as const, reason: 'epoch' as const };
    if (cursor < calendar.floor) return { kind: 'reset' as const, reason: 'floor' as const };
    const after = calendar.changes.filter(({ version }) => version > cursor);
    const edge = after[this.pageRows]?.version;
    const changes = edge === undefined ? after : after.filter(({ version }) => version <= Math.max(edge - 1, after[0]!.version));
    const to = edge === undefined ? calendar.head : changes.at(-1)!.version;
    return { kind: 'delta' as const, changes, to, head: calendar.head, serverNow: toWire(this.time.clock.now()) };
  }

  #snapshot({ from, to }: { from: string; to: string }): SnapshotLine[] {
    const { calendar } = this;
    const lines = new Map<string, Extract<SnapshotLine, { type: 'day' }>>();
    const line = (wire: string): Extract<SnapshotLine, { type: 'day' }> | null => {
      const day = this.days.dayOf(Date.parse(wire));
      if (day < from || day > to) return null;
      if (!lines.has(day)) lines.set(day, { type: 'day', day, bookings: [], holds: [], blocks: [] });
      return lines.get(day)!;
    };
    for (const row of calendar.bookings.values()) line(row.start)?.bookings.push(row);
    for (const row of calendar.holds.values()) if (row.status === 'active') line(row.start)?.holds.push(row);
    for (const row of calendar.blocks.values()) if (!row.removed) line(row.start)?.blocks.push(row);
    const customers = [...calendar.customers.values()];
    const rows = [...lines.values()].reduce((sum, day) => sum + day.bookings.length + day.holds.length + day.blocks.length, customers.length);
    return [
      {
        type: 'head', epoch: calendar.epoch, version: calendar.head, replicaSchema: replicaSchemaVersion,
        serverNow: toWire(this.time.clock.now()), location, resources, services: [service], staff: [staff],
      },
      { type: 'customers', rows: customers },
      ...lines.values(),
      { type: 'series', rows: [...calendar.series.values()].filter(({ cancelled }) => cancelled) },
      { type: 'end', version: calendar.head, days: lines.size, rows },
    ];
  }

  async *#stream(answer: Promise<SnapshotLine[]>): AsyncGenerator<SnapshotLine> {
    yield* await answer;
  }
}
