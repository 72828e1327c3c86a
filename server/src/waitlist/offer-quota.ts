import type { Slot } from '@holdfast/domain/availability';
import { toWire } from '@holdfast/domain/instant';
import { occupiedEnvelope } from '@holdfast/domain/occupancy';
import { dayOf, dayRange } from '@holdfast/domain/opening-hours';
import { overlaps, type TimeRange } from '@holdfast/domain/time-range';
import { channels, isDesk } from '@holdfast/protocol/values';
import { readBusy } from '../availability/busy-claims.ts';
import { claimsOf } from '../availability/claim-source.ts';
import { quotaOfDay } from '../availability/day-quota.ts';
import type { DecisionContext } from '../commands/handler.ts';
import { suitableResources } from './suits-entry.ts';
import type { WaitingEntry } from './waitlist-sql.ts';

/** Whoever is on the list by these was put there by nobody of the house. */
const unattended = channels.filter((channel) => !isDesk(channel) && channel !== 'import');

/** Time that was given up. */
interface Freed extends TimeRange {
  resourceNo: number;
  /** Milliseconds, with their fraction. */
  releasedAt: number;
}

/**
 * Waiting must not become a way to empty a calendar, and anybody may join through the public page or an agent. So of a
 * day that was open all along no more is held for them at a time than for alternatives: a quarter of what is left.
 * What came free since they joined is what they wait for, and always theirs to be offered.
 *
 * One look's memory: what it has read of a day it does not read again.
 */
export class OfferQuota {
  readonly #context: DecisionContext;
  readonly #read = new Map<string, Promise<unknown>>();

  constructor(context: DecisionContext) {
    this.#context = context;
  }

  async allows(entry: WaitingEntry, slot: Slot): Promise<boolean> {
    if (!unattended.includes(entry.row.channel)) return true;
    const { timeZone } = this.#context.catalogue.location;
    const day = dayOf(slot.start, timeZone);
    const span = dayRange(day, timeZone);
    const { serviceId, partySize } = entry.row;
    const held = await this.#once(`held ${day}`, () => this.#held(span));
    const quota = await this.#once(`quota ${day} ${serviceId} ${partySize}`, () => this.#quota(entry, span, slot));
    return held < quota || this.#wasFreed(entry, slot, await this.#once(`freed ${day}`, () => this.#freed(span)));
  }

  #once<T>(key: string, read: () => Promise<T>): Promise<T> {
    const known = this.#read.get(key) as Promise<T> | undefined;
    if (known) return known;
    const reading = read();
    this.#read.set(key, reading);
    return reading;
  }

  async #quota({ row }: WaitingEntry, day: TimeRange, slot: Slot): Promise<number> {
    const { catalogue, now } = this.#context;
    const service = catalogue.services.get(row.serviceId) ?? null;
    const suitable = suitableResources(catalogue, { serviceId: row.serviceId, resourceIds: [] });
    const used = suitable.filter(({ id }) => slot.resourceIds.includes(id));
    const occupied = occupiedEnvelope(slot, service, used, catalogue.location.kinds);
    const claims = await readBusy(claimsOf(this.#context), catalogue, suitable, day);
    return quotaOfDay(catalogue, suitable, claims, { day, now, occupied, partySize: row.partySize });
  }

  /** How much of the day is offered now to those whom nobody of the house put on the list. */
  async #held(day: TimeRange): Promise<number> {
    const { tenantNo, catalogue } = this.#context;
    return this.#context.read(async (client) => {
      const { rows } = await client.query<{ held: number }>({
        name: 'read-offered-unattended',
        text: `select count(distinct h.hold_id)::int as held
          from hold h join waitlist_entry e on e.tenant_no = h.tenant_no and e.hold_id = h.hold_id and e.status = 'offered'
          where h.tenant_no = $1 and h.location_id = $2 and h.status = 'active' and h.purpose = 'waitlist'
            and h.expires_at > clock_timestamp() and h.starts_at >= $3 and h.starts_at < $4 and e.channel = any($5)`,
        values: [tenantNo, catalogue.location.id, toWire(day.start), toWire(day.end), unattended],
      });
      return rows[0]?.held ?? 0;
    });
  }

  #wasFreed({ joined }: WaitingEntry, slot: Slot, freed: readonly Freed[]): boolean {
    const { resources } = this.#context.catalogue;
    const used = slot.resourceIds.map((id) => resources.get(id)?.resourceNo);
    return freed.some((claim) => claim.releasedAt > joined && used.includes(claim.resourceNo) && overlaps(claim, slot));
  }

  /**
   * What was given up of the day since the first of those who wait joined. Not what was held for somebody who asked for
   * another time, or who waits: so much would come free by itself, over and over.
   */
  async #freed(day: TimeRange): Promise<Freed[]> {
    const { tenantNo, catalogue } = this.#context;
    return this.#context.read(async (client) => {
      const { rows } = await client.query<Freed>({
        name: 'read-freed',
        text: `select c.resource_no as "resourceNo", (date_part('epoch', c.starts_at) * 1000)::bigint as start,
            (date_part('epoch', c.ends_at) * 1000)::bigint as "end", date_part('epoch', c.released_at) * 1000 as "releasedAt"
          from claim c
          where c.tenant_no = $1 and c.resource_no = any($2::bigint[]) and c.starts_at < $4 and c.ends_at > $3
            and c.released_at > (select min(e.joined_at) from waitlist_entry e
              where e.tenant_no = $1 and e.location_id = $5 and e.status in ('waiting', 'offered'))
            and (c.owner_kind <> 'hold' or exists (select from hold h
              where h.tenant_no = c.tenant_no and h.hold_id = c.owner_id and h.purpose not in ('alternative', 'waitlist')))`,
        values: [tenantNo, [...catalogue.resources.values()].map(({ resourceNo }) => resourceNo), toWire(day.start), toWire(day.end), catalogue.location.id],
      });
      return rows;
    });
  }
}
