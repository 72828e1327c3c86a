import { minuteMs } from './instant.ts';
import { ofKind, type ByKind, type KindRules } from './kinds.ts';
import type { TimeRange } from './time-range.ts';

/** What a service needs around what the customer gets. */
export interface Buffers {
  readonly preparationMinutes: number;
  readonly cleanupMinutes: number;
}

/** A `ServiceRow` is one. */
export interface BufferedService extends Buffers {
  /** By resource kind, in place of the service's own for resources of that kind. */
  readonly kindBuffers?: ByKind<Buffers> | null;
}

/** What a demand takes before and after: `byKind` in place of the general two for resources of that kind. */
export interface DemandBuffers {
  readonly preparationMs: number;
  readonly cleanupMs: number;
  readonly byKind?: ByKind<{ readonly preparationMs: number; readonly cleanupMs: number }>;
}

/** A booking of `range` with the service's general preparation before and cleanup after, whatever the kind of resource. */
export function occupied(range: TimeRange, service: Buffers): TimeRange {
  return {
    start: range.start - service.preparationMinutes * minuteMs,
    end: range.end + service.cleanupMinutes * minuteMs,
  };
}

/**
 * What a booking of `range` claims of a resource of that kind: preparation, cleanup, and after it the kind's
 * minimum gap, which is there without a service too. A block claims its own range and nothing around it.
 */
export function occupiedBy(
  range: TimeRange,
  service: BufferedService | null,
  kind: string,
  kinds?: KindRules | null,
): TimeRange {
  return occupiedIn(range, demandBuffers(service, kinds), kind);
}

/** From the first to the last moment that any of these resources is claimed for a booking of `range`. */
export function occupiedEnvelope(
  range: TimeRange,
  service: BufferedService | null,
  resources: readonly { readonly kind: string }[],
  kinds?: KindRules | null,
): TimeRange {
  const claimed = resources.map(({ kind }) => occupiedBy(range, service, kind, kinds));
  return {
    start: Math.min(range.start, ...claimed.map(({ start }) => start)),
    end: Math.max(range.end, ...claimed.map(({ end }) => end)),
  };
}

/** The buffers of a service, and of none, as a `Demand` has them; the kinds' minimum gaps count as cleanup. */
export function demandBuffers(service: BufferedService | null, kinds?: KindRules | null): DemandBuffers {
  const general = service ?? { preparationMinutes: 0, cleanupMinutes: 0 };
  const special = service?.kindBuffers ?? {};
  const gaps = kinds ?? {};
  const named = new Set([...Object.keys(special), ...Object.keys(gaps)]);
  return {
    preparationMs: general.preparationMinutes * minuteMs,
    cleanupMs: general.cleanupMinutes * minuteMs,
    byKind: Object.fromEntries(
      [...named].map((kind) => {
        const { preparationMinutes, cleanupMinutes } = ofKind(special, kind) ?? general;
        const gapMinutes = ofKind(gaps, kind)?.minimumGapMinutes ?? 0;
        return [kind, { preparationMs: preparationMinutes * minuteMs, cleanupMs: (cleanupMinutes + gapMinutes) * minuteMs }];
      }),
    ),
  };
}

/** What a demand for `range` claims of a resource of that kind. */
export function occupiedIn(range: TimeRange, buffers: DemandBuffers, kind: string): TimeRange {
  const { preparationMs, cleanupMs } = buffersIn(buffers, kind);
  return { start: range.start - preparationMs, end: range.end + cleanupMs };
}

/** What a demand takes before and after on a resource of that kind. */
export function buffersIn(buffers: DemandBuffers, kind: string): { readonly preparationMs: number; readonly cleanupMs: number } {
  return ofKind(buffers.byKind ?? {}, kind) ?? buffers;
}
