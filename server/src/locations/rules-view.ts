import type { LocationRow, ResourceRow, ServiceRow } from '@holdfast/protocol/rows';
import type { KindRulesSet, ResourceRulesSet, ServiceRulesSet, TravelRulesSet } from './rules.ts';

/** The rules of a location, each with the value that holds. What is archived is left out. */
export interface RulesView {
  location: { id: string; slug: string; name: string };
  kinds: { kind: string; rules: KindRulesSet }[];
  resources: { id: string; slug: string; name: string; kind: string; rules: ResourceRulesSet }[];
  services: { id: string; slug: string; name: string; needs: string[]; rules: ServiceRulesSet }[];
  /** To each other location of the business. */
  travel: { locationId: string; slug: string; name: string; rules: TravelRulesSet }[];
}

/** The rows that rules stand in. */
export interface RuleRows {
  location: LocationRow;
  resources: ResourceRow[];
  services: ServiceRow[];
  travel: { id: string; slug: string; name: string; minutes: number }[];
}

export function rulesView({ location, resources, services, travel }: RuleRows): RulesView {
  const kinds = [...new Set([...resources.map(({ kind }) => kind), ...services.flatMap(({ needs }) => needs)])];
  return {
    location: { id: location.id, slug: location.slug, name: location.name },
    kinds: kinds.map((kind) => ({ kind, rules: kindRulesOf(location, kind) })),
    resources: resources.map((row) => ({ id: row.id, slug: row.slug, name: row.name, kind: row.kind, rules: resourceRulesOf(row) })),
    services: services.map((row) => ({ id: row.id, slug: row.slug, name: row.name, needs: row.needs, rules: serviceRulesOf(row) })),
    travel: travel.map(({ id, slug, name, minutes }) => ({ locationId: id, slug, name, rules: { minutes } })),
  };
}

function kindRulesOf({ kinds = {} }: LocationRow, kind: string): KindRulesSet {
  return { minimumGapMinutes: 0, shortestSellableMinutes: 0, ...kinds[kind] };
}

function resourceRulesOf({ capacity, squeezeLanes = 0, squeezePerDay = 0, oneClassAtATime = false }: ResourceRow): ResourceRulesSet {
  return { capacity, squeezeLanes, squeezePerDay, oneClassAtATime };
}

function serviceRulesOf({ durationMinutes, preparationMinutes, cleanupMinutes, kindBuffers = {}, noShowPolicy, isClass = false }: ServiceRow): ServiceRulesSet {
  return {
    durationMinutes, preparationMinutes, cleanupMinutes, kindBuffers,
    noShowFrom: noShowPolicy?.from ?? null,
    noShowRequires: noShowPolicy?.then ?? null,
    isClass,
  };
}
