import type pg from 'pg';
import type { Command } from '@holdfast/protocol/commands';
import type { Refused } from '@holdfast/protocol/outcomes';
import { isDesk } from '@holdfast/protocol/values';
import type { TenantNo } from '../access/scope.ts';
import type { Taken } from '../availability/conflicts.ts';
import { proposeOffers, type Offers } from '../availability/propose-offers.ts';
import type { Database } from '../db/database.ts';
import { call, type Interruption } from './apply-plan.ts';
import type { DecisionContext } from './handler.ts';
import type { CommandRecord, Refusal } from './plan.ts';

/**
 * Stores a refusal for good, with up to three alternatives that are really held as far as stock and channel allow.
 * `moved`: the settings changed; `free`: the time asked for has become free meanwhile. Then decide once more.
 *
 * `client` holds the location's lock: looking for openings and holding them must see the same calendar, or the losers
 * of one slot fight over the same three (measured: 50 losers, p95 2 200 ms without).
 */
export async function recordRefusal(
  client: pg.PoolClient,
  context: DecisionContext,
  command: Command,
  record: CommandRecord,
  refusal: Refusal,
): Promise<Refused | 'replay' | 'moved' | 'free'> {
  const { tenantNo, catalogue } = context;
  const policy = catalogue.policies.holds[command.channel];
  const offers = refusal.wanted ? await proposeOffers(client, context, command.channel, refusal.wanted) : null;
  if (refusal.reason === 'slot_taken' && offers?.wantedIsFree) return 'free';
  const answer = await call<Refused>(client, 'record_refusal', tenantNo, {
    locationId: command.locationId,
    // A refusal is for good, so it may rest on stale settings no more than a commit may.
    catalogueVersion: catalogue.version,
    command: record,
    outcome: {
      status: 'refused',
      ...exactly(refusal, offers),
      conflicts: offers?.conflicts ?? refusal.conflicts ?? [],
      ...(refusal.occurrences ? { occurrences: refusal.occurrences } : {}),
    },
    candidates: offers?.candidates ?? [],
    asker: askerOf(command, record),
    holdMax: policy.alternativesHeld,
    holdSeconds: policy.alternativeSeconds,
  });
  if (typeof answer === 'string' && answer !== 'replay' && answer !== 'moved') throw new Error(unexpected(answer));
  return answer;
}

/** A refusal of a command that names no location of the tenant; it touches no feed. */
export async function recordHomelessRefusal(
  db: Database,
  tenantNo: TenantNo,
  record: CommandRecord,
): Promise<Refused | 'replay'> {
  const answer = await call<Refused>(db, 'record_homeless_refusal', tenantNo, {
    command: record,
    outcome: {
      status: 'refused',
      version: 0,
      reason: 'not_found',
      detail: 'There is no such location for this terminal.',
      conflicts: [],
      alternatives: [],
    } satisfies Refused,
  });
  if (answer === 'replay') return 'replay';
  if (typeof answer === 'string') throw new Error(unexpected(answer));
  return answer;
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

const unexpected = (answer: Interruption): string => `A refusal cannot be ${answer}`;

/** What exactly stood in the way of a slot that the database refused. */
function exactly({ reason, detail, wanted }: Refusal, offers: Offers | null): Taken {
  if (reason !== 'slot_taken' || offers === null) return { reason, detail };
  const why = { detail, ...offers.why };
  return wanted?.expiredHold ? { ...why, reason: 'hold_expired' } : why;
}
