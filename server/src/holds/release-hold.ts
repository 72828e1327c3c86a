import type { Handler } from '../commands/handler.ts';
import { refuse } from '../commands/plan.ts';
import { readHold } from './hold-sql.ts';
import { notActive } from './not-active.ts';

export const releaseHold: Handler<'release_hold'> = async (context, { args }) => {
  const held = await readHold(context, args.holdId);
  if (!held) return refuse('not_found', 'There is no such hold at this location.');
  if (held.row.status !== 'active') return notActive(held.row, `This hold was already ${held.row.status}.`);
  return {
    kind: 'apply',
    plan: {
      closeHolds: [{ id: args.holdId, status: 'released' }],
      outcome: { status: 'committed', holdId: args.holdId },
    },
  };
};
