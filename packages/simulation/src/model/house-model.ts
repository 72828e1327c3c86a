import { minuteMs } from '@holdfast/domain/instant';
import type { TimeRange } from '@holdfast/domain/time-range';
import type { CommandArgs } from '@holdfast/protocol/commands';
import type { RefusalReason } from '@holdfast/protocol/refusal-reasons';
import type { Channel } from '@holdfast/protocol/values';
import { NotPossible, type CalendarModel } from './calendar-model.ts';
import type { ModelSlot } from './calendar-records.ts';

export interface ModelService {
  durationMinutes: number;
  preparationMinutes: number;
  cleanupMinutes: number;
  needs: string[];
  isClass?: boolean;
  /** Of who missed so many bookings. */
  asks?: { from: number; brings: 'approval' | 'deposit' };
}

/** What is the same at every step but for what a step of its own changes. */
export interface ModelHouse {
  /** In board order. */
  resources: { id: string; kind: string; capacity: number; keepsClassesApart?: boolean }[];
  services: Map<string, ModelService>;
  /** Kept free after every booking of a resource, by kind. */
  gapMinutes: Partial<Record<string, number>>;
  /** Every day, UTC hours. */
  open: { from: number; to: number };
  now: number;
  /** Freed time is offered to one after the other, or to all at once. */
  waitlist: 'in_order' | 'all';
  /** Whether the counter keeps for an undo what it gives up. */
  keepsForUndo: boolean;
}

/** Who speaks: by channel, and as somebody. */
export interface Caller {
  channel: Channel;
  actorId: string;
  /** Of the staff list, or of a key; null: nobody's. */
  role: 'manager' | 'staff' | null;
  /** A terminal's commands are typed at the counter; others come with a key, or from an import. */
  via: 'terminal' | 'key' | 'import';
}

/** Words for "somebody has the time". */
export const takenReasons: readonly string[] = ['slot_taken', 'resource_blocked', 'capacity_full', 'hold_expired', 'travel_too_short'] satisfies RefusalReason[];

export type Verdict = 'committed' | RefusalReason;

export function no(reason: Verdict): never {
  throw new NotPossible<Verdict>(reason);
}

/** At the counter, where there are people, and a slip of the hand is seen at once. */
export const isCounter = (channel: Channel): boolean => channel === 'desk' || channel === 'walk_in';
/** Guests and their agents take what is offered, for as long as it takes. */
export const isGuest = (channel: Channel): boolean => !isCounter(channel) && channel !== 'api' && channel !== 'import';
/** For whom time kept for an undo is free. */
export const isOverUndo = (channel: Channel): boolean => isCounter(channel) || channel === 'import';
/** How many alternatives a refusal holds at most. */
export const alternativesHeld: Record<Channel, number> = { desk: 3, walk_in: 3, web: 1, phone_ai: 2, chat_ai: 2, api: 1, import: 0 };

interface Asked {
  serviceId: string | null;
  start: number;
  end?: number | undefined;
  /** Empty: picked. */
  resourceIds: readonly string[];
  partySize: number;
  /** Picked where they are free. */
  preferred?: readonly string[];
  /** It has that length already, whoever gave it. */
  isAgreed?: boolean;
  /** The resources it was sold with. */
  soldWith?: readonly string[];
  /** Hours are set aside. */
  atAnyHour?: boolean;
}

interface Choice {
  /** Left out: what the service needs today. */
  needs?: readonly string[];
  preferred?: readonly string[];
  isAllowed?: (resourceId: string) => boolean;
  /** Also those who are at another place then. */
  anywhere?: boolean;
}

const hourMs = 60 * minuteMs;
const weekMs = 7 * 24 * hourMs;

/** What may be booked when and by whom, and what it occupies: the rules that ask nobody what is taken. */
export class HouseRules {
  readonly house: ModelHouse;
  readonly #calendar: CalendarModel;

  constructor(house: ModelHouse, calendar: CalendarModel) {
    this.house = house;
    this.#calendar = calendar;
  }

  /** The same rules beside what would be taken there. */
  over(calendar: CalendarModel): HouseRules {
    return new HouseRules(this.house, calendar);
  }

  service(id: string): ModelService {
    return this.house.services.get(id) ?? no('not_found');
  }

  durationMs(serviceId: string): number {
    return this.service(serviceId).durationMinutes * minuteMs;
  }

  kindOf(resourceId: string): string {
    return this.house.resources.find(({ id }) => id === resourceId)?.kind ?? '';
  }

  /** With preparation and cleanup. */
  occupied({ serviceId, start, end }: Pick<ModelSlot, 'serviceId' | 'start' | 'end'>): TimeRange {
    const { preparationMinutes = 0, cleanupMinutes = 0 } = serviceId === null ? {} : this.service(serviceId);
    return { start: start - preparationMinutes * minuteMs, end: end + cleanupMinutes * minuteMs };
  }

  /** From the first to the last moment that one of its resources is taken for it. */
  envelope(slot: Pick<ModelSlot, 'serviceId' | 'start' | 'end' | 'resourceIds' | 'isBare'>): TimeRange {
    const { start, end } = this.occupied(slot);
    const gaps = slot.isBare === true ? [] : slot.resourceIds.map((id) => this.house.gapMinutes[this.kindOf(id)] ?? 0);
    return { start, end: end + Math.max(0, ...gaps) * minuteMs };
  }

  isOpen({ start, end }: TimeRange): boolean {
    const midnight = start - (start % (24 * hourMs));
    return start >= midnight + this.house.open.from * hourMs && end <= midnight + this.house.open.to * hourMs;
  }

