import { dayOf } from '@holdfast/domain/opening-hours';
import { onlineOnly } from './api/online-only.ts';
import type { ServerCalls } from './api/server-calls.ts';
import type { AttentionCard, Catalogue, Desk, LateDay, Shortfall } from './desk.ts';
import { Attention, type AnyIntent } from './outbox/attention.ts';
import { mintId } from './outbox/command-id.ts';
import { decisionOf } from './outbox/decision-of.ts';
import { outboxFile } from './outbox/export-outbox.ts';
import { Leader, takeOverAgainMs } from './outbox/leader.ts';
import { OutboxDb } from './outbox/outbox-db.ts';
import { decided, type Decision, type OutboxRecord } from './outbox/outbox-record.ts';
import { OutboxStore } from './outbox/outbox-store.ts';
import { Outbox } from './outbox/outbox.ts';
import { Sender } from './outbox/sender.ts';
import { Shortfalls } from './outbox/shortfalls.ts';
import type { Platform } from './platform/platform.ts';
import { Cell } from './platform/readable.ts';
import { tabChannel } from './platform/tab-messages.ts';
import { BoardView } from './replica/board-view.ts';
import { CacheStore } from './replica/cache-db.ts';
import { emptyCatalogue } from './replica/empty-catalogue.ts';
import { ConnectionState } from './replica/connection-state.ts';
import { knownCustomers } from './replica/known-customers.ts';
import { foreseeLate } from './replica/late-day.ts';
import { Replica } from './replica/replica.ts';
import { search } from './replica/search.ts';
import { SyncLoop } from './replica/sync-loop.ts';
import { WaitlistView } from './replica/waitlist-view.ts';
import { DeviceStore } from './session/device-store.ts';
import { OfflinePins } from './session/offline-pin.ts';
import { SessionKeeper } from './session/session-keeper.ts';
import { tapOf } from './tap-of-intent.ts';

export interface TerminalOptions {
  server: ServerCalls;
  platform: Platform;
  /** Prefix of the databases, the lock and the channel; one terminal per name. */
  name?: string;
}

/**
 * Opens this computer's terminal: disk first, so that the last known day and everything unsent are there
 * before (and without) the network. Rejects only when the outbox cannot be opened: nothing may be taken then.
 */
export async function createTerminalDesk(options: TerminalOptions): Promise<Desk & { close(): void }> {
  if (!('Temporal' in globalThis)) await import('temporal-polyfill/global');
  const terminal = new Terminal(options);
  await terminal.open();
  return terminal.desk();
}

class Terminal {
  readonly #server: ServerCalls;
  readonly #platform: Platform;
  readonly #channel;
  readonly #cache: CacheStore;
  readonly #outboxDb: OutboxDb;
  readonly #store: OutboxStore;
  readonly #outbox: Outbox;
  readonly #replica: Replica;
  readonly #board: BoardView;
  readonly #waitlist: WaitlistView;
  readonly #sender: Sender;
  readonly #sync: SyncLoop;
  readonly #leader: Leader;
  readonly #session: SessionKeeper;
  readonly #attention: Attention;
  readonly #shortfalls: Shortfalls;
  readonly #connection = new ConnectionState();
  readonly #catalogue = new Cell<Catalogue>(emptyCatalogue);
  readonly #cards = new Cell<readonly AttentionCard[]>([]);
  readonly #missing = new Cell<readonly Shortfall[]>([]);
  #stopWake = (): void => {};
  #closed = false;

