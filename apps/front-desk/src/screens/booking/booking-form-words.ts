import type { CustomerInput } from '@holdfast/protocol/commands';
import { words } from '../../words/words.ts';

export const whoIsTyped = (customer: CustomerInput | null): string => customer?.name ?? words.walkInCustomer;
