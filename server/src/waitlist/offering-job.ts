import { mintTenantNo } from '../access/scope.ts';
import { lookForOffers, type LookedThrough, type OfferingNode } from './look-for-offers.ts';

/** A node that died while it looked keeps the others from that list for so long. */
const lookSeconds = 10;

/** Looks through every list where something may have come free, one after the other. Rejects when a look failed; it is found again. */
export async function offerFreedTime(node: OfferingNode, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { rows } = await node.db.pool.query<{ tenantNo: number; locationId: string }>({
      name: 'next-waitlist',
      text: `select due_tenant as "tenantNo", due_location as "locationId"
        from gateway.next_waitlist(to_timestamp($1::float8 / 1000), $2)`,
      values: [node.now(), lookSeconds],
    });
    const due = rows[0];
    if (!due) return;
    const tenantNo = mintTenantNo(due.tenantNo);
    let looked: LookedThrough | null = null;
    try {
      looked = await lookForOffers(node, { tenantNo, locationId: due.locationId }, signal);
    } finally {
      await node.db.pool.query({
        name: 'waitlist-looked',
        text: 'select gateway.waitlist_looked($1, $2, $3, $4, $5)',
        values: [tenantNo, due.locationId, looked?.head ?? null, looked?.catalogueVersion ?? null, looked?.elsewhere ?? null],
      });
    }
  }
}
