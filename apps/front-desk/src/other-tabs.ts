import type { Leader } from './outbox/leader.ts';
import type { Outbox } from './outbox/outbox.ts';
import type { Sender } from './outbox/sender.ts';
import type { TabChannel } from './platform/tab-messages.ts';
import type { ConnectionState } from './replica/connection-state.ts';
import type { Replica } from './replica/replica.ts';
import type { SyncLoop } from './replica/sync-loop.ts';
import type { SessionKeeper } from './session/session-keeper.ts';

interface Parts {
  channel: TabChannel;
  leader: Leader;
  outbox: Outbox;
  sender: Sender;
  replica: Replica;
  sync: SyncLoop;
  connection: ConnectionState;
  session: SessionKeeper;
  inBackground(work: Promise<unknown>): void;
}

/** What this tab hears from the terminal's others and asks of the one that leads. */
export class OtherTabs {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  listen(): void {
    const { channel, leader, outbox, sender, replica, sync, connection, session, inBackground } = this.#parts;
    channel.on('outbox', ({ ids }) => {
      inBackground(outbox.reread(ids));
      sender.kick();
    });
    channel.on('replica_moved', ({ epoch, from, to, changes, serverNow }) => {
      const head = replica.state?.head;
      if (leader.leads || !head || (head.epoch === epoch && head.cursor >= to)) return;
      if (head.epoch === epoch && head.cursor === from) replica.applyInMemory({ changes, to, serverNow });
      else this.#reload();
    });
    channel.on('replica_replaced', () => {
      if (!leader.leads) this.#reload();
    });
    channel.on('want_days', ({ days }) => {
      if (leader.leads) sync.wantDays(days);
    });
    channel.on('want_pull', () => {
      if (!leader.leads) return;
      sync.pull();
      sender.kick();
    });
    channel.on('want_connection', () => this.shareConnection());
    channel.on('connection', ({ state, syncedAt, offlineSince }) => {
      if (!leader.leads) connection.heard({ state, syncedAt, offlineSince });
    });
    channel.on('session', () => inBackground(session.load()));
    channel.post({ type: 'want_connection' });
  }

  /** The network, the tab or the computer is back: try everything now. */
  wake(): void {
    const { channel, leader, sender, sync, session, inBackground } = this.#parts;
    if (session.session.get().state === 'unenrolled') inBackground(session.confirm());
    if (leader.leads) {
      sync.pull();
      sender.kick();
    } else channel.post({ type: 'want_pull' });
  }

  wantDays(days: string[]): void {
    const { channel, leader, sync } = this.#parts;
    if (days.length === 0) return;
    // Kept for when this tab leads, which at the start may be a moment away.
    sync.wantDays(days);
    if (!leader.leads) channel.post({ type: 'want_days', days });
  }

  /** Only the leader knows at first hand. */
  shareConnection(): void {
    const { channel, leader, connection } = this.#parts;
    if (leader.leads) channel.post({ type: 'connection', ...connection.reach });
  }

  #reload(): void {
    const { session, replica, inBackground } = this.#parts;
    const { enrolment } = session;
    if (enrolment) inBackground(replica.load(enrolment.locationId));
  }
}
