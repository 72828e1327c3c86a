import type { DecisionContext } from '../commands/handler.ts';

/** How many bookings the customer missed; 0 for one the business does not know yet. */
export async function readNoShows({ read, tenantNo }: DecisionContext, customerId: string): Promise<number> {
  return read(async (client) => {
    const { rows } = await client.query<{ noShows: number }>({
      name: 'read-no-shows',
      text: `select no_shows as "noShows" from customer where tenant_no = $1 and customer_id = $2`,
      values: [tenantNo, customerId],
    });
    return rows[0]?.noShows ?? 0;
  });
}
