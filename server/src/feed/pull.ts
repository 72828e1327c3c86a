import { replicaSchemaVersion } from '@holdfast/protocol/protocol-version';
import type { Change, PullAnswer, PullInput } from '@holdfast/protocol/sync';
import type { TenantNo } from '../access/scope.ts';
import type { Database } from '../db/database.ts';
import { toWire } from '@holdfast/domain/instant';

/** Rows in one page, give or take one version: a page ends on a version boundary. */
const pageRows = 1_000;

/**
 * The location's changes after a cursor, or a reset when they cannot be given. Head and rows come from
 * one statement, hence one snapshot. Null when the tenant has no such location.
 */
export async function pull(
  db: Database,
  tenantNo: TenantNo,
  input: Pick<PullInput, 'locationId' | 'epoch' | 'cursor' | 'replicaSchema'>,
  now: number,
): Promise<PullAnswer | null> {
  if (input.replicaSchema !== replicaSchemaVersion) return { kind: 'reset', reason: 'schema' };
  return db.readOnce(tenantNo, async (client) => {
    const { rows } = await client.query<{
      epoch: string;
      head: number;
      floor: number;
      changes: Change[] | null;
    }>({
      name: 'pull',
      text: `select h.epoch, h.head, h.floor,
          (select jsonb_agg(jsonb_build_object('version', c.version, 'entity', c.entity, 'id', c.entity_id,
              'row', c.row) order by c.version, c.idx)
            from change c
            where c.tenant_no = h.tenant_no and c.location_id = h.location_id and c.version > $3
              and c.version <= coalesce((select p.version from change p
                where p.tenant_no = h.tenant_no and p.location_id = h.location_id and p.version > $3
                order by p.version, p.idx offset ${pageRows} limit 1), h.head)) as changes
        from feed_head h where h.tenant_no = $1 and h.location_id = $2`,
      values: [tenantNo, input.locationId, input.cursor],
    });
    const row = rows[0];
    if (!row) return null;
    // A cursor ahead of the head is from another history, whatever its epoch says.
    if (row.epoch !== input.epoch || input.cursor > row.head) return { kind: 'reset', reason: 'epoch' };
    if (input.cursor < row.floor) return { kind: 'reset', reason: 'floor' };
    const changes = row.changes ?? [];
    // Versions without rows (a refusal that held nothing) count too: with a short page we are at the head.
    const last = changes.at(-1)?.version;
    const to = changes.length < pageRows || last === undefined ? row.head : last;
    return { kind: 'delta', changes, to, head: row.head, serverNow: toWire(now) };
  });
}
