import type { Command, CommandKind } from '@holdfast/protocol/commands';
import { isDesk, isGuest, type Role } from '@holdfast/protocol/values';
import type { Catalogue } from '../locations/catalogue.ts';
import { blankReason } from './blank-reason.ts';
import type { Submitter } from './gateway.ts';
import { refuse, type Refusal } from './plan.ts';

/**
 * What closes, opens or shifts a day that is sold. A page's or an agent's key lies where guests are, and one in wrong hands
 * must not empty a house with it.
 */
const ofStaff: ReadonlySet<CommandKind> = new Set(['place_block', 'remove_block', 'run_late']);

/** What the asker may not do at all, before anything is looked at. */
export async function forbidden(submitter: Submitter, catalogue: Catalogue, command: Command): Promise<Refusal | null> {
  const { channel, actorId, kind, args } = command;
  const atCounter = isDesk(channel);
  if (submitter.terminalId !== null && !atCounter)
    return refuse('policy_forbids', `A terminal may not speak for channel ${channel}.`);
  if (atCounter && submitter.keyRole === undefined && !catalogue.staff.get(actorId)?.active)
    return refuse('actor_revoked', 'This staff member may no longer work here. A manager can do it again.');
  if (submitter.isProven && !(await submitter.isProven(actorId)))
    return refuse('policy_forbids', 'This staff member never signed in at this terminal. Sign in with the PIN, then do it again.');
  if (isGuest(channel) && ofStaff.has(kind) && roleOf(submitter, catalogue, command) !== 'manager')
    return refuse('policy_forbids', `Channel ${channel} speaks for guests, who neither block time nor shift a day. Use a key of channel api, or one with a manager's role.`);
  const unsaid = blankReason(kind, args);
  if (unsaid) return refuse('policy_forbids', `Say why: ${unsaid} is blank, and it is what the record will have of it.`);
  return null;
}

/** A key has its role with it, whatever it speaks for; who was removed from the staff list has none any more. */
export function roleOf({ keyRole }: Submitter, catalogue: Catalogue, { actorId }: Command): Role | null {
  if (keyRole !== undefined) return keyRole === 'manager' ? 'manager' : 'staff';
  const person = catalogue.staff.get(actorId);
  return person?.active ? person.role : null;
}
