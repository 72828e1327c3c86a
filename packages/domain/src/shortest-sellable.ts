import { minuteMs } from './instant.ts';
import { ofKind, type ByKind, type KindRules } from './kinds.ts';
import { buffersIn, demandBuffers, type BufferedService } from './occupancy.ts';
import type { TimeRange } from './time-range.ts';

/** Time that somebody could buy of a resource: what a customer gets, and what is taken around it. */
export interface Sellable {
  readonly durationMs: number;
  readonly preparationMs: number;
  /** The kind's minimum gap included. */
  readonly cleanupMs: number;
}

/** What free time of a kind is good for; of a kind that is not named, for anything. */
export type ShortestSellable = ByKind<readonly Sellable[]>;

/** What the orphan-gap policy has to know of a service; a `ServiceRow` is one. */
export interface SoldService extends BufferedService {
  readonly durationMinutes: number;
  readonly needs: readonly string[];
  readonly archived: boolean;
}

/**
 * The orphan-gap policy as a `SlotSearch` takes it, of the kinds that have one: free time can be sold when as much as
 * the policy says fits in with the preparation and cleanup of one of the services that last that long, and with the
 * minimum gap. Where no service does, nothing but the gap is around it.
 */
export function shortestSellable(kinds: KindRules | null | undefined, services: Iterable<SoldService>): ShortestSellable {
  const rules = Object.entries(kinds ?? {}).filter(([kind]) => hasShortestSellable(kinds, kind));
  if (rules.length === 0) return {};
  const all = [...services];
  return Object.fromEntries(
    rules.map(([kind, { shortestSellableMinutes = 0 }]): [string, readonly Sellable[]] => {
      const sold = all.filter(({ needs, archived, durationMinutes }) => !archived && needs.includes(kind) && durationMinutes >= shortestSellableMinutes);
      const around = (sold.length > 0 ? sold : [null]).map((service) => buffersIn(demandBuffers(service, kinds), kind));
      return [kind, distinct(around).map((buffers) => ({ durationMs: shortestSellableMinutes * minuteMs, ...buffers }))];
    }),
  );
}

/** Whether the orphan-gap policy says anything of a kind. */
export function hasShortestSellable(kinds: KindRules | null | undefined, kind: string): boolean {
  return (ofKind(kinds ?? {}, kind)?.shortestSellableMinutes ?? 0) > 0;
}

/** The most time that any of these takes: how far beside a slot taken time matters to the policy. */
export function longestToSell(sellable: ShortestSellable): number {
  return Math.max(0, ...Object.values(sellable).flatMap((each) => each.map(takenMs)));
}

/** What one of these takes of the resource, all in all. */
function takenMs({ preparationMs, durationMs, cleanupMs }: Sellable): number {
  return preparationMs + durationMs + cleanupMs;
}

/** Whether it fits: all of it into the free time, and what the customer gets into the hours. */
export function fitsInto({ durationMs, preparationMs, cleanupMs }: Sellable, free: TimeRange, hours: TimeRange): boolean {
  const first = Math.max(hours.start, free.start + preparationMs);
  return Math.min(hours.end, free.end - cleanupMs) - first >= durationMs;
}

type Around = Pick<Sellable, 'preparationMs' | 'cleanupMs'>;

function distinct(all: readonly Around[]): Around[] {
  return [...new Map(all.map(({ preparationMs, cleanupMs }) => [`${preparationMs}/${cleanupMs}`, { preparationMs, cleanupMs }])).values()];
}
