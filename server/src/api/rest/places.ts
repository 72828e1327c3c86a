import type { ServiceRow } from '@holdfast/protocol/rows';
import type { KeyScope } from '../../access/scope.ts';
import type { Catalogue, CatalogueCache, CatalogueResource } from '../../locations/catalogue.ts';
import { notFound } from './problem.ts';

const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

/** The locations a key may see, with their settings as they are now. */
export class Places {
  readonly #catalogues: CatalogueCache;

  constructor(catalogues: CatalogueCache) {
    this.#catalogues = catalogues;
  }

  /** By slug or id. Throws a 404 problem for one that the key cannot see. */
  async named(key: KeyScope, reference: string): Promise<Catalogue> {
    const wanted = isUuid(reference) ? reference.toLowerCase() : null;
    const found = key.locations.find(({ id, slug }) => slug === reference || id === wanted);
    const catalogue = found && (await this.#current(key, found.id, found.catalogueVersion));
    if (!catalogue) throw notFound(`There is no location "${shown(reference)}" for this key. GET /locations lists those there are.`);
    return catalogue;
  }

  async #current(key: KeyScope, id: string, version: number): Promise<Catalogue | null> {
    const cached = await this.#catalogues.get(key.tenantNo, id);
    if (cached && cached.version >= version) return cached;
    this.#catalogues.forget(key.tenantNo, id);
    return this.#catalogues.get(key.tenantNo, id);
  }
}

/** By slug or id, also one that is no longer offered: what may be done with it is the gateway's to say. Throws a 404 problem. */
export function serviceNamed({ services, location }: Catalogue, reference: string): ServiceRow {
  return (
    services.get(reference.toLowerCase()) ??
    services.values().find(({ slug }) => slug === reference) ??
    missing('service', reference, `/services?location=${location.slug}`)
  );
}

/** By slug or id, archived ones included. Throws a 404 problem. */
export function resourceNamed({ resources, location }: Catalogue, reference: string): CatalogueResource {
  return (
    resources.get(reference.toLowerCase()) ??
    resources.values().find(({ slug }) => slug === reference) ??
    missing('resource', reference, `/resources?location=${location.slug}`)
  );
}

function missing(what: string, reference: string, list: string): never {
  throw notFound(`There is no ${what} "${shown(reference)}" at this location. GET ${list} lists those there are.`);
}

const shown = (reference: string): string => reference.toWellFormed();

/** What is wanted, by its names: ids for a command. Throws a 404 problem. */
export function wishNamed(
  catalogue: Catalogue,
  { service, resources = [], partySize }: { service: string; resources?: string[] | undefined; partySize?: number | undefined },
): { serviceId: string; resourceIds: string[]; partySize?: number } {
  return {
    serviceId: serviceNamed(catalogue, service).id,
    resourceIds: resources.map((each) => resourceNamed(catalogue, each).id),
    ...(partySize === undefined ? {} : { partySize }),
  };
}
