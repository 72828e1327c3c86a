import type { HoldRow } from '@holdfast/protocol/rows';
import { refuse, type Refusal } from '../commands/plan.ts';

/** Whose hold became a booking has the time: sent to ask for it again, they would book twice. `otherwise` is said of any other end. */
export const notActive = ({ status }: Pick<HoldRow, 'status'>, otherwise: string): Refusal =>
  refuse('hold_not_active', status === 'converted' ? 'This hold has become a booking already: move or cancel that.' : otherwise);
