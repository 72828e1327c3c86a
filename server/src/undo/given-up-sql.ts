import type { DecisionContext } from '../commands/handler.ts';

/** What bookings were known by, where classes are kept apart, when they last gave time up; by the booking's id. */
export async function readGivenUp({ read, tenantNo }: DecisionContext, bookingIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  return read(async (client) => {
    const { rows } = await client.query<{ id: string; classKey: string }>({
      name: 'read-given-up',
      text: `select distinct on (owner_id) owner_id as id, class_key as "classKey" from claim
        where tenant_no = $1 and owner_id = any($2::uuid[]) and owner_kind = 'booking' and released_at is not null and class_key is not null
        order by owner_id, released_at desc`,
      values: [tenantNo, bookingIds],
    });
    return new Map(rows.map(({ id, classKey }) => [id, classKey]));
  });
}
