import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Committed, Refused } from '@holdfast/protocol/outcomes';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { pull } from '../feed/pull.ts';
import { createTestWorld, type TestWorld } from './test-world.ts';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  world = await createTestWorld(database.db, database.admin);
});
afterEach(() => world.feedWatch.close());

/** Each test sells its own day, so that none stands in another's way. */
let day = 1;
const freshDay = (): string => `2026-12-${String(++day).padStart(2, '0')}`;

function committed(outcome: unknown): Committed {
  expect(outcome).toMatchObject({ status: 'committed' });
  return outcome as Committed;
}
function refused(outcome: unknown, reason: Refused['reason']): Refused {
  expect(outcome).toMatchObject({ status: 'refused', reason });
  return outcome as Refused;
}
const room = (index: number): string => world.rooms[index] ?? '';

test('a free slot is committed, told to the feed and written to the record', async () => {
  const date = freshDay();
  const outcome = committed(await world.book(room(0), `${date}T10:00:00Z`));
  expect(outcome.reference).toMatch(/^HF-[0-9A-HJKMNP-TV-Z]{7}$/);
  const { rows } = await database.admin.query(
    'select kind, refusal_reason, actor_id, after from event where subject_id = $1',
    [outcome.bookingId],
  );
  expect(rows).toEqual([
    expect.objectContaining({ kind: 'create_booking', refusal_reason: null, actor_id: world.staffId }),
  ]);
  expect(rows[0].after).toMatchObject({ id: outcome.bookingId, status: 'booked', version: 1 });
});

test('a taken slot is refused with three alternatives that are really held', async () => {
  const date = freshDay();
  committed(await world.book(room(0), `${date}T10:00:00Z`));
  const answer = refused(await world.book(room(0), `${date}T10:30:00Z`), 'slot_taken');
  expect(answer.conflicts).toEqual([
    { start: `${date}T10:00:00.000Z`, end: `${date}T11:00:00.000Z`, resourceId: room(0), kind: 'booking' },
  ]);
  expect(answer.alternatives).toHaveLength(3);
  for (const alternative of answer.alternatives) {
    expect(alternative.start).toBe(`${date}T10:30:00.000Z`);
    expect(alternative.holdId).toBeTruthy();
    // Nobody else gets it.
    refused(await world.book(alternative.resourceIds[0] ?? '', alternative.start), 'slot_taken');
  }
});

test('three alternatives do not take each other\'s time, however few rooms are free', async () => {
  const date = freshDay();
  for (const busy of world.rooms.slice(1)) {
    const end = `${date}T20:00:00Z`;
    committed(await world.submit('place_block', { blockId: randomUUID(), resourceIds: [busy], start: `${date}T00:00:00Z`, end }));
  }
  committed(await world.book(room(0), `${date}T10:00:00Z`));
  const { alternatives } = refused(await world.book(room(0), `${date}T10:15:00Z`), 'slot_taken');
  expect(alternatives.map(({ start, holdId }) => [start, holdId !== undefined])).toEqual([
    [`${date}T11:00:00.000Z`, true],
    [`${date}T09:00:00.000Z`, true],
    [`${date}T12:00:00.000Z`, true],
  ]);
});

test('a held alternative becomes the booking, and the other offers go back on sale', async () => {
  const date = freshDay();
  committed(await world.book(room(0), `${date}T10:00:00Z`));
  const bookingId = randomUUID();
  const wanted = { bookingId, serviceId: world.services.hour, start: `${date}T10:00:00Z`, resourceIds: [room(0)], customer: null };
  const refusedCommand = world.command('create_booking', wanted);
  const answer = refused(await world.gateway.submit(world.submitter, refusedCommand), 'slot_taken');
  const [first, second] = answer.alternatives;
  const confirmed = committed(
    await world.submit(
      'confirm_hold',
      { holdId: first?.holdId ?? '', bookingId, customer: null },
      { supersedes: refusedCommand.id },
    ),
  );
  expect(confirmed.bookingId).toBe(bookingId);
  committed(await world.book(second?.resourceIds[0] ?? '', second?.start ?? ''));
  refused(await world.book(first?.resourceIds[0] ?? '', first?.start ?? ''), 'slot_taken');
});

