import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import type { Command } from '@holdfast/protocol/commands';
import type { Database } from '../db/database.ts';
import { createTestDatabase } from '../db/test-database.ts';
import { createGateway } from './location-gateway.ts';
import { committed, refused } from './test-outcomes.ts';
import { createTestWorld } from './test-world.ts';

// What the gateway answers besides the decision itself, and who else hears of it.

const database = await createTestDatabase();
const world = await createTestWorld(database.db, database.admin);
world.feedWatch.close();
const [room = '', other = ''] = world.rooms;

const asked = (start: string, over: object = {}, envelope: Partial<Command> = {}) =>
  world.command('create_booking', { bookingId: randomUUID(), serviceId: world.services.hour, start, resourceIds: [room], customer: null, ...over }, envelope) as Command;

describe('who hears of it', () => {
  test('the feed of what was recorded, what follows elsewhere of commits', async () => {
    const heads: unknown[] = [];
    const kinds: string[] = [];
    const gateway = createGateway({
      db: database.db, now: () => world.clock.now, onTransient: () => {}, onCommitted: (kind) => kinds.push(kind),
      feedWatch: { ...world.feedWatch, moved: (...head) => heads.push(head) },
    });
    const first = committed(await gateway.submit(world.submitter, asked('2026-12-02T10:00:00Z')));
    const late = asked('2026-12-02T10:00:00Z');
    const second = refused(await gateway.submit(world.submitter, late), 'slot_taken');
    // An id that was used for something else leaves nothing in the record.
    expect(await gateway.submit(world.submitter, { ...late, kind: 'release_hold', args: { holdId: randomUUID() } })).toEqual({
      status: 'refused', version: 0, reason: 'command_id_reused', detail: 'This command id was used for another command. Mint a new id.', conflicts: [], alternatives: [],
    });
    expect(heads).toEqual([first, second].map(({ version }) => [world.tenantNo, world.locationId, version]));
    expect(kinds).toEqual(['create_booking']);
  });

  test.each([['is tried again three times, and told each time', '40001', 3], ['is not tried again', '57014', 0]])('what fails as %s', async (_, code, again) => {
    const fault = Object.assign(new pg.DatabaseError('Failed', 0, 'error'), { code });
    const told: unknown[] = [];
    let attempts = 0;
    const db: Database = { ...database.db, query: () => (attempts++, Promise.reject(fault)) };
    const gateway = createGateway({ db, feedWatch: world.feedWatch, now: () => world.clock.now, onTransient: (...what) => told.push(what) });
    const command = asked('2026-12-03T10:00:00Z');
    await expect(gateway.submit(world.submitter, command)).rejects.toBe(fault);
    expect(told).toEqual(Array(again).fill([fault, command]));
    expect(attempts).toBe(again + 1);
  });
});

test('who writes to one location writes to no other of the business', async () => {
  const by = (locationId: string | null, hour: number) => world.gateway.submit({ ...world.submitter, locationId }, asked(`2026-12-08T${hour}:00:00Z`));
  expect(refused(await by(randomUUID(), 10), 'not_found').version).toBe(0);
  committed(await by(world.locationId, 10));
  committed(await by(null, 12));
});

