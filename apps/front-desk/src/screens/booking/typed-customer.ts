import type { CustomerInput } from '@holdfast/protocol/commands';

/** Fewer digits than this are somebody's "Studio 54", not a phone number. */
const leastPhoneDigits = 5;

const digits = (text: string): number => text.replaceAll(/\D/g, '').length;

/** What was typed into the one customer field: a name, a phone number, or a name followed by one. */
export function readTyped(text: string): { name: string; phone: string } {
  const trimmed = text.trim().replaceAll(/\s+/g, ' ');
  const match = /^(.*?)[\s,]*(\+?[\d\s().\-/]{5,})$/.exec(trimmed);
  if (match === null || digits(match[2] ?? '') < leastPhoneDigits) return { name: trimmed, phone: '' };
  return { name: (match[1] ?? '').trim(), phone: (match[2] ?? '').trim() };
}

/** A customer to create with the booking, or null for a walk-in nobody named. A bare number is its own name. */
export function newCustomer(id: string, name: string, phone: string): CustomerInput | null {
  const given = name.trim() === '' ? phone.trim() : name.trim();
  if (given === '') return null;
  return { id, name: given, ...(phone.trim() === '' ? {} : { phone: phone.trim() }) };
}
