import fc from 'fast-check';
import type { Demand, Slot, SlotSearch } from './availability.ts';
import { indexBusy, type BusySpan } from './busy-index.ts';
import { minuteMs, type Instant } from './instant.ts';
import type { KindRules } from './kinds.ts';
import { leavesOrphan, type Wanted } from './remainder.oracle.ts';
import { shortestSellable, type SoldService } from './shortest-sellable.ts';
import type { TimeRange } from './time-range.ts';
import { anyExceptions, anyGrid, anyNight, anyOpeningHours, datedExceptions } from './wall-clock.arbitrary.ts';
import { minutesAround, openMinutes, type ExceptionalDay, type Night, type WallMinute } from './wall-clock.oracle.ts';

type Hours = Record<string, [string, string][]>;

interface Resource {
  id: string;
  hours: Hours | null;
  exceptions: ExceptionalDay[];
  kind: string;
  position: number;
  capacity: number;
  archived: boolean;
}

/** The orphan-gap rule as a manager sets it, and what is sold. */
interface Policy {
  readonly kinds: KindRules;
  readonly services: readonly SoldService[];
}

/** A small location on a night when the clocks change, full enough that finding an opening takes a search. */
export interface Situation {
  readonly search: SlotSearch;
  readonly resources: readonly Resource[];
  readonly spans: readonly BusySpan[];
  readonly night: Night;
  readonly policy: Policy | null;
}

const anyPolicy: fc.Arbitrary<Policy | null> = fc.option(
  fc.record({
    kinds: fc.constantFrom<KindRules>(
      { room: { shortestSellableMinutes: 15 } },
      { room: { shortestSellableMinutes: 40, minimumGapMinutes: 10 }, person: { shortestSellableMinutes: 25 } },
      { person: { shortestSellableMinutes: 60, minimumGapMinutes: 5 } },
    ),
    services: fc.array(
      fc.record({
        durationMinutes: fc.constantFrom(15, 25, 40, 60, 90),
        preparationMinutes: fc.constantFrom(0, 0, 5, 20),
        cleanupMinutes: fc.constantFrom(0, 0, 10),
        needs: fc.constantFrom(['room'], ['person'], ['room', 'person']),
        archived: fc.constantFrom(false, false, false, true),
        kindBuffers: fc.constantFrom(null, null, { room: { preparationMinutes: 0, cleanupMinutes: 15 } }),
      }),
      { maxLength: 3 },
    ),
  }),
);

const anyResources = fc
  .array(
    fc.record({
      kind: fc.constantFrom('room', 'room', 'person'),
      position: fc.integer({ min: 0, max: 3 }),
      capacity: fc.constantFrom(1, 1, 1, 2, 3),
      archived: fc.constantFrom(false, false, false, false, true),
      hours: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: anyOpeningHours }),
      drawn: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: anyExceptions }),
    }),
    { minLength: 1, maxLength: 5 },
  );

const anyMinutes = (most: number) => fc.integer({ min: 0, max: most }).map((minutes) => minutes * 5 * minuteMs);

export const anySituation: fc.Arbitrary<Situation> = fc
  .record({
    night: anyNight,
    gridMinutes: anyGrid,
    openingHours: fc.oneof(anyOpeningHours, fc.constant(allDayEveryDay())),
    closures: anyExceptions,
    drawnResources: anyResources,
    spans: fc.array(
      fc.record({
        on: fc.nat(),
        lane: fc.nat(),
        start: fc.integer({ min: 24 * 12, max: 5 * 24 * 12 }),
        length: fc.integer({ min: 1, max: 12 * 12 }),
      }),
      { maxLength: 40 },
    ),
    needs: fc.constantFrom(['room'], ['room', 'person'], ['person', 'room'], ['room', 'room']),
    times: fc.record({
      durationMs: fc.integer({ min: 1, max: 40 }).map((minutes) => minutes * 5 * minuteMs),
      preparationMs: anyMinutes(3),
      cleanupMs: anyMinutes(3),
      byKind: fc.constantFrom({}, {}, { room: { preparationMs: 0, cleanupMs: 25 * minuteMs } }, { person: { preparationMs: 10 * minuteMs, cleanupMs: 0 } }),
    }),
    named: fc.constantFrom<readonly string[] | null>(null, null, ['r0'], ['r1', 'r0']),
    everyLane: fc.constantFrom(false, false, false, true),
    partySize: fc.constantFrom(1, 1, 2, 3),
    anyHours: fc.constantFrom(false, false, false, true),
    policy: anyPolicy,
  })
  .map(({ night, gridMinutes, openingHours, closures, drawnResources, spans, needs, times, named, everyLane, partySize, anyHours, policy }) => {
    const first = minutesAround(night)[0]!.instant;
    const resources = drawnResources.map(
      ({ drawn, ...resource }, i): Resource => ({ id: `r${i}`, ...resource, exceptions: datedExceptions(night, drawn) }),
    );
    const laid = spans.map(({ on, lane, start, length }): BusySpan => {
      const resource = resources[on % resources.length]!;
      const at = first + start * 5 * minuteMs;
      return { resourceId: resource.id, lane: 1 + (lane % resource.capacity), start: at, end: at + length * 5 * minuteMs };
    });
    const demand: Demand = { ...times, everyLane, partySize, ...(named === null ? { needs } : { resourceIds: named }) };
    const exceptions = datedExceptions(night, closures);
    const calendar = { timeZone: night.timeZone, openingHours, exceptions, gridMinutes };
    const rule = policy === null ? {} : { shortestSellable: shortestSellable(policy.kinds, policy.services) };
    const search = { calendar, resources, busy: indexBusy(resources, laid), demand, anyHours, ...rule };
    return { search, resources, spans: laid, night, policy };
  });

