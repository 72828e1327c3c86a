import type { CustomerInput } from '@holdfast/protocol/commands';
import type { TenantNo } from '../access/scope.ts';
import type { DecisionContext } from '../commands/handler.ts';
import type { Database } from '../db/database.ts';

/** Somebody as a command names them: by id, else by what was said of them. */
export type NamedCustomer = Pick<CustomerInput, 'id'> & Partial<CustomerInput>;

export interface KnownCustomer {
  id: string;
  /** How many bookings they missed. */
  noShows: number;
}

/** Whom the business means by this customer; null for one it does not know yet. */
export async function readKnownCustomer({ read, tenantNo }: DecisionContext, customer: NamedCustomer): Promise<KnownCustomer | null> {
  return read(async (client) => {
    const { rows } = await client.query<KnownCustomer | { id: null }>({
      name: 'read-known-customer',
      text: `select o_id as id, o_no_shows as "noShows" from gateway.known_customer($1, $2)`,
      values: [tenantNo, JSON.stringify(customer)],
    });
    const [known] = rows;
    return known === undefined || known.id === null ? null : known;
  });
}

/** How many bookings somebody missed so far: outside a command, for who shows it. */
export async function readNoShows(db: Database, tenantNo: TenantNo, customerId: string): Promise<number> {
  return db.readOnce(tenantNo, async (client) => {
    const { rows } = await client.query<{ noShows: number }>({
      name: 'read-no-shows',
      text: 'select no_shows as "noShows" from customer where tenant_no = $1 and customer_id = $2',
      values: [tenantNo, customerId],
    });
    return rows[0]?.noShows ?? 0;
  });
}

/** By what somebody is known beside their id; whatever nobody said is left out. */
export interface Reach {
  name: string;
  phone: string | undefined;
  email: string | undefined;
}
export const reachFields = ['name', 'phone', 'email'] as const satisfies (keyof Reach)[];

export async function readReach({ read, tenantNo }: DecisionContext, customerId: string): Promise<Reach | null> {
  return read(async (client) => {
    const { rows } = await client.query<{ [F in keyof Reach]: string | null }>({
      name: 'read-reach',
      text: 'select name, phone, email from customer where tenant_no = $1 and customer_id = $2',
      values: [tenantNo, customerId],
    });
    const [row] = rows;
    return row ? { name: row.name ?? '', phone: row.phone ?? undefined, email: row.email ?? undefined } : null;
  });
}
