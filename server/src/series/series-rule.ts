import { readKnownCustomer, type NamedCustomer } from '../bookings/customer-sql.ts';
import type { DecisionContext } from '../commands/handler.ts';
import { refuse, type Decision, type Refusal } from '../commands/plan.ts';
import { readSeriesAlone } from './series-sql.ts';

/** A booking that says whose date it is. */
interface MemberRequest {
  seriesId?: string | undefined;
  serviceId: string | null;
  customer?: NamedCustomer | null | undefined;
}

/**
 * Why a booking cannot be one more date of the series it names; null when it can, or names none. Who moves or cancels
 * the series moves or cancels this one too, so it has to be of the same service and for the same customer.
 *
 * Under the location's lock: a series must not be cancelled between the look at it and the booking.
 */
export async function seriesRule(
  context: DecisionContext,
  { seriesId, serviceId, customer }: MemberRequest,
): Promise<Refusal | Extract<Decision, { kind: 'lock' }> | null> {
  if (seriesId === undefined) return null;
  if (!context.locked) return { kind: 'lock' };
  const series = await readSeriesAlone(context, seriesId);
  if (!series) return refuse('not_found', 'There is no such series at this location.');
  if (series.cancelled) return refuse('policy_forbids', 'This series was cancelled. Book the date by itself, without `seriesId`.');
  if (series.serviceId !== serviceId)
    return refuse('policy_forbids', 'The series is of another service. Book the date by itself, without `seriesId`.');
  if (!(await isFor(context, series.customerId, customer)))
    return refuse('policy_forbids', 'The series is for another customer. Book the date by itself, without `seriesId`.');
  return null;
}

async function isFor(context: DecisionContext, customerId: string | null, customer: NamedCustomer | null | undefined): Promise<boolean> {
  if (!customer || customerId === null) return !customer && customerId === null;
  return customer.id === customerId || (await readKnownCustomer(context, customer))?.id === customerId;
}
