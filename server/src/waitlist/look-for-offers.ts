import { fromWire, toWire } from '@holdfast/domain/instant';
import type { Command, CommandArgs } from '@holdfast/protocol/commands';
import type { Outcome } from '@holdfast/protocol/outcomes';
import { commandSchemaVersion } from '@holdfast/protocol/protocol-version';
import type { TenantNo } from '../access/scope.ts';
import type { DecisionContext } from '../commands/handler.ts';
import { CatalogueCache } from '../locations/catalogue.ts';
import { stableUuid } from '../commands/stable-uuid.ts';
import type { Server } from '../server.ts';
import { chooseOpening, type OfferUnderWay, type Opening } from './choose-opening.ts';
import { OfferQuota } from './offer-quota.ts';
import { OpeningList } from './opening-list.ts';
import { isPaused } from './suits-entry.ts';
import { waitlistChannel, waitlistJobId } from './waitlist-job.ts';
import { readOffersUnderWay, readWaiting, type WaitingEntry } from './waitlist-sql.ts';

export type OfferingNode = Pick<Server, 'db' | 'gateway' | 'now'>;

/** One location's list, as `gateway.next_waitlist` hands it out. */
export interface DueWaitlist {
  tenantNo: TenantNo;
  locationId: string;
}

/** The state of the last look in which nothing was left to offer. */
export interface LookedThrough {
  /** Feed version of the location. */
  head: number;
  /** Feed versions of the locations where its people work too, by location id: who is freed there is free here. */
  elsewhere: Record<string, number>;
  catalogueVersion: number;
}

/** Openings offered in one look at most; the next look goes on where this one ended. */
const openingsMax = 100;

/**
 * Offers what is free to those who wait, until there is nothing left to offer or nobody to offer it to, and takes
 * those off the list whose window has passed. Answers how far everything was considered; null when it was told to stop,
 * or had enough for once.
 *
 * Safe at any time and on any node: every offer goes through the gateway, which has the last word, and two nodes that
 * see the same state send the same command id.
 */
export async function lookForOffers(node: OfferingNode, due: DueWaitlist, signal: AbortSignal): Promise<LookedThrough | null> {
  const tried = new Set<string>();
  for (let round = 0; round < openingsMax && !signal.aborted; round++) {
    const seen = await readList(node, due);
    if (!seen) return null;
    const { context, head, elsewhere, underWay } = seen;
    const waiting: WaitingEntry[] = [];
    for (const entry of seen.waiting) {
      if (fromWire(entry.row.to) > context.now) {
        if (!entry.otherOffer && !isPaused(context.catalogue, entry.row)) waiting.push(entry);
      } else await send(node, due, head, 'leave_waitlist', { entryId: entry.row.id });
    }
    const openings = new OpeningList(context);
    const quota = new OfferQuota(context);
    const opening = await chooseOpening({
      catalogue: context.catalogue,
      waiting,
      underWay,
      firstOpening: (entry, passes) => openings.first(entry, passes),
      mayHold: (entry, slot) => quota.allows(entry, slot),
      wasTried: (entry, start) => tried.has(`${entry.row.id} ${start}`),
    });
    if (!opening) return { head, elsewhere, catalogueVersion: context.catalogue.version };
    await offer(node, due, head, opening, tried);
  }
  return null;
}

async function offer(node: OfferingNode, due: DueWaitlist, head: number, opening: Opening, tried: Set<string>): Promise<void> {
  const { start, resourceIds } = opening;
  let { holdId } = opening;
  for (const { row } of opening.takers) {
    const args: CommandArgs<'offer_waitlist'> = {
      entryId: row.id,
      holdId: holdId ?? stableUuid('waitlist hold', row.id, String(start), String(head)),
      start: toWire(start),
      resourceIds: [...resourceIds],
    };
    const outcome = await send(node, due, head, 'offer_waitlist', args);
    if (outcome.status === 'refused') tried.add(`${row.id} ${start}`);
    // The first whom it could be offered to opens it for the others.
    else holdId = args.holdId;
  }
}

/** One id for what two nodes decide alike; another for the same decision in another state of the location. */
function send<K extends 'offer_waitlist' | 'leave_waitlist'>(
  { gateway, now }: OfferingNode,
  { tenantNo, locationId }: DueWaitlist,
  head: number,
  kind: K,
  args: CommandArgs<K>,
): Promise<Outcome> {
  const command = {
    id: stableUuid(kind, JSON.stringify(args), String(head)),
    seq: 1,
    schema: commandSchemaVersion,
    locationId,
    actorId: waitlistJobId,
    channel: waitlistChannel,
    sawVersion: head,
    tappedAt: toWire(now()),
    kind,
    args,
  } as Command;
  return gateway.submit({ tenantNo, terminalId: null, locationId, outboxId: null }, command);
}

/** `head` and `elsewhere` are of before anything else was read: what comes later is looked at next time. */
interface SeenList extends Pick<LookedThrough, 'head' | 'elsewhere'> {
  context: DecisionContext;
  waiting: WaitingEntry[];
  underWay: OfferUnderWay[];
}

async function readList({ db, now }: OfferingNode, { tenantNo, locationId }: DueWaitlist): Promise<SeenList | null> {
  const { rows } = await db.pool.query<Pick<LookedThrough, 'head' | 'elsewhere'>>({
    name: 'heads-before-look',
    text: `select head, gateway.heads_elsewhere($1, $2) as elsewhere
      from gateway.heads(array[$1::bigint], array[$2::uuid])`,
    values: [tenantNo, locationId],
  });
  const catalogue = await new CatalogueCache(db).get(tenantNo, locationId);
  const heads = rows[0];
  if (!catalogue || !heads) return null;
  const context: DecisionContext = {
    tenantNo,
    catalogue,
    now: now(),
    role: null,
    locked: false,
    read: (work) => db.readOnce(tenantNo, work),
  };
  return db.readAs(tenantNo, async (client) => ({
    context,
    ...heads,
    waiting: await readWaiting(client, context),
    underWay: catalogue.policies.waitlist === 'all' ? await readOffersUnderWay(client, context) : [],
  }));
}