test('a refusal stays refused after the slot became free, and so does its replay', async () => {
  const date = freshDay();
  const winner = committed(await world.book(room(0), `${date}T10:00:00Z`));
  const loser = world.command('create_booking', {
    bookingId: randomUUID(), serviceId: world.services.hour, start: `${date}T10:00:00Z`, resourceIds: [room(0)], customer: null,
  });
  const first = await world.gateway.submit(world.submitter, loser);
  committed(await world.submit('cancel_booking', { bookingId: winner.bookingId ?? '' }));
  expect(await world.gateway.submit(world.submitter, loser)).toEqual(first);
});

test('eight simultaneous sendings of one command have one effect and eight equal answers', async () => {
  const date = freshDay();
  const command = world.command('create_booking', {
    bookingId: randomUUID(), serviceId: world.services.hour, start: `${date}T10:00:00Z`, resourceIds: [room(0)], customer: null,
  });
  const answers = await Promise.all(Array.from({ length: 8 }, () => world.gateway.submit(world.submitter, command)));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  committed(answers[0]);
  const { rows } = await database.admin.query('select count(*)::int as n from event where command_id = $1', [command.id]);
  expect(rows).toEqual([{ n: 1 }]);
});

test('a known id with another payload is never executed and leaves the stored answer alone', async () => {
  const date = freshDay();
  const args = { bookingId: randomUUID(), serviceId: world.services.hour, start: `${date}T10:00:00Z`, resourceIds: [room(0)], customer: null };
  const command = world.command('create_booking', args);
  const first = await world.gateway.submit(world.submitter, command);
  const other = { ...command, args: { ...args, start: `${date}T14:00:00Z` } };
  refused(await world.gateway.submit(world.submitter, other), 'command_id_reused');
  expect(await world.gateway.submit(world.submitter, command)).toEqual(first);
});

test('a move releases and rebooks in one step and may overlap its former self', async () => {
  const date = freshDay();
  const { bookingId = '' } = committed(await world.book(room(0), `${date}T10:00:00Z`));
  const moved = committed(
    await world.submit('move_booking', { bookingId, expectedVersion: 1, start: `${date}T10:30:00Z`, resourceIds: [room(0)] }),
  );
  expect(moved.bookingVersion).toBe(2);
  committed(await world.book(room(0), `${date}T09:30:00Z`));
  refused(await world.book(room(0), `${date}T11:15:00Z`), 'slot_taken');
});

test('a refused move leaves the booking where it was', async () => {
  const date = freshDay();
  const { bookingId = '' } = committed(await world.book(room(0), `${date}T10:00:00Z`));
  committed(await world.book(room(1), `${date}T10:00:00Z`));
  const answer = refused(
    await world.submit('move_booking', { bookingId, start: `${date}T10:00:00Z`, resourceIds: [room(1)] }),
    'slot_taken',
  );
  refused(await world.book(room(0), `${date}T10:00:00Z`), 'slot_taken');
  const using = answer.alternatives[0];
  const moved = committed(
    await world.submit('move_booking', {
      bookingId, start: using?.start ?? '', resourceIds: using?.resourceIds ?? [], ...(using?.holdId ? { usingHoldId: using.holdId } : {}),
    }),
  );
  expect(moved.bookingVersion).toBe(2);
});

test('a stale version is refused, whatever it asks for', async () => {
  const date = freshDay();
  const { bookingId = '' } = committed(await world.book(room(0), `${date}T10:00:00Z`));
  committed(await world.submit('edit_booking', { bookingId, expectedVersion: 1, notes: 'Piano, please' }));
  refused(await world.submit('cancel_booking', { bookingId, expectedVersion: 1 }), 'stale_version');
});

test('the status walks only its legal steps', async () => {
  const date = freshDay();
  const customer = { id: randomUUID(), name: 'Priya Nair', phone: '+44 7700 900 412' };
  const bookingId = randomUUID();
  committed(await world.submit('create_booking', {
    bookingId, serviceId: world.services.hour, start: `${date}T10:00:00Z`, resourceIds: [room(0)], customer,
  }));
  refused(await world.submit('complete_booking', { bookingId }), 'illegal_status');
  committed(await world.submit('arrive_booking', { bookingId }));
  committed(await world.submit('start_booking', { bookingId }));
  committed(await world.submit('complete_booking', { bookingId }));
  refused(await world.submit('cancel_booking', { bookingId }), 'illegal_status');
  const { rows } = await database.admin.query('select visits from customer where customer_id = $1', [customer.id]);
  expect(rows).toEqual([{ visits: 1 }]);
});

