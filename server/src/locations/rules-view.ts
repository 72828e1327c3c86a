import type { LocationRow, ResourceRow, ServiceRow } from '@holdfast/protocol/rows';
import { nobodyElse, type KindRulesSet, type ResourceRulesSet, type ServiceRulesSet, type TravelRulesSet } from './rules.ts';

/** The rules of a location, each with the value that holds. What is archived is left out. */
export interface RulesView {
  location: { id: string; slug: string; name: string };
  kinds: { kind: string; rules: KindRulesSet }[];
  resources: { id: string; slug: string; name: string; kind: string; rules: ResourceRulesSet }[];
  services: { id: string; slug: string; name: string; needs: string[]; rules: ServiceRulesSet }[];
  /** To each other location of the business. */
  travel: { locationId: string; slug: string; name: string; rules: TravelRulesSet }[];
  /** Who works at the other locations, by name, one line a person: what the rule `person` of a resource here may be. */
  people: { person: string; name: string; locations: string[] }[];
}

/** A resource of the business that may be the same person as one here. */
export interface PersonElsewhere {
  id: string;
  personId: string | null;
  /** As the rule `person` names it. */
  named: string;
  name: string;
  locationId: string;
  location: string;
}

/** The rows that rules stand in. */
export interface RuleRows {
  location: LocationRow;
  resources: ResourceRow[];
  services: ServiceRow[];
  travel: { id: string; slug: string; name: string; minutes: number }[];
  /** Resources of the business that are people, here and elsewhere. */
  people: PersonElsewhere[];
}

export function rulesView({ location, resources, services, travel, people }: RuleRows): RulesView {
  const kinds = [...new Set([...resources.map(({ kind }) => kind), ...services.flatMap(({ needs }) => needs)])];
  return {
    location: { id: location.id, slug: location.slug, name: location.name },
    kinds: kinds.map((kind) => ({ kind, rules: kindRulesOf(location, kind) })),
    resources: resources.map((row) => ({ id: row.id, slug: row.slug, name: row.name, kind: row.kind, rules: resourceRulesOf(row, people) })),
    services: services.map((row) => ({ id: row.id, slug: row.slug, name: row.name, needs: row.needs, rules: serviceRulesOf(row) })),
    travel: travel.map(({ id, slug, name, minutes }) => ({ locationId: id, slug, name, rules: { minutes } })),
    people: peopleElsewhere(people.filter(({ locationId }) => locationId !== location.id)),
  };
}

function kindRulesOf({ kinds = {} }: LocationRow, kind: string): KindRulesSet {
  return { minimumGapMinutes: 0, shortestSellableMinutes: 0, ...kinds[kind] };
}

function resourceRulesOf({ id, capacity, squeezeLanes = 0, squeezePerDay = 0, oneClassAtATime = false, personId }: ResourceRow, people: readonly PersonElsewhere[]): ResourceRulesSet {
  return { capacity, squeezeLanes, squeezePerDay, oneClassAtATime, person: personId == null ? nobodyElse : personRule(people.filter((each) => each.personId === personId && each.id !== id)) };
}

/** The same person as all of these. */
export function personRule(people: readonly Pick<PersonElsewhere, 'named'>[]): string {
  return people.map(({ named }) => named).join(',') || nobodyElse;
}

function peopleElsewhere(people: readonly PersonElsewhere[]): RulesView['people'] {
  const byPerson = Map.groupBy(people, ({ id, personId }) => personId ?? id);
  const named = Array.from(byPerson.values(), (same) => ({ person: personRule(same), name: same[0]?.name ?? '', locations: same.map(({ location }) => location) }));
  return named.toSorted((a, b) => a.name.localeCompare(b.name));
}

function serviceRulesOf({ durationMinutes, preparationMinutes, cleanupMinutes, kindBuffers = {}, noShowPolicy, isClass = false, needs }: ServiceRow): ServiceRulesSet {
  return {
    durationMinutes, preparationMinutes, cleanupMinutes, kindBuffers,
    noShowFrom: noShowPolicy?.from ?? null,
    noShowRequires: noShowPolicy?.then ?? null,
    isClass,
    needs: countsOf(needs),
  };
}

/** How often each kind stands there. */
export function countsOf(kinds: readonly string[]): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(kinds, (kind) => kind)].map(([kind, each]) => [kind, each.length]));
}
