import type { HoldRow } from '@holdfast/protocol/rows';
import { refuse, type Refusal } from '../commands/plan.ts';

/**
 * Whose hold was used has the time: sent to ask for it again, they would book twice; unless that was cancelled, or undone,
 * since, which the hold does not know. `otherwise` is said of any other end.
 */
export const notActive = ({ status }: Pick<HoldRow, 'status'>, otherwise: string): Refusal =>
  refuse('hold_not_active', status === 'converted' ? 'This hold was used already, for a booking or a block. Ask for the time again only if that was cancelled.' : otherwise);
