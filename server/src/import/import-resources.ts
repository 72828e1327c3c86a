import { randomUUID } from 'node:crypto';
import type { ResourceRow } from '@holdfast/protocol/rows';
import type { TenantNo } from '../access/scope.ts';
import type { Database } from '../db/database.ts';
import type { Catalogue } from '../locations/catalogue.ts';

/** How a file's resource names find the location's resources: by name or slug, whatever the case. */
export class ImportResources {
  readonly #byName = new Map<string, string>();
  readonly #slugs = new Set<string>();
  #position = 0;
  readonly #db: Database;
  readonly #tenantNo: TenantNo;
  readonly #locationId: string;

  constructor(db: Database, tenantNo: TenantNo, catalogue: Catalogue) {
    this.#db = db;
    this.#tenantNo = tenantNo;
    this.#locationId = catalogue.location.id;
    for (const { id, name, slug, position } of catalogue.resources.values()) {
      this.#slugs.add(slug);
      this.#byName.set(slug.toLowerCase(), id);
      this.#position = Math.max(this.#position, position);
    }
    for (const { id, name } of catalogue.resources.values()) this.#byName.set(name.toLowerCase(), id);
  }

  find(name: string): string | undefined {
    return this.#byName.get(name.toLowerCase());
  }

  /** A room of capacity 1 without buffers, last on the board. */
  async create(name: string): Promise<string> {
    const row: ResourceRow = {
      id: randomUUID(),
      locationId: this.#locationId,
      slug: this.#freeSlug(name),
      name,
      kind: 'room',
      label: '',
      capacity: 1,
      position: ++this.#position,
      archived: false,
    };
    await this.#db.pool.query('select gateway.put_resource($1, $2, $3)', [
      this.#tenantNo,
      this.#locationId,
      JSON.stringify(row),
    ]);
    this.#slugs.add(row.slug);
    this.#byName.set(name.toLowerCase(), row.id);
    return row.id;
  }

  #freeSlug(name: string): string {
    const plain = name.normalize('NFKD').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
    const base = plain || 'resource';
    let slug = base;
    for (let number = 2; this.#slugs.has(slug); number++) slug = `${base}-${number}`;
    return slug;
  }
}
