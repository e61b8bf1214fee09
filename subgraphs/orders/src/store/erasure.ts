/** Takes the person out of a buyer's orders; what was bought, paid and sent stays. */
import { freeTextTypes } from '../domain/timeline.js';
import type { Sql } from './database.js';

/** Stands for a text that was erased where the table wants one. */
const erasedText = '(erased)';

export const erasureIn = (db: Sql) => ({
  /** Ids of the buyer's orders that may still be cancelled, in the order in which they are locked. */
  async cancellableOrders(buyerId: string): Promise<string[]> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT id FROM orders
      WHERE buyer_id = ${buyerId}::uuid AND status IN ('PENDING', 'AWAITING_PAYMENT', 'CONFIRMED')
      ORDER BY id`;
    return rows.map(({ id }) => id);
  },

  /**
   * Forgets who bought, where it went, what people wrote about it, and the carriers' codes that lead
   * to the person. Who cancelled an order stays in its timeline.
   */
  async eraseBuyer(buyerId: string): Promise<void> {
    await db.$executeRaw`
      UPDATE order_timeline t
      SET note = CASE WHEN note LIKE 'By the buyer:%' THEN 'By the buyer.'
                      WHEN note LIKE 'By staff:%' THEN 'By staff.'
                      WHEN type = 'CANCELLED' THEN note END
      FROM orders o
      WHERE o.buyer_id = ${buyerId}::uuid AND t.order_id = o.id AND t.type = ANY (${freeTextTypes}::text[])`;
    await db.$executeRaw`
      UPDATE order_returns r SET reason = NULL, rejection = NULL
      FROM orders o WHERE o.buyer_id = ${buyerId}::uuid AND r.order_id = o.id`;
    await db.$executeRaw`
      UPDATE refunds r SET reason = ${erasedText}
      FROM orders o WHERE o.buyer_id = ${buyerId}::uuid AND r.order_id = o.id`;
    await db.$executeRaw`
      UPDATE shipments s SET tracking_code = NULL
      FROM orders o WHERE o.buyer_id = ${buyerId}::uuid AND s.order_id = o.id`;
    await db.$executeRaw`
      UPDATE orders
      SET buyer_id = NULL, shipping_address = NULL, payment_token = NULL, tracking_code = NULL,
          idempotency_key = id::text, request_hash = '', version = version + 1
      WHERE buyer_id = ${buyerId}::uuid`;
  },
});
