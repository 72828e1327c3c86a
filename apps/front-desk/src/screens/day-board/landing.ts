import { minuteMs } from '@holdfast/domain/instant';
import { closedBy } from '@holdfast/domain/bookable-hours';
import { lanesFor } from '@holdfast/domain/lanes';
import type { Orphan } from '@holdfast/domain/remainder';
import { durationMs, type TimeRange } from '@holdfast/domain/time-range';
import type { WaivableRule } from '@holdfast/protocol/commands';
import type { ResourceRow, ServiceRow } from '@holdfast/protocol/rows';
import type { BookingOnBoard } from '../../desk.ts';
import { freeRanges } from '../booking/free-time.ts';
import { claimedOf, floorWithout, gapLeft, inTheWay, type Floor, type Wish } from '../booking/slot-plan.ts';

/** Where a booking would come to lie. */
export interface Landing extends TimeRange {
  resourceIds: string[];
}

export type WhyNot =
  | { kind: 'taken'; resourceId: string; during: TimeRange }
  | { kind: 'also_taken'; resourceId: string; during: TimeRange }
  /** Fewer places left than the party needs. */
  | { kind: 'full'; resourceId: string; free: number }
  | { kind: 'closed' }
  | { kind: 'away'; resourceId: string }
  | { kind: 'gap'; remainder: Orphan }
  | { kind: 'unsuitable'; resourceId: string }
  | { kind: 'too_short' };

export interface Mover {
  booking: BookingOnBoard;
  service: ServiceRow | null;
  /** The column it was picked up in: the resource that changes when it lands in another column. */
  fromResourceId: string;
}

/** The same booking with its column replaced: what else it needs stays. */
export function landingAt(mover: Mover, toResourceId: string, start: number, end: number): Landing {
  const others = mover.booking.resourceIds.filter((id) => id !== mover.fromResourceId && id !== toResourceId);
  const at = Math.max(0, mover.booking.resourceIds.indexOf(mover.fromResourceId));
  return { start, end, resourceIds: others.toSpliced(at, 0, toResourceId) };
}

function isSuitable(mover: Mover, from: ResourceRow | undefined, to: ResourceRow): boolean {
  if (to.id === mover.fromResourceId) return true;
  if (mover.booking.resourceIds.includes(to.id)) return false;
  if (mover.service === null || mover.service.needs.length === 0) return true;
  return from === undefined ? mover.service.needs.includes(to.kind) : from.kind === to.kind;
}

function wishOf({ booking, service }: Mover, { start, end, resourceIds }: Landing): Wish {
  return { service, start, end, pins: resourceIds, partySize: booking.row.partySize ?? 1 };
}

/** Why a booking may not land there, as far as this computer knows, or null. `aside`: rules that are set aside for it. */
export function whyNot(floor: Floor, mover: Mover, toResourceId: string, landing: Landing, aside: readonly WaivableRule[] = []): WhyNot | null {
  if (landing.end <= landing.start) return { kind: 'too_short' };
  const to = floor.resources.find((resource) => resource.id === toResourceId);
  const from = floor.resources.find((resource) => resource.id === mover.fromResourceId);
  if (to === undefined || !isSuitable(mover, from, to)) return { kind: 'unsuitable', resourceId: toResourceId };
  const others = floorWithout(floor, mover.booking.id);
  const wish = wishOf(mover, landing);
  const resources = landing.resourceIds.flatMap((id) => floor.resources.find((resource) => resource.id === id) ?? []);
  const closed = aside.includes('hours') ? null : closedBy(floor.location, resources, landing);
  if (closed !== null) return closed.whose === 'location' ? { kind: 'closed' } : { kind: 'away', resourceId: closed.resourceId };
  for (const resource of resources) {
    const found = inTheWay(others, resource, wish);
    if (found === null) continue;
    if (found.kind === 'full') return found;
    return { kind: resource.id === toResourceId ? 'taken' : 'also_taken', resourceId: resource.id, during: found.during ?? landing };
  }
  const remainder = aside.includes('orphan_gap') ? null : gapLeft(others, wish, landing.resourceIds);
  return remainder === null ? null : { kind: 'gap', remainder };
}

/** The rules that somebody who may would have to set aside for it to land there; null where something else is in the way. */
export function rulesInTheWay(floor: Floor, mover: Mover, toResourceId: string, landing: Landing): WaivableRule[] | null {
  const rules: WaivableRule[] = [];
  for (;;) {
    const why = whyNot(floor, mover, toResourceId, landing, rules);
    if (why === null) return rules;
    if (why.kind === 'closed' || why.kind === 'away') rules.push('hours');
    else if (why.kind === 'gap') rules.push('orphan_gap');
    else return null;
  }
}

/** The stretches of a column where the booking has room, for shading while it moves. `open` is when the column may be booked. */
export function roomFor(floor: Floor, mover: Mover, to: ResourceRow, within: TimeRange, open: readonly TimeRange[]): TimeRange[] {
  const from = floor.resources.find((resource) => resource.id === mover.fromResourceId);
  if (!isSuitable(mover, from, to)) return [];
  const { booking } = mover;
  const claimed = claimedOf(floor, to, wishOf(mover, { start: booking.start, end: booking.end, resourceIds: [] }));
  const needed = durationMs(claimed);
  const taken = floorWithout(floor, booking.id).busy(to.id, within);
  const lanes = lanesFor(to, booking.row.partySize ?? 1);
  const joins = (there: TimeRange): boolean => {
    const start = there.start + booking.start - claimed.start;
    return whyNot(floor, mover, to.id, landingAt(mover, to.id, start, start + durationMs(booking))) === null;
  };
  // A class has room for those who join it, at its own time; for whoever lies beside it, none.
  const classes = new Map(taken.flatMap((each) => (each.classKey === null ? [] : [[each.classKey, each]])));
  const joined = [...classes.values()].filter(joins).map(({ start, end }) => ({ start, end }));
  const whole = taken.map((each) => (each.classKey === null ? each : { ...each, lanes: 'all' as const }));
  return [...freeRanges(whole, { capacity: to.capacity, lanes }, within), ...joined]
    .sort((a, b) => a.start - b.start)
    .flatMap((range) => open.map((hours) => ({ start: Math.max(range.start, hours.start), end: Math.min(range.end, hours.end) })))
    .filter((range) => range.end - range.start >= Math.max(needed, minuteMs));
}

/** The legal start nearest to a target in the same column, within the hours in view, or null. */
export function nearestStart(floor: Floor, mover: Mover, toResourceId: string, target: TimeRange, open: readonly TimeRange[], stepMinutes: number): number | null {
  const step = stepMinutes * minuteMs;
  const length = target.end - target.start;
  const first = Math.min(...open.map((range) => range.start));
  const last = Math.max(...open.map((range) => range.end));
  for (let offset = step; target.start - offset >= first || target.start + offset <= last; offset += step) {
    for (const start of [target.start + offset, target.start - offset]) {
      if (start < first || start > last) continue;
      if (whyNot(floor, mover, toResourceId, landingAt(mover, toResourceId, start, start + length)) === null) return start;
    }
  }
  return null;
}
