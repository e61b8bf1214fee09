/** Carts and their lines. Whoever changes a cart holds its row's lock until the transaction ends. */
import type { Currency } from '@tributary/contracts';
import type { CartLine } from '../domain/cart.js';
import type { Database } from './database.js';

interface CartLineRow {
  userId: string;
  sku: string;
  name: string;
  quantity: number;
  unitPriceAmount: number;
  currency: string;
}

export const cartsIn = (db: Database) => ({
  /** Lines, the oldest first, by user; users without a cart are absent. */
  async cartLinesByUsers(userIds: readonly string[]): Promise<Map<string, CartLine[]>> {
    const rows = await db.cartLine.findMany({
      where: { userId: { in: [...userIds] } },
      orderBy: [{ addedAt: 'asc' }, { sku: 'asc' }],
    });
    const lines = new Map<string, CartLine[]>();
    for (const row of rows)
      lines.set(row.userId, [...(lines.get(row.userId) ?? []), toCartLine(row)]);
    return lines;
  },

  /** Makes the cart if there is none, locks it and answers its lines. */
  async openCart(userId: string, now: Date): Promise<CartLine[]> {
    await db.$executeRaw`
      INSERT INTO carts (user_id, updated_at) VALUES (${userId}::uuid, ${now})
      ON CONFLICT (user_id) DO UPDATE SET updated_at = EXCLUDED.updated_at`;
    return readLines(db, userId);
  },

  /** Locks the cart and answers its lines; none when there is no cart. */
  async lockCart(userId: string): Promise<CartLine[]> {
    await db.$queryRaw`SELECT 1 FROM carts WHERE user_id = ${userId}::uuid FOR UPDATE`;
    return readLines(db, userId);
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
    await db.cartLine.deleteMany({ where: { userId, sku: { in: [...skus] } } });
    await db.$executeRaw`
      UPDATE carts SET updated_at = ${now}, reminded_at = NULL, currency = CASE
        WHEN EXISTS (SELECT FROM cart_lines l WHERE l.user_id = carts.user_id) THEN currency END
      WHERE user_id = ${userId}::uuid`;
  },

  async emptyCart(userId: string, now: Date): Promise<void> {
    await db.$executeRaw`
      WITH gone AS (DELETE FROM cart_lines WHERE user_id = ${userId}::uuid)
      UPDATE carts SET currency = NULL, updated_at = ${now}, reminded_at = NULL
      WHERE user_id = ${userId}::uuid`;
  },

  async eraseCart(userId: string): Promise<void> {
    await db.cart.deleteMany({ where: { userId } });
  },
});

function readLines(db: Database, userId: string): Promise<CartLine[]> {
  return db.$queryRaw<CartLine[]>`
    SELECT sku, name, quantity, unit_price_amount AS "unitPriceMinor", currency
    FROM cart_lines WHERE user_id = ${userId}::uuid ORDER BY added_at, sku`;
}

const toCartLine = ({ sku, name, quantity, unitPriceAmount, currency }: CartLineRow): CartLine => ({
  sku,
  name,
  quantity,
  unitPriceMinor: unitPriceAmount,
  currency: currency as Currency,
});
