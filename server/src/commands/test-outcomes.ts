import { expect } from 'vitest';
import type { Committed, Outcome, Refused } from '@holdfast/protocol/outcomes';

/** Fails the test unless it was committed. */
export function committed(outcome: Outcome): Committed {
  expect(outcome).toMatchObject({ status: 'committed' });
  return outcome as Committed;
}

/** Fails the test unless it was refused for this reason. */
export function refused(outcome: Outcome, reason: Refused['reason']): Refused {
  expect(outcome).toMatchObject({ status: 'refused', reason });
  return outcome as Refused;
}
