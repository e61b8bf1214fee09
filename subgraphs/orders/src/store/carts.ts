/** Carts and their lines. Whoever changes a cart holds its row's lock until the transaction ends. */
import type { CartLine } from '../domain/cart.js';
import type { Sql } from './database.js';

export const cartsIn = (db: Sql) => ({
  /** Lines, the oldest first, by user; users without a cart are absent. */
  async cartLinesByUsers(userIds: readonly string[]): Promise<Map<string, CartLine[]>> {
    const rows = await db.$queryRaw<(CartLine & { userId: string })[]>`
      SELECT user_id AS "userId", sku, name, quantity, unit_price_amount AS "unitPriceMinor", currency
      FROM cart_lines WHERE user_id = ANY (${userIds}::uuid[]) ORDER BY added_at, sku`;
    const lines = new Map<string, CartLine[]>();
    for (const { userId, ...line } of rows) {
      const earlier = lines.get(userId);
      if (earlier) earlier.push(line);
      else lines.set(userId, [line]);
    }
    return lines;
  },

  /** Makes the cart if there is none, locks it and answers its lines. One that was there is not touched. */
  async openCart(userId: string, now: Date): Promise<CartLine[]> {
    const opened = db.$executeRaw`
      INSERT INTO carts AS cart (user_id, updated_at) VALUES (${userId}::uuid, ${now})
      ON CONFLICT (user_id) DO UPDATE SET updated_at = cart.updated_at WHERE false`;
    const [, lines] = await Promise.all([opened, readLines(db, userId)]);
    return lines;
  },

  /** Locks the cart and answers its lines; none when there is no cart. */
  async lockCart(userId: string): Promise<CartLine[]> {
    const locked = db.$queryRaw`SELECT 1 FROM carts WHERE user_id = ${userId}::uuid FOR UPDATE`;
    const [, lines] = await Promise.all([locked, readLines(db, userId)]);
    return lines;
  },

  async saveCartLine(userId: string, line: CartLine, now: Date): Promise<void> {
    const { sku, quantity, name, currency, unitPriceMinor } = line;
    await db.$executeRaw`
      WITH line AS (
        INSERT INTO cart_lines (user_id, sku, quantity, name, unit_price_amount, currency, added_at)
        VALUES (${userId}::uuid, ${sku}, ${quantity}, ${name}, ${unitPriceMinor}, ${currency}, ${now})
        ON CONFLICT (user_id, sku) DO UPDATE SET quantity = EXCLUDED.quantity, name = EXCLUDED.name,
          unit_price_amount = EXCLUDED.unit_price_amount, currency = EXCLUDED.currency
      )
      UPDATE carts SET currency = ${currency}, updated_at = ${now}, reminded_at = NULL
      WHERE user_id = ${userId}::uuid`;
  },

  async removeCartLines(userId: string, skus: readonly string[], now: Date): Promise<void> {
    await Promise.all([
      db.$executeRaw`
        DELETE FROM cart_lines WHERE user_id = ${userId}::uuid AND sku = ANY (${skus}::text[])`,
      db.$executeRaw`
        UPDATE carts SET updated_at = ${now}, reminded_at = NULL, currency = CASE
          WHEN EXISTS (SELECT FROM cart_lines l WHERE l.user_id = carts.user_id) THEN currency END
        WHERE user_id = ${userId}::uuid`,
    ]);
  },

  async emptyCart(userId: string, now: Date): Promise<void> {
    await db.$executeRaw`
      WITH gone AS (DELETE FROM cart_lines WHERE user_id = ${userId}::uuid)
      UPDATE carts SET currency = NULL, updated_at = ${now}, reminded_at = NULL
      WHERE user_id = ${userId}::uuid`;
  },

  async eraseCart(userId: string): Promise<void> {
    await db.$executeRaw`DELETE FROM carts WHERE user_id = ${userId}::uuid`;
  },
});

/** Sent behind the lock, and a statement of its own: one that waited would see the lines as of before. */
function readLines(db: Sql, userId: string): Promise<CartLine[]> {
  return db.$queryRaw<CartLine[]>`
    SELECT sku, name, quantity, unit_price_amount AS "unitPriceMinor", currency
    FROM cart_lines WHERE user_id = ${userId}::uuid ORDER BY added_at, sku`;
}
