import { isOverUndo, type Channel } from '@holdfast/protocol/values';
import type { LiveClaim } from './claim-sql.ts';

/** Who asks, and what of theirs makes room for what they ask. */
export interface Yielding {
  channel: Channel;
  /** The booking that is being moved: it may overlap its former self. */
  movingId?: string | undefined;
  /** The holds that are taken over, or end when this is had. */
  usingHoldIds?: readonly string[] | undefined;
}

/** Claims that stand in the asker's way; time kept for an undo yields to the counter. */
export function inTheWay(claims: readonly LiveClaim[], { channel, movingId, usingHoldIds = [] }: Yielding): LiveClaim[] {
  return claims.filter(({ ownerKind, ownerId, yields }) => {
    if (yields && isOverUndo(channel)) return false;
    // By kind too: terminals mint ids, so a block may carry a booking's.
    return !(ownerKind === 'booking' && ownerId === movingId) && !(ownerKind === 'hold' && usingHoldIds.includes(ownerId));
  });
}
