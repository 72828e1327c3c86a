import { randomUUID } from 'node:crypto';
import type { CommandArgs } from '@holdfast/protocol/commands';
import { expect } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { offerFreedTime } from './offering-job.ts';

/** A location with people who wait, for tests of the waitlist. */
export interface WaitlistWorld extends TestWorld {
  database: TestDatabase;
  /** Somebody waits for an hour in any room, from 9 to 18 o'clock of the day unless told otherwise. */
  join(day: string, args?: Partial<CommandArgs<'join_waitlist'>> & { named?: string }): Promise<string>;
  /** The waitlist's own job looks once, as on the steady sweep. */
  look(): Promise<void>;
  entry(entryId: string): Promise<EntryState>;
  /** All rooms are taken on that day from 9 to 18 o'clock, each by one booking; their ids. */
  fill(day: string): Promise<string[]>;
  /** The offer's hold runs out now, and the housekeeping notices. */
  lapse(entryId: string): Promise<void>;
  settings(settings: object): Promise<void>;
}

export interface EntryState {
  status: string;
  /** Of the offer under way: its slot. */
  start: string | null;
  resourceIds: string[] | null;
  holdId: string | null;
  bookingId: string | null;
  declined: string[];
}

export async function createWaitlistWorld(options: Parameters<typeof createTestWorld>[2] = {}): Promise<WaitlistWorld> {
  const database = await createTestDatabase();
  const world = await createTestWorld(database.db, database.admin, options);
  const { admin } = database;
  // What the counter gives up would be kept for an undo for half a minute; a test that is about that says so.
  await admin.query('select gateway.put_settings($1, $2)', [world.tenantNo, { undoSeconds: 0 }]);
  const entry = async (entryId: string): Promise<EntryState> => {
    const { rows } = await admin.query<EntryState>(
      `select e.status, e.declined, e.booking_id as "bookingId", e.hold_id as "holdId",
         case when e.status = 'offered' then gateway.wire_time(h.starts_at) end as start,
         case when e.status = 'offered' then h.resource_ids end as "resourceIds"
       from waitlist_entry e left join hold h on h.tenant_no = e.tenant_no and h.hold_id = e.hold_id
       where e.entry_id = $1`,
      [entryId],
    );
    return rows[0]!;
  };
  // What is freed is free at once; that an undo hold keeps it a moment is a test of its own.
  await admin.query('select gateway.put_settings($1, $2)', [world.tenantNo, { undoSeconds: 0 }]);
  let joined = 0;
  return {
    ...world,
    entry,
    database,
    async join(day, { named = 'Chen', ...args } = {}) {
      const entryId = randomUUID();
      // The same name and number would be the same person, who is offered one thing at a time.
      const phone = `+44 7700 ${900_123 + joined++}`;
      const outcome = await world.submit('join_waitlist', {
        entryId,
        serviceId: world.services.hour,
        from: `${day}T09:00:00Z`,
        to: `${day}T18:00:00Z`,
        resourceIds: [],
        customer: { id: randomUUID(), name: named, phone },
        ...args,
      });
      expect(outcome).toMatchObject({ status: 'committed', entryId });
      return entryId;
    },
    look: () => offerFreedTime({ db: world.db, gateway: world.gateway, now: () => world.clock.now }, new AbortController().signal),
    async fill(day) {
      const ids: string[] = [];
      for (const room of world.rooms) {
        const bookingId = randomUUID();
        const outcome = await world.submit('create_booking', {
          bookingId, serviceId: null, start: `${day}T09:00:00Z`, end: `${day}T18:00:00Z`, resourceIds: [room], customer: null,
        });
        expect(outcome.status).toBe('committed');
        ids.push(bookingId);
      }
      return ids;
    },
    async lapse(entryId) {
      const { holdId } = await entry(entryId);
      await admin.query(`update hold set expires_at = now() - interval '1 second' where hold_id = $1`, [holdId]);
      await admin.query(`update claim set expires_at = now() - interval '1 second' where owner_id = $1`, [holdId]);
      await admin.query('select gateway.sweep_expired_holds()');
    },
    async settings(settings) {
      await admin.query('select gateway.put_settings($1, $2)', [world.tenantNo, settings]);
    },
  };
}
