import type { ResourceHours } from './bookable-hours.ts';

/** What the rules look at in a resource; a `ResourceRow` is one. `archived` left out means in use. */
export interface NeededResource extends ResourceHours {
  readonly id: string;
  readonly kind: string;
  readonly position: number;
  readonly locationId?: string;
  readonly archived?: boolean;
}

/**
 * Whether these resources are exactly what a service needs: one of each listed kind (a kind listed twice
 * needs two different resources), none over, none archived, all of one location.
 */
export function meetsNeeds(needs: readonly string[], resources: readonly Pick<NeededResource, 'id' | 'kind' | 'locationId' | 'archived'>[]): boolean {
  if (needs.length !== resources.length) return false;
  if (new Set(resources.map((resource) => resource.id)).size !== resources.length) return false;
  if (resources.some((resource) => resource.archived === true || resource.locationId !== resources[0]?.locationId))
    return false;
  const kinds = resources.map((resource) => resource.kind).sort();
  return needs.toSorted().every((kind, i) => kind === kinds[i]);
}

/** Whether these resources serve some of what a service needs and leave the rest open: none over, none archived. */
export function leavesNeeds(needs: readonly string[], resources: readonly Pick<NeededResource, 'id' | 'kind' | 'archived'>[]): boolean {
  const left = [...needs];
  for (const { kind, archived } of resources) {
    const at = archived === true ? -1 : left.indexOf(kind);
    if (at === -1) return false;
    left.splice(at, 1);
  }
  return left.length > 0;
}

/**
 * What a booking has to be of that was `sold` with these kinds, once its service needs others: it stays as it was sold,
 * unless what is named for it serves only what is needed today.
 */
export function neededBy(
  needs: readonly string[],
  sold: readonly string[],
  named: readonly Pick<NeededResource, 'id' | 'kind' | 'locationId' | 'archived'>[],
): readonly string[] {
  return meetsNeeds(sold, named) || leavesNeeds(sold, named) ? sold : needs;
}

/** What is named, and of those that are `kept` whoever serves a need that it leaves open. */
export function keepingTheRest<R extends Pick<NeededResource, 'kind'>>(needs: readonly string[], named: readonly R[], kept: readonly R[]): R[] {
  const left = [...needs];
  const serves = ({ kind }: R): boolean => {
    const at = left.indexOf(kind);
    if (at !== -1) left.splice(at, 1);
    return at !== -1;
  };
  for (const resource of named) serves(resource);
  return [...named, ...kept.filter((resource) => !named.includes(resource) && serves(resource))];
}

/** Left to right on the board; the id settles equal positions, so that everybody sees the same order. */
export function byBoardOrder(a: NeededResource, b: NeededResource): number {
  return a.position - b.position || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/**
 * Sets of resources that meet `needs`, best first and at most `limit`: with the fewest resources that were
 * not `preferred`, then in board order, compared kind by kind as `needs` lists them. Made lazily, so asking
 * for three out of millions costs three. Archived resources are left out; all must be of one location.
 */
export function* combinations<R extends NeededResource>(
  needs: readonly string[],
  resources: readonly R[],
  preferred: readonly string[],
  limit: number,
): Generator<R[], void, undefined> {
  const wanted = new Set(preferred);
  const pools = [...new Set(needs)].map((kind) =>
    pool(
      resources.filter((resource) => resource.kind === kind && resource.archived !== true).sort(byBoardOrder),
      needs.filter((need) => need === kind).length,
      wanted,
    ),
  );
  if (pools.some((each) => each.most < each.least)) return;
  let left = limit;
  const misses = rangeSum(pools);
  for (let miss = misses.least; miss <= misses.most; miss += 1) {
    for (const combination of pick(pools, 0, 0, 0, miss)) {
      if (left <= 0) return;
      left -= 1;
      yield combination;
    }
  }
}

/** The resources of one kind in board order, how many to take, and how many of those cannot be, or may be, unwanted. */
interface Pool<R> {
  readonly members: readonly R[];
  readonly wanted: readonly boolean[];
  readonly take: number;
  readonly least: number;
  readonly most: number;
}

function pool<R extends NeededResource>(members: readonly R[], take: number, wanted: ReadonlySet<string>): Pool<R> {
  const flags = members.map((member) => wanted.has(member.id));
  return { members, wanted: flags, take, ...missRange(flags, 0, take) };
}

/** Taking `take` from the members after `from`: at least and at most how many unwanted. Impossible: most < least. */
function missRange(wanted: readonly boolean[], from: number, take: number): { least: number; most: number } {
  let preferred = 0;
  for (let i = from; i < wanted.length; i += 1) if (wanted[i] === true) preferred += 1;
  const others = wanted.length - from - preferred;
  return take > preferred + others
    ? { least: 1, most: 0 }
    : { least: Math.max(0, take - preferred), most: Math.min(take, others) };
}

function rangeSum(pools: readonly { least: number; most: number }[]): { least: number; most: number } {
  return pools.reduce((sum, each) => ({ least: sum.least + each.least, most: sum.most + each.most }), {
    least: 0,
    most: 0,
  });
}

/**
 * Every way to finish with exactly `misses` unwanted, in board order. Branches that cannot come out at that
 * number are never entered: each pool's reachable numbers are without gaps, so their sums are too.
 */
function* pick<R extends NeededResource>(
  pools: readonly Pool<R>[],
  at: number,
  from: number,
  taken: number,
  misses: number,
): Generator<R[], void, undefined> {
  const current = pools[at];
  if (current === undefined) {
    if (misses === 0) yield [];
    return;
  }
  const rest = rangeSum(pools.slice(at + 1));
  const open = current.take - taken;
  if (open === 0) {
    yield* pick(pools, at + 1, 0, 0, misses);
    return;
  }
  for (let i = from; i < current.members.length; i += 1) {
    const after = missRange(current.wanted, i + 1, open - 1);
    const cost = current.wanted[i] === true ? 0 : 1;
    if (after.most < after.least) return;
    if (misses - cost < after.least + rest.least || misses - cost > after.most + rest.most) continue;
    for (const others of pick(pools, at, i + 1, taken + 1, misses - cost)) yield [current.members[i]!, ...others];
  }
}
