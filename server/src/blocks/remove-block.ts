import type { Handler } from '../commands/handler.ts';
import { refuse } from '../commands/plan.ts';
import { keepUnblocked } from '../undo/undo-hold.ts';
import { readBlock } from './block-sql.ts';

/** The time goes back on sale in the same transaction; for the undo window to the desk alone. */
export const removeBlock: Handler<'remove_block'> = async (context, command) => {
  const { args } = command;
  const block = await readBlock(context, args.blockId);
  if (!block) return refuse('not_found', 'There is no such block at this location.');
  if (block.removed) return refuse('illegal_status', 'This block was already removed.');
  return {
    kind: 'apply',
    plan: {
      releaseOwners: [{ kind: 'block', id: args.blockId }],
      removeBlock: args.blockId,
      ...keepUnblocked(context, command, block),
      outcome: { status: 'committed', blockId: args.blockId },
    },
  };
};
