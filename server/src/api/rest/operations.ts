import { availabilityOperation } from './availability-operation.ts';
import { bookingOperations } from './booking-operations.ts';
import { commandOperations } from './command-operations.ts';
import { escalationOperation } from './escalation-operation.ts';
import { heldOperations } from './held-operations.ts';
import { historyOperations } from './history-operations.ts';
import { holdOperations } from './hold-operations.ts';
import { hoursOperations } from './hours-operations.ts';
import type { Operation } from './operation.ts';
import { placeOperations } from './place-operations.ts';
import { waitlistOperations } from './waitlist-operations.ts';

/** REST v1: routes, checks and the OpenAPI document are all made of this list. */
export const operations: readonly Operation[] = [
  ...placeOperations,
  ...hoursOperations,
  availabilityOperation,
  ...holdOperations,
  ...heldOperations,
  ...bookingOperations,
  ...historyOperations,
  ...waitlistOperations,
  escalationOperation,
  ...commandOperations,
];
