import type { LocationRow, ResourceRow, ServiceRow } from '@holdfast/protocol/rows';
import type { Role } from '@holdfast/protocol/values';
import type { TenantNo } from '../access/scope.ts';
import type { Database } from '../db/database.ts';
import { policiesOf, type Policies } from './policies.ts';

export interface CatalogueResource extends ResourceRow {
  /** Compact key used in claims; never leaves the server. */
  resourceNo: number;
}

/** Everything about a location that decisions rest on and that changes rarely. */
export interface Catalogue {
  version: number;
  location: LocationRow;
  /** By id, archived ones included (old bookings name them). */
  resources: ReadonlyMap<string, CatalogueResource>;
  services: ReadonlyMap<string, ServiceRow>;
  staff: ReadonlyMap<string, { role: Role; active: boolean }>;
  policies: Policies;
  /** Where else the people here are resources, by resource number here: they are never at two places at once. */
  elsewhere: ReadonlyMap<number, readonly Elsewhere[]>;
}

export interface Elsewhere {
  /** The person's resource there. */
  resourceNo: number;
  locationId: string;
  travelMinutes: number;
}

/**
 * Cached per location. A stale entry does no harm: `gateway.next_version` compares the version the
 * decision rested on, and the gateway reloads and decides again.
 */
export class CatalogueCache {
  readonly #db: Database;
  readonly #entries = new Map<string, Promise<Catalogue | null>>();

  constructor(db: Database) {
    this.#db = db;
  }

  /** Null when the tenant has no such location. */
  get(tenantNo: TenantNo, locationId: string): Promise<Catalogue | null> {
    const key = `${tenantNo}/${locationId}`;
    const cached = this.#entries.get(key);
    if (cached) return cached;
    const loading = loadCatalogue(this.#db, tenantNo, locationId).then(
      (catalogue) => {
        // Unknown locations are not remembered: outside input must not grow this map.
        if (!catalogue) this.#entries.delete(key);
        return catalogue;
      },
      (fault: unknown) => {
        this.#entries.delete(key);
        throw fault;
      },
    );
    this.#entries.set(key, loading);
    return loading;
  }

  /** As it is now: for who shows what it says, which no gateway will compare. What is cached costs the look at its version. */
  async current(tenantNo: TenantNo, locationId: string): Promise<Catalogue | null> {
    const cached = await this.get(tenantNo, locationId);
    if (!cached || cached.version >= (await readVersion(this.#db, tenantNo, locationId))) return cached;
    this.forget(tenantNo, locationId);
    return this.get(tenantNo, locationId);
  }

  forget(tenantNo: TenantNo, locationId: string): void {
    this.#entries.delete(`${tenantNo}/${locationId}`);
  }
}

async function readVersion(db: Database, tenantNo: TenantNo, locationId: string): Promise<number> {
  return db.readOnce(tenantNo, async (client) => {
    const { rows } = await client.query<{ version: number }>({
      name: 'read-catalogue-version',
      text: 'select catalogue_version as version from feed_head where tenant_no = $1 and location_id = $2',
      values: [tenantNo, locationId],
    });
    return rows[0]?.version ?? 0;
  });
}

async function loadCatalogue(
  db: Database,
  tenantNo: TenantNo,
  locationId: string,
): Promise<Catalogue | null> {
  return db.readOnce(tenantNo, async (client) => {
    const { rows } = await client.query<{
      version: number;
      location: LocationRow;
      settings: unknown;
      resources: CatalogueResource[];
      services: ServiceRow[];
      staff: { id: string; role: Role; active: boolean }[];
      elsewhere: (Elsewhere & { here: number })[];
    }>(
      `select h.catalogue_version as version, gateway.location_row(l) as location, t.settings,
         (select coalesce(jsonb_agg(gateway.resource_row(r) || jsonb_build_object('resourceNo', r.resource_no)
            order by r.position), '[]')
            from resource r where r.tenant_no = l.tenant_no and r.location_id = l.location_id) as resources,
         (select coalesce(jsonb_agg(gateway.service_row(s) order by s.position), '[]')
            from service s where s.tenant_no = l.tenant_no and s.location_id = l.location_id) as services,
         (select coalesce(jsonb_agg(jsonb_build_object('id', p.staff_id, 'role', p.role, 'active', p.active)), '[]')
            from staff p where p.tenant_no = l.tenant_no) as staff,
         (select coalesce(jsonb_agg(jsonb_build_object('here', r.resource_no, 'resourceNo', o.resource_no,
              'locationId', o.location_id, 'travelMinutes', coalesce(v.minutes, 0)) order by r.resource_no, o.resource_no), '[]')
            from resource r
              join resource o on o.tenant_no = r.tenant_no and o.person_id = r.person_id and o.resource_no <> r.resource_no
              left join travel_time v on v.tenant_no = r.tenant_no and v.location_id = least(r.location_id, o.location_id)
                and v.other_location_id = greatest(r.location_id, o.location_id)
            where r.tenant_no = l.tenant_no and r.location_id = l.location_id) as elsewhere
       from location l
         join tenant t on t.tenant_no = l.tenant_no
         join feed_head h on h.tenant_no = l.tenant_no and h.location_id = l.location_id
       where l.tenant_no = $1 and l.location_id = $2`,
      [tenantNo, locationId],
    );
    const row = rows[0];
    if (!row) return null;
    return {
      version: row.version,
      location: row.location,
      resources: new Map(row.resources.map((resource) => [resource.id, resource])),
      services: new Map(row.services.map((service) => [service.id, service])),
      staff: new Map(row.staff.map(({ id, role, active }) => [id, { role, active }])),
      policies: policiesOf(row.settings),
      elsewhere: Map.groupBy(row.elsewhere, ({ here }) => here),
    };
  });
}