  constructor({ server, platform, name = 'holdfast' }: TerminalOptions) {
    this.#server = server;
    this.#platform = platform;
    this.#channel = tabChannel(platform.openChannel(name));
    this.#cache = new CacheStore(platform, `${name}-cache`);
    this.#outboxDb = new OutboxDb(platform, `${name}-outbox`);
    this.#store = new OutboxStore(this.#outboxDb, () => this.#cache.purge());
    this.#outbox = new Outbox(this.#store);
    this.#replica = new Replica(this.#cache, platform.clock);
    this.#board = new BoardView(this.#replica, this.#outbox, platform.timers);
    this.#waitlist = new WaitlistView(this.#replica, this.#outbox);
    const sources = {
      mintId: () => mintId(platform.clock.now()),
      versionOf: (bookingId: string) => this.#board.findBooking(bookingId)?.row.version ?? null,
    };
    this.#attention = new Attention({ ...sources, decide: (intent, { record, as }) => this.#submit(intent, { commandId: record.id, as }) });
    this.#shortfalls = new Shortfalls({ ...sources, seeTo: (intent, of) => this.#submit(intent, of), leave: (of) => this.#leave(of) });
    this.#sender = new Sender(this.#store, server, platform, {
      changed: (records) => this.#outboxMoved(records),
      answered: ({ heads }) => {
        const head = this.#replica.state?.head;
        if (heads.some((each) => each.locationId === head?.locationId && each.head > head.cursor)) this.#sync.pull();
      },
      notEnrolled: () => this.#inBackground(this.#session.revoked()),
      failed: () => this.#sync.pull(),
    });
    this.#sync = new SyncLoop(server, platform, this.#replica, () => this.#outboxReport(), {
      synced: () => this.#synced(),
      failed: () => {
        this.#connection.failed(platform.clock.now());
        this.#shareConnection();
      },
      notEnrolled: () => this.#inBackground(this.#session.revoked()),
      historyReplaced: () => this.#sendCommittedAgain(),
      moved: (from, { changes, to, serverNow }) =>
        this.#channel.post({ type: 'replica_moved', epoch: this.#replica.state!.head.epoch, from, to, changes: [...changes], serverNow }),
      replaced: () => this.#channel.post({ type: 'replica_replaced' }),
    });
    this.#leader = new Leader(platform, this.#channel, {
      elected: () => void this.#lead(),
      deposed: () => this.#follow(),
    });
    const device = new DeviceStore(this.#outboxDb);
    this.#session = new SessionKeeper(server, device, new OfflinePins(device, () => platform.clock.now()), {
      enrolled: (enrolment) => void this.#enrolled(enrolment.locationId),
      unenrolled: () => this.#hold(),
      enrolledNow: () => void platform.persistStorage().then((answer) => this.#connection.storage(answer)),
      changed: () => this.#channel.post({ type: 'session' }),
    });
  }

  async open(): Promise<void> {
    await this.#store.open(this.#platform.clock.now());
    await Promise.all([this.#session.load(), this.#outbox.load()]);
    const { enrolment } = this.#session;
    if (enrolment) await this.#replica.load(enrolment.locationId);
    this.#replica.subscribe(({ days, catalogue }) => {
      if (catalogue) this.#showCatalogue();
      // A fresh copy has the window only; what a screen shows beyond it is wanted again.
      if (days === 'all' && this.#replica.state) this.#wantDays(this.#board.missingDays());
    });
    this.#outbox.subscribe(() => this.#showOutbox());
    this.#showCatalogue();
    this.#showOutbox();
    this.#listen();
    this.#leader.start();
    this.#inBackground(this.#session.confirm());
    void this.#platform.storagePersisted().then((answer) => this.#connection.storage(answer));
  }

  desk(): Desk & { close(): void } {
    return {
      catalogue: this.#catalogue,
      connection: this.#connection.cell,
      attention: this.#cards,
      shortfalls: this.#missing,
      session: this.#session.session,
      waitlist: this.#waitlist.entries,
      day: (day) => this.#day(day),
      booking: (bookingId) => this.#board.booking(bookingId),
      busy: (resourceId, within) => this.#board.busy(resourceId, within),
      search: (query, limit) =>
        search(query, limit, {
          customers: knownCustomers(this.#replica.state?.customers, this.#outbox.records()),
          bookings: this.#board.allBookings(),
          now: this.#replica.now(),
        }),
      foreseeLate: (resourceId, minutes, from) => this.#foreseeLate(resourceId, minutes, from),
      now: () => this.#replica.now(),
      submit: (intent) => this.#submit(intent as AnyIntent, decisionOf(intent)),
      ...onlineOnly(this.#server),
      markTold: (messageId) => this.#asActor((staffId) => this.#server.markTold(messageId, staffId)),
      stepEscalation: (id, step, note) => this.#asActor((staffId) => this.#server.stepEscalation({ escalationId: id, staffId, step, ...(note === undefined ? {} : { note }) })),
      exportOutbox: async () => outboxFile(this.#store.outboxId, await this.#store.all()),
      close: () => this.#close(),
    };
  }

  #submit(
    intent: AnyIntent,
    decides: Decision | null,
  ): { commandId: string; onDisk: Promise<void> } {
    const { actor, enrolment } = this.#session;
    if (!actor || !enrolment) throw new Error('Sign in first: every command says who tapped it.');
    const now = this.#platform.clock.now();
    const id = mintId(now);
    const tap = tapOf(intent, decides, {
      id,
      now,
      locationId: enrolment.locationId,
      actorId: intent.approval ? this.#session.approver(intent.approval) : actor.id,
      cursor: this.#replica.state?.head.cursor ?? 0,
      catalogue: this.#catalogue.get(),
      board: this.#board,
      waitlist: this.#waitlist,
      records: this.#outbox.records(),
      foreseeLate: (resourceId, minutes, from) => this.#foreseeLate(resourceId, minutes, from),
    });
    const onDisk = this.#outbox.enqueue(tap).then((ids) => {
      this.#channel.post({ type: 'outbox', ids });
      this.#sender.kick();
    });
    onDisk.catch(() => {}); // a caller who only wants the overlay need not listen; the failure is on screen because it is gone
    return { commandId: id, onDisk };
  }

  #foreseeLate(resourceId: string, minutes: number, from: number): LateDay {
    const catalogue = this.#catalogue.get();
    const { items } = this.#board.day(dayOf(from, catalogue.location.timeZone)).get();
    return foreseeLate({ catalogue, items, busy: (id, within) => this.#board.busy(id, within) }, resourceId, minutes, from);
  }

  /** Decided in this computer's outbox only: the server has nothing to do about it. */
  async #leave({ commandId, item }: { commandId: string; item: string }): Promise<void> {
    this.#outboxMoved(await this.#store.update([commandId], (record) => decided(record, { commandId, item }, commandId)));
  }

  #day(day: string): ReturnType<Desk['day']> {
    const board = this.#board.day(day);
    if (!board.get().loaded && this.#replica.state) this.#wantDays([day]);
    return board;
  }

  #wantDays(days: string[]): void {
    if (days.length === 0) return;
    // Kept for when this tab leads, which at the start may be a moment away.
    this.#sync.wantDays(days);
    if (!this.#leader.leads) this.#channel.post({ type: 'want_days', days });
  }

  #asActor<T>(call: (staffId: string) => Promise<T>): Promise<T> {
    const { actor } = this.#session;
    return actor ? call(actor.id) : Promise.reject(new Error('Sign in first: the log says who did it.'));
  }

  #listen(): void {
    this.#stopWake = this.#platform.onWake(() => this.#wake());
    this.#channel.on('outbox', ({ ids }) => {
      this.#inBackground(this.#outbox.reread(ids));
      this.#sender.kick();
    });
    this.#channel.on('replica_moved', ({ epoch, from, to, changes, serverNow }) => {
      const head = this.#replica.state?.head;
      if (this.#leader.leads || !head || (head.epoch === epoch && head.cursor >= to)) return;
      if (head.epoch === epoch && head.cursor === from) this.#replica.applyInMemory({ changes, to, serverNow });
      else this.#reload();
    });
    this.#channel.on('replica_replaced', () => {
      if (!this.#leader.leads) this.#reload();
    });
    this.#channel.on('want_days', ({ days }) => {
      if (this.#leader.leads) this.#sync.wantDays(days);
    });
    this.#channel.on('want_pull', () => {
      if (!this.#leader.leads) return;
      this.#sync.pull();
      this.#sender.kick();
    });
    this.#channel.on('want_connection', () => this.#shareConnection());
    this.#channel.on('connection', ({ state, syncedAt, offlineSince }) => {
      if (!this.#leader.leads) this.#connection.heard({ state, syncedAt, offlineSince });
    });
    this.#channel.on('session', () => this.#inBackground(this.#session.load()));
    this.#channel.post({ type: 'want_connection' });
  }

  /** The network, the tab or the computer is back: try everything now. */
  #wake(): void {
    if (this.#session.session.get().state === 'unenrolled') this.#inBackground(this.#session.confirm());
    if (this.#leader.leads) {
      this.#sync.pull();
      this.#sender.kick();
    } else this.#channel.post({ type: 'want_pull' });
  }

  /** A disk that fails now must not leave a leader that does nothing: it tries again while it leads. */
  async #lead(): Promise<void> {
    try {
      await this.#takeOver();
    } catch {
      this.#platform.timers.after(takeOverAgainMs, () => {
        if (this.#leader.leads && !this.#closed) void this.#lead();
      });
    }
  }

  async #takeOver(): Promise<void> {
    const known = this.#session.enrolment;
    // What other tabs did while we followed may have passed us by.
    await this.#outbox.load();
    if (known) await this.#replica.load(known.locationId);
    if (!this.#leader.leads || this.#closed) return;
    await this.#sender.start();
    this.#outbox.forget(await this.#store.forgetSettled(this.#platform.clock.now()));
    // Read anew: a browser that lost its storage but kept its cookie hears only now that it is enrolled.
    const { enrolment } = this.#session;
    if (enrolment && !enrolment.revoked) this.#sync.start(enrolment.locationId);
    else this.#sender.hold();
    this.#inBackground(this.#absorb());
  }

  #follow(): void {
    this.#sender.stop();
    this.#sync.stop();
  }

  async #enrolled(locationId: string): Promise<void> {
    const { state } = this.#replica;
    if (state && state.head.locationId !== locationId) this.#replica.clear();
    if (!this.#leader.leads) return;
    this.#sync.start(locationId);
    this.#sender.resume();
  }

  #hold(): void {
    this.#sender.hold();
    this.#sync.stop();
  }

  #reload(): void {
    const { enrolment } = this.#session;
    if (enrolment) this.#inBackground(this.#replica.load(enrolment.locationId));
  }

  #synced(): void {
    // Only when the server is back: a server that answers pulls may still be failing on commands.
    if (this.#connection.reach.state !== 'online') this.#sender.kick();
    this.#connection.synced(this.#platform.clock.now());
    this.#shareConnection();
    this.#inBackground(this.#absorb());
  }

  /** Marks what the cache on disk now contains; the cache first, so that a crash in between shows it still. */
  async #absorb(): Promise<void> {
    const onDisk = this.#replica.cursorOnDisk;
    const locationId = this.#replica.state?.head.locationId;
    if (!onDisk) return;
    const ready = this.#outbox
      .records()
      .filter(({ state, version, command }) => state === 'committed' && (command.locationId !== locationId || (version ?? 0) <= onDisk.cursor));
    this.#outboxMoved(
      await this.#store.update(
        ready.map(({ id }) => id),
        (record) => (record.state === 'committed' ? { ...record, state: 'absorbed', absorbedIn: onDisk.epoch } : null),
      ),
    );
  }

  /** A backup was restored: what it may not contain goes again under its old id, and gets one answer still. */
  async #sendCommittedAgain(): Promise<void> {
    const committed = this.#outbox.records().filter(({ state }) => state === 'committed');
    this.#outboxMoved(
      await this.#store.update(
        committed.map(({ id }) => id),
        (record) => (record.state === 'committed' ? { ...record, state: 'queued', result: null, version: null } : null),
      ),
    );
  }

  #outboxMoved(records: readonly OutboxRecord[]): void {
    if (records.length === 0) return;
    this.#outbox.put(records);
    this.#channel.post({ type: 'outbox', ids: records.map(({ id }) => id) });
  }

  async #outboxReport() {
    return { outboxId: this.#store.outboxId, nextSeq: await this.#store.nextSeq(), unsent: this.#outbox.unansweredCount() };
  }

  #shareConnection(): void {
    if (this.#leader.leads) this.#channel.post({ type: 'connection', ...this.#connection.reach });
  }

  #showCatalogue(): void {
    const { state } = this.#replica;
    this.#catalogue.set(state?.catalogue() ?? emptyCatalogue);
    if (state) this.#inBackground(this.#session.staffChanged(state.wholeCatalogue().staff));
  }

  #showOutbox(): void {
    const records = this.#outbox.records();
    this.#connection.outbox(records);
    this.#cards.set(this.#attention.cards(records));
    this.#missing.set(this.#shortfalls.of(records));
  }

  /** Work that the disk may refuse: what is on it is still true, and the next sync or wake-up does it again. */
  #inBackground(work: Promise<unknown>): void {
    work.catch(() => {});
  }

  #close(): void {
    this.#closed = true;
    this.#stopWake();
    this.#follow();
    this.#leader.close();
    this.#board.close();
    this.#waitlist.close();
    this.#channel.close();
    this.#cache.close();
    this.#outboxDb.close();
  }
}
