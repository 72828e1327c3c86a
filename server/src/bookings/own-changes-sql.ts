import type { AtVersion } from '@holdfast/domain/own-changes';
import type { DecisionContext } from '../commands/handler.ts';

/** The versions that commands left of bookings, in the order they came; what was refused, or never came, left none. */
export async function readOwnChanges({ tenantNo, catalogue, read }: DecisionContext, commandIds: readonly string[]): Promise<AtVersion[]> {
  return read(async (client) => {
    const { rows } = await client.query<AtVersion>({
      name: 'read-own-changes',
      text: `select image->>'id' as "bookingId", (image->>'version')::int as version
        from event e, jsonb_array_elements(coalesce(e.after->'bookings', jsonb_build_array(e.after))) image
        where e.tenant_no = $1 and e.location_id = $2 and e.command_id = any($3::uuid[]) and e.refusal_reason is null
          and image->>'version' is not null
        order by e.version`,
      values: [tenantNo, catalogue.location.id, commandIds],
    });
    return rows;
  });
}
