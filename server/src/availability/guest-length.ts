import { minuteMs } from '@holdfast/domain/instant';
import type { TimeRange } from '@holdfast/domain/time-range';
import type { ServiceRow } from '@holdfast/protocol/rows';
import { isGuest, type Channel } from '@holdfast/protocol/values';
import { refuse, type Refusal } from '../commands/plan.ts';

/**
 * Guests, and agents that speak for them, take what is offered: a service, for as long as it takes. Without one, or
 * shorter, nothing would be prepared or cleaned up, and what the service asks of people who missed bookings would be
 * asked of nobody. What the counter agreed with them keeps its length, `agreedMs`.
 */
export function guestLengthProblem(channel: Channel, { start, end }: TimeRange, service: ServiceRow | null, agreedMs?: number): Refusal | null {
  if (!isGuest(channel) || end - start === agreedMs) return null;
  if (agreedMs !== undefined) return refuse('policy_forbids', 'The counter decides how long this takes. Leave out `end`.');
  if (service === null) return refuse('policy_forbids', 'Guests book a service. Name one.');
  return end - start === service.durationMinutes * minuteMs ? null : refuse('policy_forbids', `${service.name} takes ${service.durationMinutes} minutes. Leave out \`end\`.`);
}
