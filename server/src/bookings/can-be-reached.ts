import type { CustomerInput } from '@holdfast/protocol/commands';

/** Whether somebody is found again by what they gave. A number is compared by its digits (SQL `gateway.dialled`): "withheld" is none. */
export const canBeReached = ({ phone = '', email = '' }: Partial<Pick<CustomerInput, 'phone' | 'email'>>): boolean => /\d/.test(phone) || email.trim() !== '';
