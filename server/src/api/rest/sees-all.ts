import { isDesk } from '@holdfast/protocol/values';
import type { KeyScope } from '../../access/scope.ts';

/** Whether a key may look at what others did at its locations: one of the desk, or with a manager's role. */
export const seesAll = ({ role, channel }: KeyScope): boolean => role === 'manager' || isDesk(channel);
