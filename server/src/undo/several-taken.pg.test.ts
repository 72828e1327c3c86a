import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Command, CommandArgs, CommandKind } from '@holdfast/protocol/commands';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createUndoWorld } from './undo-world.ts';

/** Several bookings that cannot all go back: who is in whose place, and other times for them. */

const { database, world, room } = await createUndoWorld();

async function sent<K extends CommandKind>(kind: K, args: CommandArgs<K>): Promise<string> {
  const command = world.command(kind, args);
  committed(await world.gateway.submit(world.submitter, command as Command));
  return command.id;
}

const undo = (commandId: string) => world.submit('undo_command', { commandId, showsWhose: true });

/** Three days in a row from ten to eleven, in one room. */
async function course(resourceIds: string[], start: string, customer: CommandArgs<'create_series'>['customer']): Promise<{ seriesId: string; bookingId: string }> {
  const seriesId = randomUUID();
  await sent('create_series', { seriesId, serviceId: world.services.hour, start, resourceIds, rule: 'FREQ=DAILY;COUNT=3', customer, acceptance: 'all' });
  const { rows } = await database.admin.query<{ id: string }>('select booking_id as id from booking where series_id = $1 order by starts_at', [seriesId]);
  return { seriesId, bookingId: rows[0]?.id ?? '' };
}

test.each(['cancel_series', 'move_series'] as const)('whose time somebody took since is named when %s is undone, with other times that are held for them', async (kind) => {
  const month = kind === 'cancel_series' ? '05' : '06';
  const customer = { id: randomUUID(), name: `Lena ${kind}`, phone: kind === 'cancel_series' ? '+44 7700 900431' : '+44 7700 900432' };
  const { seriesId, bookingId } = await course([room(6)], `2027-${month}-01T10:00:00Z`, customer);
  const undone = await sent(kind, { seriesId, bookingId, scope: 'all', ...(kind === 'move_series' ? { start: `2027-${month}-01T15:00:00Z`, resourceIds: [], acceptance: 'all' } : {}) });
  for (const day of ['02', '03']) committed(await world.book(room(6), `2027-${month}-${day}T10:00:00Z`));

  const { detail, conflicts, alternatives, occurrences = [] } = refused(await undo(undone), 'slot_taken');
  expect(conflicts.map(({ start, resourceId, kind: by }) => [start, resourceId, by])).toEqual(['02', '03'].map((day) => [`2027-${month}-${day}T10:00:00.000Z`, room(6), 'booking']));
  expect(occurrences.map(({ start, status }) => [start.slice(8, 10), status])).toEqual([['01', 'free'], ['02', 'taken'], ['03', 'taken']]);
  const [, second, third] = occurrences;
  expect(detail).toBe(`The times of ${second?.reference} and ${third?.reference} were taken since.`);
  expect(third?.alternatives).toHaveLength(3);
  // Really held, and for whoever it is for.
  expect(alternatives).toHaveLength(3);
  expect(alternatives[0]?.start).toBe(`2027-${month}-02T10:00:00.000Z`);
  const { rows } = await database.admin.query('select status, customer_name from hold where hold_id = any($1)', [alternatives.map(({ holdId }) => holdId)]);
  expect(rows).toEqual(Array(3).fill({ status: 'active', customer_name: customer.name }));
  // Taking one of the others' is not in the way of them.
  committed(await world.book(third?.alternatives?.[0]?.resourceIds[0] ?? '', third?.alternatives?.[0]?.start ?? ''));
});

test('nor can running late be taken back once somebody has one of the times, and it says whose, and what they could have', async () => {
  const day = '2027-07-01';
  const [early, late] = [committed(await world.book(room(7), `${day}T10:00:00Z`)), committed(await world.book(room(7), `${day}T11:00:00Z`))];
  const command = world.command('run_late', { resourceId: room(7), minutes: 60, from: `${day}T09:00:00Z` });
  committed(await world.gateway.submit(world.submitter, command));
  committed(await world.book(room(7), `${day}T10:00:00Z`));
  const { alternatives, occurrences } = refused(await undo(command.id), 'slot_taken');
  const answers = new Map(occurrences?.map(({ bookingId, status }) => [bookingId, status]));
  expect([answers.get(early.bookingId), answers.get(late.bookingId)]).toEqual(['taken', 'free']);
  expect(alternatives.map(({ holdId }) => typeof holdId)).toEqual(['string', 'string', 'string']);
});

test('a terminal that would take them for the booking it was tapped on is offered none, a program is', async () => {
  const { seriesId, bookingId } = await course([room(5)], '2027-08-01T10:00:00Z', null);
  const undone = await sent('cancel_series', { seriesId, bookingId, scope: 'all' });
  committed(await world.book(room(5), '2027-08-02T10:00:00Z'));
  const asked = { commandId: undone };
  const old = refused(await world.submit('undo_command', asked), 'slot_taken');
  expect([old.alternatives, old.occurrences?.map(({ status }) => status)]).toEqual([[], ['free', 'taken', 'free']]);
  const program = world.command('undo_command', asked, { channel: 'api', actorId: randomUUID() });
  expect(refused(await world.gateway.submit({ ...world.submitter, terminalId: null, keyRole: 'manager' }, program), 'slot_taken').alternatives).not.toEqual([]);
});
