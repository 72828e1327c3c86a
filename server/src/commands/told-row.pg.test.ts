import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Database } from '../db/database.ts';
import { createTestDatabase } from '../db/test-database.ts';
import { createGateway } from './location-gateway.ts';
import { readRecordedAnswer } from './recorded-answer.ts';
import { committed } from './test-outcomes.ts';
import { createTestWorld } from './test-world.ts';

const database = await createTestDatabase();
// The first commit fails when everything in it was done and answered, as a crash of the database would have it.
await database.admin.query(`
  create sequence commits;
  create function fails_first() returns trigger language plpgsql security definer as
    $$ begin if nextval('public.commits') = 1 then raise exception 'Once more' using errcode = '40001'; end if; return null; end $$;
  create constraint trigger fails_first after insert on event deferrable initially deferred
    for each row when (new.kind = 'undo_command') execute function fails_first()`);

test.each([['its second attempt', false], ['another sending, in between', true]])(
  'of an attempt that was rolled back no row is told, when the command was committed by %s',
  async (_, byTwin) => {
    await database.admin.query('alter sequence commits restart');
    const world = await createTestWorld(database.db, database.admin);
    world.feedWatch.close();
    const { bookingId = '' } = await world.book(world.rooms[0] ?? '', '2026-12-02T10:00:00Z');
    const cancel = world.command('cancel_booking', { bookingId });
    committed(await world.gateway.submit(world.submitter, cancel));
    const undo = world.command('undo_command', { commandId: cancel.id });
    const db: Database = {
      ...database.db,
      lockLocation: (tenantNo, locationId, work) =>
        database.db.lockLocation(tenantNo, locationId, work).catch(async (fault: unknown) => {
          if (byTwin) committed(await world.gateway.submit(world.submitter, undo));
          throw fault;
        }),
    };
    const faults: Error[] = [];
    const gateway = createGateway({ db, feedWatch: world.feedWatch, now: () => world.clock.now, onTransient: (fault) => faults.push(fault) });

    const told: unknown[] = [];
    committed(await gateway.submit({ ...world.submitter, onRow: (row) => told.push(row) }, undo));
    expect(faults).toHaveLength(1);
    const recorded = await readRecordedAnswer(database.db, world.tenantNo, undo.id);
    expect(recorded?.row).toMatchObject({ id: bookingId, status: 'booked' });
    expect(told).toEqual(byTwin ? [] : [recorded?.row]);
  },
);

test('a refusal is told by the submission it was stored for, and by none that repeats it', async () => {
  const world = await createTestWorld(database.db, database.admin);
  world.feedWatch.close();
  const [room = ''] = world.rooms;
  await world.book(room, '2026-12-02T10:00:00Z');
  const elsewhere = { ...world.submitter, locationId: randomUUID() };
  for (const submitter of [world.submitter, elsewhere]) {
    const told: unknown[] = [];
    const taken = world.command('place_hold', { holdId: randomUUID(), serviceId: world.services.hour, resourceIds: [room], start: '2026-12-02T10:00:00Z' });
    for (let sending = 0; sending < 2; sending++)
      expect(await world.gateway.submit({ ...submitter, onRow: (row) => told.push(row) }, taken)).toMatchObject({ status: 'refused' });
    expect(told).toEqual([null]);
  }
});
