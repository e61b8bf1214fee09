/** What orders hold. Whoever changes a reservation has locked it here before. */
import type { HeldLine, Reservation, ReservationStatus } from '../domain/reservation.js';
import { asRecords, send, type Sql } from './database.js';
import type { HeldLocks } from './held-locks.js';

export interface ReservationRow {
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

export const reservations = (db: Sql, held: HeldLocks) => ({
  /**
   * The order's reservation, or null; either way nobody else can touch it until the transaction ends.
   * A row that does not exist cannot be locked, hence the lock on the order's id. The two are sent at
   * once but stay two statements: the second one sees what was committed while the first one waited.
   */
  async lockReservation(orderId: string): Promise<LockedReservation | null> {
    const known = held.reservations.get(orderId);
    if (known !== undefined) return known;
    send(db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${orderId}, 0))`);
    const [row] = await db.$queryRaw<ReservationRow[]>`
      SELECT r.status, r.expires_at AS "expiresAt", COALESCE((
        SELECT jsonb_agg(jsonb_build_object(
          'sku', l.sku, 'quantity', l.quantity, 'returned', l.returned) ORDER BY l.sku)
        FROM reservation_lines l WHERE l.order_id = r.order_id), '[]') AS lines
      FROM reservations r WHERE r.order_id = ${orderId}::uuid FOR UPDATE`;
    return row ? toReservation(row) : null;
  },

  /**
   * Sends it to be inserted, or its status and what came back to be changed; lines are kept from the
   * first time they are known.
   * @param found as this transaction holds it locked; null when there is none
   */
  async saveReservation(saved: SavedReservation, found: Reservation | null): Promise<void> {
    const { orderId, status, lines, expiresAt, at } = saved;
    if (found)
      send(db.$executeRaw`
        UPDATE reservations SET status = ${status}, expires_at = ${expiresAt}, updated_at = ${at}
        WHERE order_id = ${orderId}::uuid`);
    else
      send(db.$executeRaw`
        INSERT INTO reservations (order_id, status, expires_at, created_at, updated_at)
        VALUES (${orderId}::uuid, ${status}, ${expiresAt}, ${at}, ${at})`);
    if (lines.length > 0 && lines !== found?.lines) send(saveLines(db, orderId, lines));
    if (held.reservations.has(orderId))
      held.reservations.set(orderId, { status, lines, expiresAt });
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

export const toReservation = ({ status, lines, expiresAt }: ReservationRow): LockedReservation => ({
  status: status as ReservationStatus,
  lines,
  expiresAt,
});

function saveLines(db: Sql, orderId: string, lines: readonly HeldLine[]): Promise<number> {
  return db.$executeRaw`
    INSERT INTO reservation_lines (order_id, sku, quantity, returned)
    SELECT ${orderId}::uuid, sku, quantity, returned
    FROM jsonb_to_recordset(${asRecords(lines)}::text::jsonb)
      AS line (sku text, quantity int, returned int)
    ON CONFLICT (order_id, sku) DO UPDATE SET returned = excluded.returned`;
}
