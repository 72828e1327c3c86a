import type { CommandOf } from '@holdfast/protocol/commands';
import { isDesk } from '@holdfast/protocol/values';
import type { DecisionContext } from '../commands/handler.ts';
import { refuse, type Applicable, type Refusal } from '../commands/plan.ts';
import { readHold } from '../holds/hold-sql.ts';
import { notActive } from '../holds/not-active.ts';
import type { RecordedEvent } from './event-sql.ts';

/**
 * Undoes `place_hold` of the counter: its time is for sale. Whether it ran out or was released meanwhile is all the same;
 * what became a booking, or a manager took over, is somebody's. Ask under the location's lock.
 */
export async function takeBackHold(
  context: DecisionContext,
  { args }: CommandOf<'undo_command'>,
  { subjectId, channel }: RecordedEvent,
): Promise<Applicable | Refusal> {
  if (!isDesk(channel)) return refuse('cannot_undo', 'Only what was held at the counter can be undone. Release it instead.');
  const held = subjectId === null ? null : await readHold(context, subjectId);
  if (!held) throw new Error(`The record of ${args.commandId} names no hold.`);
  const { id, status } = held.row;
  if (status === 'converted' || status === 'overridden') return notActive(held.row, 'Somebody took this hold over since.');
  return {
    kind: 'apply',
    plan: {
      ...(status === 'active' ? { closeHolds: [{ id, status: 'released' }] } : {}),
      outcome: { status: 'committed', undoneCommandId: args.commandId, holdId: id },
    },
  };
}
