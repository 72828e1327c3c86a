import type { Handler } from '../commands/handler.ts';
import { refuse } from '../commands/plan.ts';
import { readBlock } from './block-sql.ts';

export const removeBlock: Handler<'remove_block'> = async (context, { args }) => {
  const block = await readBlock(context, args.blockId);
  if (!block) return refuse('not_found', 'There is no such block at this location.');
  if (block.removed) return refuse('illegal_status', 'This block was already removed.');
  return {
    kind: 'apply',
    plan: {
      releaseOwners: [{ kind: 'block', id: args.blockId }],
      removeBlock: args.blockId,
      outcome: { status: 'committed', blockId: args.blockId },
    },
  };
};
