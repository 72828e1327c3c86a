import { longestBookingMs } from '@holdfast/domain/booking-time';
import { minuteMs } from '@holdfast/domain/instant';
import { squeezeDay, type SqueezeRules } from '@holdfast/domain/squeeze-in';
import type { TimeRange } from '@holdfast/domain/time-range';
import { isOverUndo, type Channel } from '@holdfast/protocol/values';
import type { LiveClaim } from '../availability/claim-sql.ts';
import { readBusy } from '../availability/busy-claims.ts';
import { claimsOf, type ClaimSource } from '../availability/claim-source.ts';
import { newPatience } from '../availability/lay-together.ts';
import { classKeyOn, type OccupiedSpan, type PlannedSlot } from '../bookings/planned-slot.ts';
import type { DecisionContext } from '../commands/handler.ts';
import type { CatalogueResource } from '../locations/catalogue.ts';
import { LaneBook, type WantedClaim } from './lane-book.ts';

/** Around the occurrences: openings are looked for a week away, and rules look a day around those. */
const marginMs = 8 * 24 * 60 * minuteMs;

/**
 * The calendar during one decision about a series: each resource's claims are read once over the whole span (200
 * occurrences would be as many queries under the location's lock), and what the decision plans itself lies among
 * them.
 */
export class SeriesCalendar {
  readonly #context: DecisionContext;
  readonly #read: ClaimSource;
  readonly #span: TimeRange;
  readonly #channel: Channel;
  readonly #movers: ReadonlySet<string>;
  readonly #known = new Map<number, LiveClaim[]>();
  /** What moves, where it lies now. */
  readonly #present = new Map<string, LiveClaim[]>();
  readonly #rules: ReadonlyMap<number, SqueezeRules>;
  readonly #patience = newPatience();
  #book = new LaneBook(this.#patience);

  /** `movers`: bookings whose present claims stand in nobody's way until they are put back. */
  constructor(context: DecisionContext, channel: Channel, occurrences: TimeRange, movers: ReadonlySet<string> = new Set()) {
    this.#context = context;
    this.#read = claimsOf(context);
    this.#channel = channel;
    this.#movers = movers;
    // For what is past openings are looked for from now on.
    const end = Math.max(occurrences.end, context.now + longestBookingMs);
    this.#span = { start: occurrences.start - marginMs, end: end + marginMs };
    this.#rules = new Map([...context.catalogue.resources.values()].map((resource) => [resource.resourceNo, resource]));
  }

  /** The context whose rules look for claims here. */
  get context(): DecisionContext {
    return { ...this.#context, claims: (resourceNos, range) => this.#claims(resourceNos, range) };
  }

  /** What stands in the way of these resources: `readBusy`, here. */
  busy(resources: readonly CatalogueResource[], range: TimeRange): Promise<LiveClaim[]> {
    return readBusy((resourceNos, within) => this.#claims(resourceNos, within), this.#context.catalogue, resources, range);
  }

  async #claims(resourceNos: readonly number[], range: TimeRange): Promise<LiveClaim[]> {
    await this.#learn(resourceNos);
    return this.#book.within(resourceNos, range);
  }

  /** Plans the slot for this booking, also where what is planned already has to go to other lanes for it; or says why it is not to be had. */
  async take(slot: PlannedSlot, bookingId: string): Promise<PlannedSlot | 'taken' | 'squeeze_limit'> {
    const claims = claimsFor(slot, bookingId);
    await this.#learn(claims.map(({ resourceNo }) => resourceNo));
    const lanes = this.#book.take(claims, (resourceNo) => this.#rules.get(resourceNo) ?? nothing);
    return typeof lanes === 'string' ? lanes : this.asLaid(slot, bookingId);
  }

  /** Whether `take` would plan all of this slot, each resource looked at for itself; nothing is planned by it. */
  async couldTake(slot: PlannedSlot, bookingId: string): Promise<boolean> {
    const claims = claimsFor(slot, bookingId);
    await this.#learn(claims.map(({ resourceNo }) => resourceNo));
    return claims.every((claim) => this.#book.couldTake(claim, this.#rules.get(claim.resourceNo) ?? nothing));
  }

  /** What `take` has planned, with the lanes that it has by now. */
  asLaid(slot: PlannedSlot, bookingId: string): PlannedSlot {
    return { ...slot, spans: slot.spans.map((span) => ({ ...span, on: this.#book.lanesOf(bookingId, span.resource.resourceNo, span) })) };
  }

  /** Whether something planned lies there. */
  isPlanned({ resource, start, end }: OccupiedSpan): boolean {
    return this.#book.hasOwn(resource.resourceNo, { start, end });
  }

  /** Plans once more what `take` has planned: lower lanes may have become free since. */
  async takeAgain(slot: PlannedSlot, bookingId: string): Promise<PlannedSlot> {
    for (const { resource, start, end } of slot.spans) this.#book.liftOwned(bookingId, resource.resourceNo, { start, end });
    const again = await this.take(slot, bookingId);
    if (typeof again === 'string') throw new Error('A slot was given up and could not be planned again');
    return again;
  }

  /** This mover stays where it is. False when something planned lies there: begin again with it put back first. */
  async putBack(bookingId: string, resourceIds: readonly string[]): Promise<boolean> {
    await this.#learn(resourceIds.flatMap((id) => this.#context.catalogue.resources.get(id)?.resourceNo ?? []));
    return (this.#present.get(bookingId) ?? []).every((claim) => this.#book.lay(claim));
  }

  /** What was put back is in nobody's way again. */
  lift(bookingId: string): void {
    for (const claim of this.#present.get(bookingId) ?? []) this.#book.lift(claim);
  }

  /** Forgets everything planned and put back. */
  clear(): void {
    this.#book = new LaneBook(this.#patience);
    for (const claims of this.#known.values()) for (const claim of claims) this.#lay(claim);
  }

  async #learn(resourceNos: readonly number[]): Promise<void> {
    const unknown = resourceNos.filter((resourceNo) => !this.#known.has(resourceNo));
    if (unknown.length === 0) return;
    for (const resourceNo of unknown) this.#known.set(resourceNo, []);
    for (const claim of await this.#read(unknown, this.#span)) {
      if (this.#movers.has(claim.ownerId) && claim.ownerKind === 'booking') {
        this.#present.set(claim.ownerId, [...(this.#present.get(claim.ownerId) ?? []), claim]);
      } else {
        this.#known.get(claim.resourceNo)?.push(claim);
        this.#lay(claim);
      }
    }
  }

  /** Time kept for an undo yields to the desk. */
  #lay(claim: LiveClaim): void {
    if (claim.yields && isOverUndo(this.#channel)) this.#book.layYielding(claim);
    else this.#book.lay(claim);
  }
}

/** A resource that is not there. */
const nothing: SqueezeRules = { capacity: 0 };

function claimsFor({ spans, squeezeReason, timeZone }: PlannedSlot, ownerId: string): WantedClaim[] {
  return spans.map((span) => ({
    resourceNo: span.resource.resourceNo, lanes: span.lanes, start: span.start, end: span.end, ownerId, classKey: classKeyOn(span, ownerId),
    ...(squeezeReason === null ? {} : { squeezeDay: squeezeDay(span.start, timeZone) }),
  }));
}
