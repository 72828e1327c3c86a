import { fromWire } from '@holdfast/domain/instant';
import { readBlock } from '../blocks/block-sql.ts';
import { planBlock, slotClaims, wantedSlot } from '../bookings/planned-slot.ts';
import type { DecisionContext } from '../commands/handler.ts';
import { refuse, type Applicable, type Refusal } from '../commands/plan.ts';
import { giveBackHolds } from './undo-hold.ts';

/** Undoes `place_block`: the time goes back on sale. */
export async function takeBackBlock(context: DecisionContext, undoneCommandId: string, blockId: string): Promise<Applicable | Refusal> {
  const block = await readBlock(context, blockId);
  if (!block || block.removed) return refuse('stale_version', 'The block was removed since. There is nothing left to take back.');
  return {
    kind: 'apply',
    plan: {
      releaseOwners: [{ kind: 'block', id: blockId }],
      removeBlock: blockId,
      outcome: { status: 'committed', blockId, undoneCommandId },
    },
  };
}

/** Undoes `remove_block`: takes the time off sale again, unless it was sold meanwhile. */
export async function bringBackBlock(context: DecisionContext, undoneCommandId: string, blockId: string): Promise<Applicable | Refusal> {
  const block = await readBlock(context, blockId);
  if (!block?.removed) return refuse('stale_version', 'The block is there.');
  const resources = block.resourceIds.flatMap((id) => context.catalogue.resources.get(id) ?? []);
  const slot = planBlock(context.catalogue, { start: fromWire(block.start), end: fromWire(block.end) }, resources);
  return {
    kind: 'apply',
    wanted: { ...wantedSlot(slot), allLanes: true, holder: { title: block.reason } },
    plan: {
      ...(await giveBackHolds(context, undoneCommandId, [])),
      claims: slotClaims(slot, { kind: 'block', id: blockId }),
      restoreBlock: blockId,
      outcome: { status: 'committed', blockId, undoneCommandId },
    },
  };
}
