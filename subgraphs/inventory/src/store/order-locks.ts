/**
 * Locks many orders at once. Two transactions that each handle several orders would otherwise wait for
 * one another's levels: here both take all reservations first, by order, and then all levels, by SKU.
 */
import { send, type Sql } from './database.js';
import type { HeldLocks } from './held-locks.js';
import { type ReservationRow, toReservation } from './reservations.js';
import type { LockedLevel } from './stock.js';

export const orderLocks = (db: Sql, held: HeldLocks) => ({
  /**
   * Locks the reservations of these orders, or their places, and the levels of these SKUs and of those
   * that the orders hold; until the transaction ends they are answered without asking the database.
   * To be called once, before anything else is locked. Bounded by the caller.
   */
  async lockOrders(orderIds: readonly string[], skus: readonly string[]): Promise<void> {
    const ids = [...new Set(orderIds)].sort();
    send(db.$executeRaw`
      SELECT pg_advisory_xact_lock(hashtextextended(id, 0)) FROM unnest(${ids}::text[]) AS id`);
    const [reservations, levels] = await Promise.all([
      readReservations(db, ids),
      readLevels(db, ids, skus),
    ]);
    for (const id of ids) held.reservations.set(id, null);
    for (const row of reservations) held.reservations.set(row.orderId, toReservation(row));
    for (const sku of skus) held.levels.set(sku, null);
    for (const level of levels) held.levels.set(level.sku, level);
  },
});

const readReservations = (db: Sql, ids: readonly string[]) =>
  db.$queryRaw<(ReservationRow & { orderId: string })[]>`
    SELECT r.order_id AS "orderId", r.status, r.expires_at AS "expiresAt", COALESCE((
      SELECT jsonb_agg(jsonb_build_object(
        'sku', l.sku, 'quantity', l.quantity, 'returned', l.returned) ORDER BY l.sku)
      FROM reservation_lines l WHERE l.order_id = r.order_id), '[]') AS lines
    FROM reservations r WHERE r.order_id = ANY ((SELECT ${ids}::uuid[])::uuid[])
    ORDER BY r.order_id FOR UPDATE`;

const readLevels = (db: Sql, ids: readonly string[], skus: readonly string[]) =>
  db.$queryRaw<LockedLevel[]>`
    SELECT l.sku, l.on_hand AS "onHand", l.reserved, v.withdrawn_at IS NOT NULL AS withdrawn
    FROM stock_levels l JOIN variants v ON v.sku = l.sku
    WHERE l.sku = ANY (ARRAY(
      SELECT unnest(${skus}::text[]) UNION
      SELECT sku FROM reservation_lines WHERE order_id = ANY ((SELECT ${ids}::uuid[])::uuid[])))
    ORDER BY l.sku FOR UPDATE OF l`;
