import { expect, test } from 'vitest';
import { outboxRecord } from '../testing/outbox-records.ts';
import { locationId } from '../testing/simulated-house.ts';
import { unabsorbed } from './overlay.ts';

const behind = { locationId, epoch: 'one', cursor: 5 };

test('an undo that ended a refusal puts nothing back, also while the copy does not know of it yet', () => {
  const move = outboxRecord({ id: 'move', kind: 'move_booking' });
  const undo = outboxRecord({ id: 'undo', kind: 'undo_command', args: { commandId: 'move' }, state: 'committed', version: 9 });
  expect(unabsorbed([{ ...move, state: 'committed', version: 8 }, undo], behind)).toHaveLength(2);
  expect(unabsorbed([{ ...move, state: 'dismissed', decidedBy: 'undo' }, undo], behind)).toEqual([]);
});

test('a refused wish is not shown while it is being taken back', () => {
  const move = outboxRecord({ id: 'move', kind: 'move_booking', state: 'refused' });
  const undo = outboxRecord({ id: 'undo', kind: 'undo_command', args: { commandId: 'move' } });
  expect(unabsorbed([move, undo], behind)).toEqual([undo]);
  const refused = { ...undo, state: 'refused' as const };
  expect(unabsorbed([move, refused], behind)).toEqual([move, refused]);
});