describe('what the database says', () => {
  test('of an id or a reference that is in use', async () => {
    const bookingId = randomUUID();
    committed(await world.gateway.submit(world.submitter, asked('2026-12-04T10:00:00Z', { bookingId })));
    expect(refused(await world.gateway.submit(world.submitter, asked('2026-12-04T12:00:00Z', { bookingId })), 'already_exists').detail).toBe('This id is already in use at this business.');
    const imported = (start: string) => world.gateway.submit({ ...world.submitter, terminalId: null }, asked(start, { reference: 'MINE-1' }, { channel: 'import' }));
    committed(await imported('2026-12-04T14:00:00Z'));
    expect(refused(await imported('2026-12-04T16:00:00Z'), 'already_exists').detail).toBe('Another booking has this reference.');
  });

  test('of a reference that was minted twice nothing: another is minted', async () => {
    const inUse = Object.assign(new pg.DatabaseError('In use', 0, 'error'), { code: '23505', constraint: 'booking_reference_unique' });
    let minted = '';
    const db: Database = {
      ...database.db,
      query(statement) {
        const { bookings } = JSON.parse(String(statement.values?.[1])) as { bookings: { columns: { reference: string } }[] };
        minted = bookings[0]?.columns.reference ?? '';
        return Promise.reject(inUse);
      },
    };
    const gateway = createGateway({ db, feedWatch: world.feedWatch, now: () => world.clock.now, onTransient: () => {} });
    // Again it is decided under the lock.
    const { reference } = committed(await gateway.submit(world.submitter, asked('2026-12-09T10:00:00Z')));
    expect([minted, reference]).toEqual([expect.stringMatching(/^HF-/), expect.stringMatching(/^HF-/)]);
    expect(reference).not.toBe(minted);
  });

  test('of a dependency, whether or not the decision came to it', async () => {
    const lost = asked('2026-12-07T10:00:00Z');
    committed(await world.book(room, '2026-12-07T10:00:00Z'));
    refused(await world.gateway.submit(world.submitter, lost), 'slot_taken');
    const answers = await Promise.all([
      world.submit('arrive_booking', { bookingId: randomUUID() }, { dependsOn: lost.id }),
      world.submit('arrive_booking', { bookingId: randomUUID() }, { dependsOn: randomUUID() }),
      world.gateway.submit(world.submitter, asked('2026-12-07T18:00:00Z', {}, { dependsOn: lost.id })),
    ]);
    for (const answer of answers) expect(refused(answer, 'dependency_refused').detail).toBe('The command it depends on was not committed.');
    // Of one that was committed it says nothing: the booking is not there all the same.
    const held = asked('2026-12-07T20:00:00Z');
    committed(await world.gateway.submit(world.submitter, held));
    refused(await world.submit('arrive_booking', { bookingId: randomUUID() }, { dependsOn: held.id }), 'not_found');
  });
});

describe('what a command would be decided to be', () => {
  const foresee = (command: Command) => world.gateway.foresee(world.submitter, command);

  test('possible, or refused, and at no place that is not there', async () => {
    const bookingId = randomUUID();
    expect(await foresee(asked('2026-12-05T10:00:00Z', { bookingId, resourceIds: [other] }))).toMatchObject({ status: 'possible', outcome: { status: 'committed', bookingId } });
    expect(await foresee(asked('2026-12-05T10:00:00Z', { resourceIds: [randomUUID()] }))).toEqual({ status: 'refused', reason: 'not_found', detail: 'There is no such resource at this location.' });
    expect(await foresee(asked('2026-12-05T10:00:00Z', {}, { locationId: randomUUID() }))).toEqual({ status: 'refused', reason: 'not_found', detail: 'There is no such location.' });
  });

  test('as under the lock, by who asks', async () => {
    const elsewhere = { channel: 'desk', actorId: world.colleagueId } as const;
    expect(await foresee(world.command('override_hold', { holdId: randomUUID(), newHoldId: randomUUID(), reason: 'A fair' }, elsewhere) as Command)).toMatchObject({ reason: 'policy_forbids' });
    expect(await foresee(world.command('override_hold', { holdId: randomUUID(), newHoldId: randomUUID(), reason: 'A fair' }) as Command)).toMatchObject({ reason: 'not_found' });
    const holdId = randomUUID();
    committed(await world.submit('place_hold', { holdId, serviceId: world.services.hour, start: '2026-12-10T10:00:00Z', resourceIds: [room] }));
    expect(await foresee(world.command('release_hold', { holdId }) as Command)).toMatchObject({ status: 'possible', outcome: { holdId } });
    const seriesId = randomUUID();
    const series = world.command('create_series', { seriesId, serviceId: world.services.hour, start: '2026-12-05T10:00:00Z', rule: 'FREQ=DAILY;COUNT=2', resourceIds: [room], customer: null, acceptance: 'all' });
    expect(await foresee(series as Command)).toMatchObject({ status: 'possible', outcome: { seriesId } });
    committed(await world.book(room, '2026-12-06T10:00:00Z'));
    expect(await foresee(series as Command)).toMatchObject({ status: 'refused', reason: 'series_incomplete', occurrences: [{ status: 'free' }, { status: 'taken' }] });
  });
});