/** Every slot that could be sold with a start in the range, found by trying everything, in no useful order. */
export function everySlot(
  { search, resources, spans, night, policy }: Situation,
  durationMs: number,
  isStart: (minute: WallMinute) => boolean,
  sets: readonly (readonly string[])[],
): Slot[] {
  const minutes = minutesAround(night);
  const { byKind = {}, everyLane, partySize = 1 } = search.demand;
  const { openingHours, exceptions = [] } = search.calendar;
  const open = openMinutes(minutes, openingHours, exceptions);
  const own = new Map(
    resources
      .filter((resource) => resource.hours !== null || resource.exceptions.length > 0)
      .map(({ id, hours, exceptions: days }) => [
        id,
        hours === null
          ? openMinutes(minutes, openingHours, [...exceptions, ...days])
          : openMinutes(minutes, hours, days),
      ]),
  );
  const lastsIn = (set: ReadonlySet<Instant>, start: Instant) => {
    for (let at = start; at < start + durationMs; at += minuteMs) if (!set.has(at)) return false;
    return true;
  };
  const first = minutes[0]!.instant;
  const isJudgedBadly = ({ id, kind }: Resource, given: TimeRange, claimed: TimeRange) => {
    const wanted = policy === null ? [] : stillWanted(policy, kind);
    return wanted.length > 0 && leavesOrphan(
      {
        isBookable: (minute) => search.anyHours === true || (open.has(minute) && (own.get(id)?.has(minute) ?? true)),
        isTaken: (minute) => spans.some((span) => span.resourceId === id && span.start <= minute && minute < span.end),
        isGridLine: (minute) => minutes[(minute - first) / minuteMs]!.minuteOfDay % search.calendar.gridMinutes === 0,
      },
      given,
      claimed,
      wanted,
    );
  };
  return minutes.filter(isStart).flatMap(({ instant: start }) => {
    const end = start + durationMs;
    if (search.anyHours !== true && !lastsIn(open, start)) return [];
    const isFree = (id: string) => {
      const resource = resources.find((each) => each.id === id);
      if (resource === undefined || resource.archived) return false;
      const hours = own.get(id);
      if (search.anyHours !== true && hours !== undefined && !lastsIn(hours, start)) return false;
      const { preparationMs, cleanupMs } = byKind[resource.kind] ?? search.demand;
      const lanes = Array.from({ length: resource.capacity }, (_, i) =>
        spans.every(
          (span) =>
            span.resourceId !== id || span.lane !== i + 1 || end + cleanupMs <= span.start || span.end <= start - preparationMs,
        ),
      );
      if (everyLane === true) return !lanes.includes(false);
      if (lanes.filter(Boolean).length < (resource.capacity === 1 ? 1 : partySize)) return false;
      return resource.capacity > 1 || !isJudgedBadly(resource, { start, end }, { start: start - preparationMs, end: end + cleanupMs });
    };
    const free = new Set(resources.filter(({ id }) => isFree(id)).map(({ id }) => id));
    return sets.filter((set) => set.every((id) => free.has(id))).map((resourceIds) => ({ start, end, resourceIds }));
  });
}

/** What somebody might still buy: as long as the rule says, with what each service that lasts so long takes around it, or the gap alone. */
function stillWanted({ kinds, services }: Policy, kind: string): Wanted[] {
  const { shortestSellableMinutes: given = 0, minimumGapMinutes: gap = 0 } = kinds[kind] ?? {};
  if (given === 0) return [];
  const wanted = services
    .filter((service) => !service.archived && service.needs.includes(kind) && service.durationMinutes >= given)
    .map((service) => service.kindBuffers?.[kind] ?? service)
    .map(({ preparationMinutes, cleanupMinutes }) => ({ preparation: preparationMinutes, given, cleanup: cleanupMinutes + gap }));
  return wanted.length > 0 ? wanted : [{ preparation: 0, given, cleanup: gap }];
}

/** Every set of resources that could serve the demand, busy or not, listed as slots list them. */
export function everySet(resources: readonly Resource[], demand: { needs: readonly string[] } | { resourceIds: readonly string[] }): string[][] {
  if ('resourceIds' in demand) return [[...demand.resourceIds]];
  const board = onBoard(resources);
  const kinds = [...new Set(demand.needs)];
  const subsets = board.reduce<Resource[][]>((all, resource) => [...all, ...all.map((set) => [...set, resource])], [[]]);
  return subsets
    .filter((set) => set.map(({ kind }) => kind).toSorted().join() === demand.needs.toSorted().join())
    .map((set) => kinds.flatMap((kind) => set.filter((resource) => resource.kind === kind)).map(({ id }) => id));
}

/** Fewest not preferred first, then board order. */
export function compareSets(resources: readonly Resource[], preferred: readonly string[]) {
  const rank = new Map(onBoard(resources).map(({ id }, i) => [id, i]));
  const unwanted = (set: readonly string[]) => set.filter((id) => !preferred.includes(id)).length;
  return (a: readonly string[], b: readonly string[]): number => {
    const byWish = unwanted(a) - unwanted(b);
    if (byWish !== 0) return byWish;
    const differing = a.findIndex((id, i) => id !== b[i]);
    return differing === -1 ? 0 : rank.get(a[differing]!)! - rank.get(b[differing]!)!;
  };
}

function onBoard(resources: readonly Resource[]): Resource[] {
  return resources.toSorted((a, b) => a.position - b.position || a.id.localeCompare(b.id));
}

function allDayEveryDay(): Record<string, [string, string][]> {
  return Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((weekday) => [weekday, [['00:00', '24:00']]]));
}
