import type { Command, CustomerInput } from '@holdfast/protocol/commands';
import type { CalendarModel } from './calendar-model.ts';
import { isCounter, no, type Caller, type ModelHouse } from './house-model.ts';

/** What somebody asks for, and what they bring who once did not come. */
interface Wanted {
  serviceId: string | null;
  customer?: Pick<CustomerInput, 'id' | 'phone'> | null | undefined;
  depositReference?: string | undefined;
  isForgiven?: boolean;
}

/** What services ask of people who missed bookings. Those are counted by looking at every booking there is. */
export class MissedModel {
  readonly #calendar: CalendarModel;
  readonly #house: Pick<ModelHouse, 'services'>;
  /** Who was named by a command that was committed, found again by their id. */
  readonly #met = new Set<string>();

  constructor(calendar: CalendarModel, house: Pick<ModelHouse, 'services'>) {
    this.#calendar = calendar;
    this.#house = house;
  }

  /** Whoever is named in a committed command is known from then on, but of whom time is only held. */
  meet({ kind, args }: Command): void {
    if (kind !== 'place_hold' && 'customer' in args && args.customer) this.#met.add(args.customer.id);
  }

  /** Refuses who may not book for them like this. */
  judge({ serviceId, customer, depositReference = '', isForgiven = false }: Wanted, { channel, role }: Pick<Caller, 'channel' | 'role'>): void {
    if (channel === 'import' || isForgiven) return;
    // Without a service it is asked what any of them asks.
    const asking = [...this.#house.services].flatMap(([id, { asks }]) => (asks && (serviceId === null || id === serviceId) ? [asks] : []));
    const unmet = asking.filter(({ brings }) => (brings === 'approval' ? role !== 'manager' : depositReference.trim() === ''));
    if (unmet.length === 0) return;
    // Whose missed bookings count for nobody a program does not book for.
    const isNobody = !customer || (customer.phone === undefined && !this.#met.has(customer.id));
    if (isNobody && !isCounter(channel)) no('policy_forbids');
    const missed = customer ? this.#missedBy(customer.id) : 0;
    const asked = unmet.filter(({ from }) => missed >= from).map(({ brings }) => brings);
    if (asked.includes('approval')) no('approval_required');
    if (asked.includes('deposit')) no('deposit_required');
  }

  /** What whoever waits is told that they need: they accept by themselves, with nobody's approval. */
  toldWith(serviceId: string, customerId: string): 'approval' | 'deposit' | null {
    const { from = Infinity, brings = null } = this.#house.services.get(serviceId)?.asks ?? {};
    return this.#missedBy(customerId) >= from ? brings : null;
  }

  #missedBy(customerId: string): number {
    return [...this.#calendar.bookings.values()].filter((booking) => booking.customerId === customerId && booking.status === 'no_show').length;
  }
}
