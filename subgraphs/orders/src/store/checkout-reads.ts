/** What placing an order begins with. */
import type { CartLine } from '../domain/cart.js';
import type { Sql } from './database.js';

export interface CheckoutStart {
  /** The cart's, the oldest first. */
  lines: CartLine[];
  /** The order that was placed with the idempotency key before. */
  earlier: { orderId: string; requestHash: string } | null;
  /** Whether the buyer's account is closed; a token may outlive it by minutes. */
  isErased: boolean;
}

export const checkoutReadsIn = (db: Sql) => ({
  /**
   * Cart and earlier order as of one moment: whoever has emptied the cart in the name of this key has
   * left the order to be found.
   */
  async checkoutStart(buyerId: string, idempotencyKey: string): Promise<CheckoutStart> {
    const [start] = await db.$queryRaw<CheckoutStart[]>`
      SELECT (
        SELECT coalesce(json_agg(json_build_object('sku', sku, 'name', name, 'quantity', quantity,
          'unitPriceMinor', unit_price_amount, 'currency', currency) ORDER BY added_at, sku), '[]')
        FROM cart_lines WHERE user_id = ${buyerId}::uuid
      ) AS lines, (
        SELECT json_build_object('orderId', id, 'requestHash', request_hash)
        FROM orders WHERE buyer_id = ${buyerId}::uuid AND idempotency_key = ${idempotencyKey}
      ) AS earlier, EXISTS (
        SELECT FROM buyers WHERE user_id = ${buyerId}::uuid AND erased_at IS NOT NULL
      ) AS "isErased"`;
    return start!;
  },
});
