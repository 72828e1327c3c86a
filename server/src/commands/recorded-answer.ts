import type { TenantNo } from '../access/scope.ts';
import type { Database } from '../db/database.ts';

/** What the record keeps of an answered command, and for good. */
export interface RecordedAnswer {
  /** The outbox of the sending that was executed; every later one of the same id was answered from the record. */
  outboxId: string | null;
  /** SHA-256 of the command, hex. */
  fingerprint: string;
  /** The row (protocol/rows.ts) as this command left it, whatever became of it since; null where it left none. */
  row: unknown;
}

/** Null while the command has no answer. */
export async function readRecordedAnswer(db: Database, tenantNo: TenantNo, commandId: string): Promise<RecordedAnswer | null> {
  return db.readAs(tenantNo, async (client) => {
    const { rows } = await client.query<RecordedAnswer>({
      name: 'recorded-answer',
      text: `select c.outbox_id as "outboxId", encode(c.fingerprint, 'hex') as fingerprint, e.after as row
        from command c left join event e on e.tenant_no = c.tenant_no and e.location_id = c.location_id
          and e.version = c.version and e.command_id = c.command_id
        where c.tenant_no = $1 and c.command_id = $2`,
      values: [tenantNo, commandId],
    });
    return rows[0] ?? null;
  });
}
