import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Channel } from '@holdfast/protocol/values';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createUndoWorld } from './undo-world.ts';

const { world, database, room, freshDay, webBooks } = await createUndoWorld();

async function hold(channel: Channel = 'desk') {
  const [holdId, start] = [randomUUID(), `${freshDay()}T10:00:00Z`];
  const command = world.command('place_hold', { holdId, serviceId: world.services.hour, start, resourceIds: [room(0)] }, { channel });
  committed(await world.gateway.submit({ ...world.submitter, ...(channel === 'api' ? { terminalId: null } : {}) }, command));
  return { holdId, start, commandId: command.id };
}
const undo = (commandId: string) => world.submit('undo_command', { commandId });
async function statusOf(holdId: string) {
  const { rows } = await database.admin.query('select status from hold where hold_id = $1', [holdId]);
  return rows[0]?.status as unknown;
}

test.each<Channel>(['desk', 'walk_in'])('what was held by mistake (%s) is for sale at once', async (channel) => {
  const { holdId, start, commandId } = await hold(channel);
  refused(await webBooks(room(0), start), 'slot_taken');
  expect(committed(await undo(commandId))).toMatchObject({ undoneCommandId: commandId, holdId });
  expect(await statusOf(holdId)).toBe('released');
  committed(await webBooks(room(0), start));
  refused(await undo(commandId), 'cannot_undo');
});

test('what ran out or was released meanwhile is what the undo wants', async () => {
  const released = await hold();
  committed(await world.submit('release_hold', { holdId: released.holdId }));
  committed(await undo(released.commandId));
  const gone = await hold();
  await database.admin.query(`update hold set status = 'expired' where hold_id = $1`, [gone.holdId]);
  committed(await undo(gone.commandId));
  expect(await statusOf(gone.holdId)).toBe('expired');
});

test('what somebody booked, or took over, stays theirs', async () => {
  const booked = await hold();
  committed(await world.submit('confirm_hold', { holdId: booked.holdId, bookingId: randomUUID(), customer: null }));
  expect(refused(await undo(booked.commandId), 'hold_not_active').detail).toContain('was used already');
  const taken = await hold();
  const newHoldId = randomUUID();
  committed(await world.submit('override_hold', { holdId: taken.holdId, newHoldId, reason: 'Emergency' }));
  expect(refused(await undo(taken.commandId), 'hold_not_active').detail).toContain('took this hold over');
  expect(await statusOf(newHoldId)).toBe('active');
});

test('what a guest or a program holds was meant', async () => {
  const { holdId, commandId } = await hold('api');
  refused(await undo(commandId), 'cannot_undo');
  expect(await statusOf(holdId)).toBe('active');
});
