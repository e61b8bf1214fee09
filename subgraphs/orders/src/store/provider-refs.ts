/** Which payment at the provider belongs to an order: written once, before any money is asked for. */
import type { Sql } from './database.js';

export const providerRefsIn = (db: Sql) => ({
  /** Null when none is bound, or there is no such order. */
  async providerRef(orderId: string): Promise<string | null> {
    const [row] = await db.$queryRaw<{ ref: string | null }[]>`
      SELECT provider_ref AS ref FROM payments WHERE order_id = ${orderId}::uuid`;
    return row?.ref ?? null;
  },

  /** Binds `ref` to the order unless another one is bound; answers the one that is. */
  async bindProviderRef(orderId: string, ref: string): Promise<string> {
    // One statement: of two that bind at the same time the second waits, and sees the first's.
    const [row] = await db.$queryRaw<{ ref: string }[]>`
      UPDATE payments SET provider_ref = coalesce(provider_ref, ${ref})
      WHERE order_id = ${orderId}::uuid RETURNING provider_ref AS ref`;
    if (!row) throw new Error(`There is no order ${orderId}.`);
    return row.ref;
  },
});