test('a no-show waits for its grace, counts on the customer and gives the time back', async () => {
  const date = freshDay();
  const customer = { id: randomUUID(), name: 'Tom Adler' };
  const bookingId = randomUUID();
  committed(await world.submit('create_booking', {
    bookingId, serviceId: world.services.hour, start: `${date}T10:00:00Z`, resourceIds: [room(0)], customer,
  }));
  const before = world.clock.now;
  world.clock.now = Date.parse(`${date}T10:09:59Z`);
  refused(await world.submit('no_show_booking', { bookingId }), 'too_early');
  world.clock.now = Date.parse(`${date}T10:10:00Z`);
  committed(await world.submit('no_show_booking', { bookingId }));
  committed(await world.book(room(0), `${date}T10:15:00Z`));
  world.clock.now = before;
  const { rows } = await database.admin.query('select no_shows from customer where customer_id = $1', [customer.id]);
  expect(rows).toEqual([{ no_shows: 1 }]);
});

test('preparation and cleanup are kept by the database', async () => {
  const date = freshDay();
  const buffered = (start: string) =>
    world.submit('create_booking', {
      bookingId: randomUUID(), serviceId: world.services.buffered, start, resourceIds: [room(0)], customer: null,
    });
  committed(await buffered(`${date}T10:00:00Z`));
  refused(await world.book(room(0), `${date}T11:00:00Z`), 'slot_taken');
  committed(await world.book(room(0), `${date}T11:15:00Z`));
});

test('several resources are taken all or none, and a service gets none it has no use for', async () => {
  const date = freshDay();
  // One intent, asked three times: what its newest refusal holds is held for it.
  const bookingId = randomUUID();
  const visit = (resourceIds: string[], change = {}) =>
    world.submit('create_booking', {
      bookingId, serviceId: world.services.visit, start: `${date}T10:00:00Z`, resourceIds, customer: null, ...change,
    });
  refused(await visit([room(0), room(1)], { bookingId: randomUUID(), start: `${date}T15:00:00Z` }), 'unsuitable_resource');
  committed(await world.book(room(0), `${date}T10:00:00Z`));
  const { alternatives } = refused(await visit([world.doctor, room(0)]), 'slot_taken');
  expect(alternatives[0]?.resourceIds).toEqual([world.doctor, room(1)]);
  committed(await world.submit('confirm_hold', { holdId: alternatives[0]?.holdId ?? '', bookingId, customer: null }));
  const { rows } = await database.admin.query('select count(*)::int as n from claim where owner_id = $1 and released_at is null', [bookingId]);
  expect(rows).toEqual([{ n: 2 }]);
});

test('named by nobody, free resources are picked', async () => {
  const date = freshDay();
  committed(await world.book(room(0), `${date}T10:00:00Z`));
  const bookingId = randomUUID();
  committed(await world.submit('create_booking', {
    bookingId, serviceId: world.services.hour, start: `${date}T10:00:00Z`, resourceIds: [], customer: null,
  }));
  const { rows } = await database.admin.query('select resource_ids from booking where booking_id = $1', [bookingId]);
  expect(rows).toEqual([{ resource_ids: [room(1)] }]);
});

test('who is named is booked, with what is free beside them, or nobody is; a move to somebody else keeps the rest', async () => {
  const date = freshDay();
  const visit = (bookingId: string, start: string, resourceIds: string[]) =>
    world.submit('create_booking', { bookingId, serviceId: world.services.visit, start: `${date}T${start}:00Z`, resourceIds, customer: null });
  committed(await world.book(room(0), `${date}T10:00:00Z`));
  const bookingId = randomUUID();
  committed(await visit(bookingId, '10:00', [world.doctor]));
  const { conflicts } = refused(await visit(randomUUID(), '10:00', [world.doctor]), 'slot_taken');
  expect(conflicts.map(({ resourceId }) => resourceId)).toEqual([world.doctor]);
  const picked = async () => (await database.admin.query<{ ids: string[] }>('select resource_ids as ids from booking where booking_id = $1', [bookingId])).rows[0]?.ids;
  expect(await picked()).toEqual([world.doctor, room(1)]);
  committed(await world.submit('move_booking', { bookingId, expectedVersion: 1, start: `${date}T14:00:00Z`, resourceIds: [world.doctor] }));
  expect(await picked()).toEqual([world.doctor, room(1)]);
  committed(await world.book(room(1), `${date}T15:00:00Z`));
  committed(await world.submit('move_booking', { bookingId, expectedVersion: 2, start: `${date}T15:00:00Z`, resourceIds: [world.doctor] }));
  expect(await picked()).toEqual([world.doctor, room(0)]);
});

