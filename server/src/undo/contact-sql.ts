import type { DecisionContext } from '../commands/handler.ts';
import type { CustomerContact } from '../commands/plan.ts';

/** Whether a customer still is called, and reached, like this; and lives by this clock, where that is said. */
export async function isStillAs(context: DecisionContext, { id, name, phone, email, timeZone }: CustomerContact): Promise<boolean> {
  return context.read(async (client) => {
    const { rows } = await client.query({
      name: 'contact-as',
      text: `select 1 from customer where tenant_no = $1 and customer_id = $2
        and (name, phone, email) is not distinct from ($3::text, $4::text, $5::text)
          and (not $6::boolean or time_zone is not distinct from $7::text)`,
      values: [context.tenantNo, id, name, phone, email, timeZone !== undefined, timeZone ?? null],
    });
    return rows.length === 1;
  });
}
