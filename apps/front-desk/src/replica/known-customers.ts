import type { CustomerRow } from '@holdfast/protocol/rows';
import type { OutboxRecord } from '../outbox/outbox-record.ts';

/** Everybody the copy knows, and whom this terminal's commands name that it does not know yet. */
export function* knownCustomers(
  known: ReadonlyMap<string, CustomerRow> | undefined,
  records: readonly OutboxRecord[],
): Generator<CustomerRow> {
  yield* known?.values() ?? [];
  const seen = new Set<string>();
  for (const { command } of records) {
    const customer = 'customer' in command.args ? command.args.customer : null;
    if (!customer || known?.has(customer.id) || seen.has(customer.id)) continue;
    seen.add(customer.id);
    const { id, name, phone = null, email = null } = customer;
    yield { id, name, phone, email, notes: '', visits: 0, noShows: 0 };
  }
}
