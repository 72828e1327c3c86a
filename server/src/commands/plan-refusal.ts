import { keepsClassesApart } from '@holdfast/domain/class-sharing';
import type { Command } from '@holdfast/protocol/commands';
import { isDesk } from '@holdfast/protocol/values';
import type { Taken } from '../availability/conflicts.ts';
import { suitableResources } from '../availability/openings.ts';
import { proposeOffers, type Offers } from '../availability/propose-offers.ts';
import { judgesRemainders } from '../availability/remainder-rule.ts';
import { heldFor } from '../holds/held-for.ts';
import { readOwnAlternative } from '../holds/hold-sql.ts';
import type { Catalogue } from '../locations/catalogue.ts';
import type { DecisionContext } from './handler.ts';
import type { CommandRecord, Holder, PlannedRefusal, Refusal, WantedSlot } from './plan.ts';

/** What is in the way is held for the asker themself: it makes way, decide once more. */
export interface OwnAlternative {
  kind: 'own';
  /** The refusal that offered it: it is settled by what is asked now. */
  supersedes: string;
}

/**
 * A refusal with up to three alternatives, ready to be stored. `free`: the time asked for has become free meanwhile, so
 * decide once more. `lock`: plan it under the location's lock, where nothing can be taken in between.
 *
 * Most are planned beside others: the lock is then held for one call, and not while openings are looked for (a hold's
 * p95 at a flash sale 1.9 times as long). The database takes nothing on trust: what moved meanwhile sends it back.
 */
export async function planRefusal(
  context: DecisionContext,
  command: Command,
  record: CommandRecord,
  refusal: Refusal,
): Promise<PlannedRefusal | OwnAlternative | 'free' | 'lock'> {
  const { catalogue, locked } = context;
  const { wanted } = refusal;
  if (wanted && !locked && needsLock(catalogue, command, wanted)) return 'lock';
  const offers = wanted ? await proposeOffers(context, command.channel, wanted) : null;
  // Who names what is in the way has looked at the claims as they were.
  if (refusal.reason === 'slot_taken' && refusal.conflicts === undefined && offers?.wantedIsFree) return 'free';
  if (!locked && offers?.isCutShort) return 'lock';
  const own = offers && (await ownAlternative(context, command, record, offers));
  if (own) return own;
  const policy = catalogue.policies.holds[command.channel];
  return {
    locationId: command.locationId,
    catalogueVersion: catalogue.version,
    command: record,
    outcome: {
      status: 'refused',
      ...exactly(refusal, offers),
      conflicts: refusal.conflicts ?? offers?.conflicts ?? [],
      ...(refusal.occurrences ? { occurrences: refusal.occurrences } : {}),
    },
    candidates: (offers?.candidates ?? []).map((candidate) => ({ ...candidate, hold: { ...candidate.hold, ...(wanted?.holder ?? holderOf(command)) } })),
    asker: askerOf(command, record),
    holdMax: policy.alternativesHeld,
    holdSeconds: policy.alternativeSeconds,
    ...(locked ? {} : { restsOn: offers?.inItsWay ?? [] }),
  };
}

/**
 * Who was refused and then asks by its time for what is held for them, and not by the hold's id, has it. Looked for by who
 * asks for whom, and of a move by the booking, so at the desk and for nobody in particular there is none; and once, then it
 * is said what it says. What was held instead of an undo makes way when the same is undone again, wherever it is.
 */
async function ownAlternative(context: DecisionContext, command: Command, record: CommandRecord, { holdsInItsWay }: Offers): Promise<OwnAlternative | null> {
  if (holdsInItsWay.length === 0 || command.supersedes !== undefined || !looksForItsOwn(command)) return null;
  const asker = askerOf(command, record);
  const found = asker === null ? null : await readOwnAlternative(context, asker, holdsInItsWay);
  return found === null ? null : { kind: 'own', supersedes: found };
}

function looksForItsOwn({ kind, args, channel }: Command): boolean {
  if (kind === 'undo_command') return true;
  if (isDesk(channel)) return false;
  return kind === 'move_booking' || ((kind === 'create_booking' || kind === 'place_hold') && args.customer != null);
}

/** Whom its alternatives are held for, where the command says it: they are told when somebody takes one over. */
function holderOf({ kind, args }: Command): Holder {
  switch (kind) {
    case 'create_booking':
    case 'confirm_hold':
      return { ...heldFor(args.customer), ...(args.title === undefined ? {} : { title: args.title }) };
    case 'place_hold':
      return heldFor(args.customer);
    default:
      return {};
  }
}

/** Whether more than the claims themselves would have to be looked at again when it is stored. */
function needsLock(catalogue: Catalogue, { channel }: Command, wanted: WantedSlot): boolean {
  // Somebody who works at two places is busy at both.
  if (catalogue.elsewhere.size > 0) return true;
  // Who blocks a time is told of everything in it, not of something that is.
  if (wanted.allLanes) return true;
  // Whose class an opening would be in may change while places are left.
  if (suitableResources(catalogue, wanted).some(keepsClassesApart)) return true;
  // What is booked beside an opening meanwhile may leave a remainder that nobody can buy.
  return judgesRemainders(catalogue, channel, suitableResources(catalogue, wanted).map(({ kind }) => kind), {});
}

/**
 * Whom alternatives are held for; a newer refusal of the same asker replaces the older one's. At the counter that
 * is the booking, hold or block it is about. A program that asks for a customer again means the same conversation,
 * though each of its requests is about another booking: nobody collects holds by asking often.
 */
function askerOf(command: Command, { subjectId }: CommandRecord): string | null {
  const { args, channel, actorId } = command;
  if (!isDesk(channel) && 'customer' in args && args.customer) return `${actorId}/${args.customer.id}`;
  return subjectId;
}

/** What exactly stood in the way of a slot that the database refused. */
function exactly({ reason, detail, conflicts, wanted }: Refusal, offers: Offers | null): Required<Taken> {
  if (reason !== 'slot_taken' || offers === null) return { reason, detail };
  // Who names what is in the way has told it in words of their own.
  const inOwnWords = conflicts !== undefined && offers.why.reason !== 'travel_too_short';
  const told = inOwnWords ? detail : (offers.why.detail ?? detail);
  return { reason: wanted?.expiredHold ? 'hold_expired' : offers.why.reason, detail: told };
}