test('a resource with three lanes is sold three times, then full', async () => {
  const date = freshDay();
  const join = () =>
    world.submit('create_booking', {
      bookingId: randomUUID(), serviceId: world.services.class, start: `${date}T10:00:00Z`, resourceIds: [world.classRoom], customer: null,
    });
  committed(await join());
  committed(await join());
  committed(await join());
  refused(await join(), 'capacity_full');
});

test('a block lists what it would displace, and stands in the way afterwards', async () => {
  const date = freshDay();
  committed(await world.book(room(0), `${date}T10:00:00Z`));
  const block = (blockId: string, start: string) =>
    world.submit('place_block', { blockId, resourceIds: [room(0)], start: `${date}T${start}:00Z`, end: `${date}T12:00:00Z`, reason: 'Piano tuning' });
  expect(refused(await block(randomUUID(), '10:30'), 'slot_taken').conflicts).toHaveLength(1);
  const blockId = randomUUID();
  committed(await block(blockId, '11:00'));
  refused(await world.book(room(0), `${date}T11:30:00Z`), 'resource_blocked');
  committed(await world.submit('remove_block', { blockId }));
  refused(await world.submit('remove_block', { blockId }), 'illegal_status');
  committed(await world.book(room(0), `${date}T11:30:00Z`));
});

test('a hold keeps the slot, is confirmed in place, and cannot be used twice', async () => {
  const date = freshDay();
  const holdId = randomUUID();
  const held = committed(await world.submit('place_hold', { holdId, serviceId: world.services.hour, start: `${date}T10:00:00Z`, resourceIds: [room(0)] }));
  expect(Date.parse(held.expiresAt ?? '') - Date.now()).toBeGreaterThan(590_000);
  refused(await world.book(room(0), `${date}T10:00:00Z`), 'slot_taken');
  committed(await world.submit('confirm_hold', { holdId, bookingId: randomUUID(), customer: null }));
  refused(await world.submit('confirm_hold', { holdId, bookingId: randomUUID(), customer: null }), 'hold_not_active');
  refused(await world.submit('release_hold', { holdId }), 'hold_not_active');
});

test('an expired hold stops blocking although no job has run, and confirming it is a fresh attempt', async () => {
  const date = freshDay();
  const [first, second] = [randomUUID(), randomUUID()];
  for (const [holdId, index] of [[first, 0], [second, 1]] as const)
    committed(await world.submit('place_hold', { holdId, serviceId: world.services.hour, start: `${date}T10:00:00Z`, resourceIds: [room(index)] }));
  // Past in one step: the database's clock decides, so its rows are moved instead of the clock.
  await database.admin.query(`update hold set expires_at = now() - interval '1 second' where hold_id = any($1)`, [[first, second]]);
  await database.admin.query(`update claim set expires_at = now() - interval '1 second' where owner_id = any($1)`, [[first, second]]);
  committed(await world.book(room(0), `${date}T10:00:00Z`));
  committed(await world.submit('confirm_hold', { holdId: second, bookingId: randomUUID(), customer: null }));
  const gone = refused(await world.submit('confirm_hold', { holdId: first, bookingId: randomUUID(), customer: null }), 'hold_expired');
  expect(gone.alternatives.length).toBeGreaterThan(0);
});

test('a dependent of a refused command is refused for that reason', async () => {
  const date = freshDay();
  committed(await world.book(room(0), `${date}T10:00:00Z`));
  const bookingId = randomUUID();
  const create = world.command('create_booking', {
    bookingId, serviceId: world.services.hour, start: `${date}T10:00:00Z`, resourceIds: [room(0)], customer: null,
  });
  refused(await world.gateway.submit(world.submitter, create), 'slot_taken');
  refused(await world.submit('arrive_booking', { bookingId }, { dependsOn: create.id }), 'dependency_refused');
});

test('a dismissed refusal gives back what it held', async () => {
  const date = freshDay();
  committed(await world.book(room(0), `${date}T10:00:00Z`));
  const create = world.command('create_booking', {
    bookingId: randomUUID(), serviceId: world.services.hour, start: `${date}T10:00:00Z`, resourceIds: [room(0)], customer: null,
  });
  const { alternatives } = refused(await world.gateway.submit(world.submitter, create), 'slot_taken');
  committed(await world.submit('dismiss_refusal', { refusedCommandId: create.id, reason: 'Guest left' }));
  committed(await world.book(alternatives[0]?.resourceIds[0] ?? '', alternatives[0]?.start ?? ''));
  refused(await world.submit('dismiss_refusal', { refusedCommandId: randomUUID(), reason: 'Nothing' }), 'not_found');
});

