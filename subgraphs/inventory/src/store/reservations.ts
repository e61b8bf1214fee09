/** What orders hold. Whoever changes a reservation has locked it here before. */
import type { HeldLine, Reservation, ReservationStatus } from '../domain/reservation.js';
import { asRecords, type Database } from './database.js';

interface ReservationRow {
  orderId: string;
  status: string;
  lines: HeldLine[];
  expiresAt: Date | null;
}

export interface LockedReservation extends Reservation {
  /** Only while it is RESERVED. */
  expiresAt: Date | null;
}

export interface SavedReservation extends LockedReservation {
  orderId: string;
  at: Date;
}

export const reservations = (db: Database) => ({
  /**
   * The order's reservation, or null; either way nobody else can touch it until the transaction ends.
   * A row that does not exist cannot be locked, hence the lock on the order's id.
   */
  async lockReservation(orderId: string): Promise<LockedReservation | null> {
    await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${orderId}, 0))`;
    const [row] = await db.$queryRaw<ReservationRow[]>`
      SELECT r.order_id AS "orderId", r.status, r.expires_at AS "expiresAt", COALESCE((
        SELECT jsonb_agg(jsonb_build_object(
          'sku', l.sku, 'quantity', l.quantity, 'returned', l.returned) ORDER BY l.sku)
        FROM reservation_lines l WHERE l.order_id = r.order_id), '[]') AS lines
      FROM reservations r WHERE r.order_id = ${orderId}::uuid FOR UPDATE`;
    if (!row) return null;
    const { status, lines, expiresAt } = row;
    return { status: status as ReservationStatus, lines, expiresAt };
  },

  /** Inserts it, or changes its status and what came back; lines are kept from the first time they are known. */
  async saveReservation({ orderId, status, lines, expiresAt, at }: SavedReservation) {
    await db.$executeRaw`
      WITH reservation AS (
        INSERT INTO reservations (order_id, status, expires_at, created_at, updated_at)
        VALUES (${orderId}::uuid, ${status}, ${expiresAt}::timestamptz, ${at}, ${at})
        ON CONFLICT (order_id) DO UPDATE
        SET status = excluded.status, expires_at = excluded.expires_at, updated_at = excluded.updated_at
        RETURNING order_id
      )
      INSERT INTO reservation_lines (order_id, sku, quantity, returned)
      SELECT order_id, line.sku, line.quantity, line.returned FROM reservation,
        jsonb_to_recordset(${asRecords(lines)}::text::jsonb)
          AS line (sku text, quantity int, returned int)
      ON CONFLICT (order_id, sku) DO UPDATE SET returned = excluded.returned`;
  },

  /** Gives reservations that ran out until `until`, and answers their orders; those that another worker is at are left to it. */
  async postponeDueReservations(now: Date, until: Date, limit: number): Promise<string[]> {
    const rows = await db.$queryRaw<{ orderId: string }[]>`
      UPDATE reservations SET expires_at = ${until}, updated_at = ${now}
      WHERE order_id IN (
        SELECT r.order_id FROM reservations r
        WHERE r.status = 'RESERVED' AND r.expires_at <= ${now}
        ORDER BY r.expires_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      RETURNING order_id AS "orderId"`;
    return rows.map(({ orderId }) => orderId);
  },
});
