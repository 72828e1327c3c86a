import type { WaivableRule } from '@holdfast/protocol/commands';
import { isGuest, type Channel } from '@holdfast/protocol/values';
import type { DecisionContext } from '../commands/handler.ts';
import { refuse, type Refusal } from '../commands/plan.ts';
import { hasRole } from '../locations/policies.ts';

/** What somebody asks for beyond the rules, and answers for with a reason. */
export interface ExceptionRequest {
  squeezeIn?: { reason: string } | undefined;
  waive?: { rules: WaivableRule[]; reason: string } | undefined;
}

/**
 * Who may not make an exception hears so, whether it would be needed or not: the answer must not depend on what
 * happens to be free.
 */
export function exceptionProblem(
  { catalogue: { policies }, role }: Pick<DecisionContext, 'catalogue' | 'role'>,
  channel: Channel,
  { squeezeIn, waive }: ExceptionRequest,
): Refusal | null {
  if (squeezeIn && !hasRole(role, policies.squeezeRole))
    return refuse('policy_forbids', `Only ${holders[policies.squeezeRole]} may squeeze somebody in.`);
  if (waive && !hasRole(role, policies.waiveRole))
    return refuse('policy_forbids', `Only ${holders[policies.waiveRole]} may set a rule aside.`);
  // What a house lets its staff decide it does not let the page or the chat decide, whose keys count as staff.
  if ((squeezeIn || waive) && isGuest(channel) && role !== 'manager') return refuse('policy_forbids', 'Only a manager, or the counter, may make exceptions.');
  return null;
}

const holders = { manager: 'a manager', staff: 'somebody who works here' };

export function isWaived({ waive }: ExceptionRequest, rule: WaivableRule): boolean {
  return waive?.rules.includes(rule) ?? false;
}