test('what cannot be is refused with its reason', async () => {
  const date = freshDay();
  const create = (change: object) =>
    world.submit('create_booking', {
      bookingId: randomUUID(), serviceId: world.services.hour, start: `${date}T10:00:00Z`, resourceIds: [room(0)], customer: null, ...change,
    });
  refused(await create({ end: `${date}T09:00:00Z` }), 'invalid_times');
  refused(await create({ start: '2150-01-01T00:00:00Z' }), 'invalid_times');
  refused(await create({ start: '2026-11-01T10:00:00Z' }), 'past');
  refused(await create({ serviceId: randomUUID() }), 'not_found');
  refused(await create({ resourceIds: [randomUUID()] }), 'not_found');
  refused(await create({ resourceIds: [world.classRoom], start: `${date}T12:00:00Z` }), 'unsuitable_resource');
  refused(await create({ reference: 'MINE' }), 'policy_forbids');
  refused(await world.book(room(0), `${date}T10:00:00Z`, { channel: 'web' }), 'policy_forbids');
  refused(await world.book(room(0), `${date}T10:00:00Z`, { actorId: randomUUID() }), 'actor_revoked');
  refused(await world.book(room(0), `${date}T10:00:00Z`, { locationId: randomUUID() }), 'not_found');
  refused(await world.submit('arrive_booking', { bookingId: randomUUID() }), 'not_found');
  const { bookingId = '' } = committed(await world.book(room(0), `${date}T10:00:00Z`));
  refused(await create({ bookingId, start: `${date}T15:00:00Z` }), 'already_exists');
});

test('another tenant sees and touches nothing', async () => {
  const date = freshDay();
  const other = await createTestWorld(database.db, database.admin);
  const { bookingId = '' } = committed(await world.book(room(0), `${date}T10:00:00Z`));
  refused(await other.submit('cancel_booking', { bookingId }), 'not_found');
  refused(await other.book(room(0), `${date}T12:00:00Z`), 'not_found');
  refused(await other.submit('cancel_booking', { bookingId }, { locationId: world.locationId }), 'not_found');
  other.feedWatch.close();
});

test('the feed is gap-free, pages on version boundaries, and resets what it cannot continue', async () => {
  const other = await createTestWorld(database.db, database.admin);
  const date = freshDay();
  for (let hour = 10; hour < 20; hour++) committed(await other.book(other.rooms[0] ?? '', `${date}T${hour}:00:00Z`));
  const { rows } = await database.admin.query<{ epoch: string }>('select epoch from feed_head where location_id = $1', [other.locationId]);
  const at = (cursor: number, epoch = rows[0]?.epoch ?? '') =>
    pull(other.db, other.tenantNo, { locationId: other.locationId, epoch, cursor, replicaSchema: 1 }, 0);
  const all = await at(0);
  expect(all).toMatchObject({ kind: 'delta', to: 10, head: 10 });
  expect(all?.kind === 'delta' && all.changes.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(await at(10)).toMatchObject({ kind: 'delta', changes: [], to: 10 });
  expect(await at(11)).toEqual({ kind: 'reset', reason: 'epoch' });
  expect(await at(3, 'another')).toEqual({ kind: 'reset', reason: 'epoch' });
  await database.admin.query(`update change set at = now() - interval '30 days' where location_id = $1 and version <= 4`, [other.locationId]);
  await database.admin.query(`select gateway.prune_changes(interval '14 days')`);
  expect(await at(3)).toEqual({ kind: 'reset', reason: 'floor' });
  expect(await at(4)).toMatchObject({ kind: 'delta', to: 10 });
  other.feedWatch.close();
});

test('a refusal never rests on settings that have changed', async () => {
  const date = freshDay();
  committed(await world.book(room(0), `${date}T08:00:00Z`));
  const added = { id: randomUUID(), locationId: world.locationId, slug: 'annex', name: 'Annex', kind: 'room', label: '', capacity: 1, position: 99, archived: false };
  await database.admin.query('select gateway.put_resource($1, $2, $3)', [world.tenantNo, world.locationId, JSON.stringify(added)]);
  committed(await world.book(added.id, `${date}T10:00:00Z`));
});
