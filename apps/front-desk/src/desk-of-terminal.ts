import { dayOf } from '@holdfast/domain/opening-hours';
import type { ServerCalls } from './api/server-calls.ts';
import { askedOfServer } from './asked-of-server.ts';
import type { AttentionCard, Catalogue, Desk, LateDay, Shortfall } from './desk.ts';
import { Attention, type AnyIntent } from './outbox/attention.ts';
import { mintId } from './outbox/command-id.ts';
import { decisionOf } from './outbox/decision-of.ts';
import { outboxFile } from './outbox/export-outbox.ts';
import { Leader, takeOverAgainMs } from './outbox/leader.ts';
import { OutboxDb } from './outbox/outbox-db.ts';
import type { Decision } from './outbox/outbox-record.ts';
import { OutboxStore } from './outbox/outbox-store.ts';
import { Outbox } from './outbox/outbox.ts';
import { RecordKeeper } from './outbox/record-keeper.ts';
import { Sender } from './outbox/sender.ts';
import { endedSeries, Shortfalls } from './outbox/shortfalls.ts';
import { OtherTabs } from './other-tabs.ts';
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
  readonly #records: RecordKeeper;
  readonly #replica: Replica;
  readonly #board: BoardView;
  readonly #waitlist: WaitlistView;
  readonly #sender: Sender;
  readonly #sync: SyncLoop;
  readonly #leader: Leader;
  readonly #tabs: OtherTabs;
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
    this.#records = new RecordKeeper(this.#store, this.#outbox, (ids) => this.#channel.post({ type: 'outbox', ids }));
    this.#replica = new Replica(this.#cache, platform.clock);
    this.#board = new BoardView(this.#replica, this.#outbox, platform.timers);
    this.#waitlist = new WaitlistView(this.#replica, this.#outbox);
    const sources = {
      mintId: () => mintId(platform.clock.now()),
      versionOf: (bookingId: string) => this.#board.findBooking(bookingId)?.row.version ?? null,
      rowOf: (bookingId: string) => this.#board.findBooking(bookingId)?.row ?? null,
      actorId: () => this.#session.actor?.id ?? null,
    };
    this.#attention = new Attention({ ...sources, decide: (intent, { record, as }) => this.#submit(intent, { commandId: record.id, as }) });
    this.#shortfalls = new Shortfalls({ ...sources, seeTo: (intent, of) => this.#submit(intent, of), leave: (of) => this.#records.leave(of) });
    this.#sender = new Sender(this.#store, server, platform, {
      changed: (records) => this.#records.moved(records),
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
        this.#tabs.shareConnection();
      },
      notEnrolled: () => this.#inBackground(this.#session.revoked()),
      historyReplaced: () => this.#records.sendUnabsorbedAgain().then(() => this.#sender.kick()),
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
    this.#tabs = new OtherTabs({
      channel: this.#channel,
      leader: this.#leader,
      outbox: this.#outbox,
      sender: this.#sender,
      replica: this.#replica,
      sync: this.#sync,
      connection: this.#connection,
      session: this.#session,
      inBackground: (work) => this.#inBackground(work),
    });
  }

  async open(): Promise<void> {
    await this.#store.open(this.#platform.clock.now());
    await Promise.all([this.#session.load(), this.#outbox.load()]);
    const { enrolment } = this.#session;
    if (enrolment) await this.#replica.load(enrolment.locationId);
    this.#replica.subscribe(({ days, catalogue }) => {
      if (catalogue) this.#showCatalogue();
      this.#showDecisions();
      // A fresh copy has the window only; what a screen shows beyond it is wanted again.
      if (days === 'all' && this.#replica.state) this.#tabs.wantDays(this.#board.missingDays());
    });
    this.#outbox.subscribe(() => this.#showOutbox());
    this.#showCatalogue();
    this.#showOutbox();
    this.#stopWake = this.#platform.onWake(() => this.#tabs.wake());
    this.#tabs.listen();
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
      holds: this.#board.holds,
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
      ...askedOfServer(this.#server, this.#session, this.#cache),
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
    const { services } = this.#replica.state?.wholeCatalogue() ?? catalogue;
    return foreseeLate({ catalogue: { ...catalogue, services }, items, busy: (id, within) => this.#board.busy(id, within) }, resourceId, minutes, from);
  }

  #day(day: string): ReturnType<Desk['day']> {
    const board = this.#board.day(day);
    if (!board.get().loaded && this.#replica.state) this.#tabs.wantDays([day]);
    return board;
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
    this.#inBackground(this.#records.absorb(this.#replica.cursorOnDisk, this.#replica.state?.head.locationId));
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

  #synced(): void {
    // Only when the server is back: a server that answers pulls may still be failing on commands.
    if (this.#connection.reach.state !== 'online') this.#sender.kick();
    this.#connection.synced(this.#platform.clock.now());
    this.#tabs.shareConnection();
    this.#inBackground(this.#records.absorb(this.#replica.cursorOnDisk, this.#replica.state?.head.locationId));
  }

  async #outboxReport() {
    return { outboxId: this.#store.outboxId, nextSeq: await this.#store.nextSeq(), unsent: this.#outbox.unansweredCount() };
  }

  #showCatalogue(): void {
    const { state } = this.#replica;
    this.#catalogue.set(state?.catalogue() ?? emptyCatalogue);
    if (state) this.#inBackground(this.#session.staffChanged(state.wholeCatalogue().staff));
  }

  #showOutbox(): void {
    const records = this.#outbox.records();
    this.#connection.outbox(records);
    this.#showDecisions();
  }

  /** Refusals, and what came through in part: who cancels a series has decided about its dates too. */
  #showDecisions(): void {
    const records = this.#outbox.records();
    const cancelled = this.#replica.state?.cancelledSeries ?? new Set<string>();
    this.#cards.set(this.#attention.cards(records, endedSeries(records, cancelled)));
    this.#missing.set(this.#shortfalls.of(records, cancelled));
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