  isPast(channel: Channel, { start, end }: TimeRange): boolean {
    if (channel === 'import') return false;
    return isCounter(channel) ? end < this.house.now - weekMs : start < this.house.now;
  }

  /** Which rules: who sets one aside without the right to is refused, needed or not. */
  setAside({ waive }: Pick<CommandArgs<'create_booking'>, 'waive'>, { role }: Caller): { atAnyHour: boolean; isForgiven: boolean } {
    if (waive && role !== 'manager') no('policy_forbids');
    const { rules = [] } = waive ?? {};
    return { atAnyHour: rules.includes('hours'), isForgiven: rules.includes('no_shows') };
  }

  /** What keeps anybody from that time, taken or not. An import records what was. */
  whyNotThen(channel: Channel, range: TimeRange): 'past' | 'outside_hours' | null {
    if (channel === 'import') return null;
    if (this.isPast(channel, range)) return 'past';
    return this.isOpen(range) ? null : 'outside_hours';
  }

  slot(channel: Channel, { serviceId, start, end: given, resourceIds: named, partySize, preferred = [], isAgreed = false, atAnyHour = false, soldWith }: Asked): ModelSlot {
    const service = serviceId === null ? null : this.service(serviceId);
    if (!service && given === undefined) no('invalid_times');
    const end = given ?? start + (service?.durationMinutes ?? 0) * minuteMs;
    if (start >= end) no('invalid_times');
    if (!isAgreed && isGuest(channel) && end - start !== (service?.durationMinutes ?? 0) * minuteMs) no('policy_forbids');
    if (!service && named.length === 0) no('unsuitable_resource');
    const kinds = named.map((id) => this.kindOf(id));
    const needs = service ? this.neededBy(service, named, soldWith) : [];
    if (service && !isOf(needs, kinds)) no('unsuitable_resource');
    if (!named.every((id) => this.#fits(id, partySize))) no('unsuitable_resource');
    const notThen = this.whyNotThen(channel, { start, end });
    if (notThen && !(atAnyHour && notThen === 'outside_hours')) no(notThen);
    const slot = { serviceId, start, end, partySize };
    if (!service || named.length === needs.length) return { ...slot, resourceIds: [...named] };
    if (needs.some((need) => !this.house.resources.some(({ id, kind }) => kind === need && this.#fits(id, partySize)))) no('unsuitable_resource');
    // Who is named has no deputy; the other kinds are picked.
    const isAllowed = (id: string): boolean => named.includes(id) || !kinds.includes(this.kindOf(id));
    const resourceIds = this.pick(slot, isOverUndo(channel), { needs, preferred, isAllowed });
    if (resourceIds) return { ...slot, resourceIds };
    if (this.pick(slot, isOverUndo(channel), { needs, preferred, isAllowed, anywhere: true })) no('travel_too_short');
    if (this.#isFull(slot, isOverUndo(channel), { needs, isAllowed })) no('capacity_full');
    return no(this.#calendar.whyTaken({ ...slot, resourceIds: named, range: this.occupied(slot) }, isOverUndo(channel)));
  }

  /** What was sold stays what it was sold as, unless what is named for it serves only what is needed today. */
  neededBy({ needs }: ModelService, named: readonly string[], soldWith: readonly string[] = []): readonly string[] {
    const sold = soldWith.map((id) => this.kindOf(id));
    return sold.length > 0 && isOf(sold, named.map((id) => this.kindOf(id))) ? sold : needs;
  }

  /** The first free of each kind that the service needs: those preferred, then in board order; only what is allowed. */
  pick(slot: Omit<ModelSlot, 'resourceIds'>, overUndo: boolean, { needs, preferred = [], isAllowed = () => true, anywhere = false }: Choice): string[] | null {
    const range = this.occupied(slot);
    const inOrder = this.house.resources.toSorted((a, b) => Number(preferred.includes(b.id)) - Number(preferred.includes(a.id)));
    const found = (needs ?? this.service(slot.serviceId ?? '').needs).map((need) =>
      inOrder.find(({ id, kind }) =>
        kind === need && isAllowed(id) && this.#fits(id, slot.partySize) && this.#calendar.areFree({ ...slot, resourceIds: [id], range }, overUndo, anywhere)),
    );
    return found.every((resource) => resource !== undefined) ? found.map(({ id }) => id) : null;
  }

  /** Whether all that is lacking has several places, and none of them is left. */
  #isFull(slot: Omit<ModelSlot, 'resourceIds'>, overUndo: boolean, { needs, isAllowed }: Required<Pick<Choice, 'needs' | 'isAllowed'>>): boolean {
    const range = this.occupied(slot);
    const suitable = this.house.resources.filter(({ id, kind }) => isAllowed(id) && needs.includes(kind) && this.#fits(id, slot.partySize));
    const isHad = (wanted: string): boolean =>
      suitable.some(({ id, kind }) => kind === wanted && this.#calendar.areFree({ ...slot, resourceIds: [id], range }, overUndo));
    const isWithOthers = (id: string): boolean => this.#calendar.isWithOthers(id, { ...slot, resourceIds: [id], range }, overUndo);
    return suitable.filter(({ kind }) => !isHad(kind)).every(({ id, capacity }) => capacity > 1 && !isWithOthers(id));
  }

  #fits(resourceId: string, partySize: number): boolean {
    return this.#calendar.lanesFor(resourceId, partySize) <= this.#calendar.capacityOf(resourceId);
  }
}

/** Whether these are some of what is needed, or all of it. */
function isOf(needs: readonly string[], kinds: readonly string[]): boolean {
  return kinds.every((kind, at) => needs.includes(kind) && kinds.indexOf(kind) === at);
}
