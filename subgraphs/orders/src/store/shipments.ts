/** Parcels: what left, when, and whether it arrived. */
import type { OrderChanges } from '../domain/order.js';
import type { ShipmentView } from '../views.js';
import { asRecords, type Sql } from './database.js';
import { groupByOrder } from './group-by-order.js';

export const shipmentsIn = (db: Sql) => ({
  /** The oldest first. */
  async shipmentsByOrders(orderIds: readonly string[]): Promise<Map<string, ShipmentView[]>> {
    const rows = await db.$queryRaw<(ShipmentView & { orderId: string })[]>`
      SELECT s.order_id AS "orderId", s.id, s.tracking_code AS "trackingCode",
             s.shipped_at AS "shippedAt", s.delivered_at AS "deliveredAt",
             (SELECT json_agg(json_build_object('sku', l.sku, 'quantity', l.quantity) ORDER BY l.sku)
              FROM shipment_lines l WHERE l.shipment_id = s.id) AS lines
      FROM shipments s WHERE s.order_id = ANY (${orderIds}::uuid[])
      ORDER BY s.shipped_at, s.id`;
    return groupByOrder<(typeof rows)[number], ShipmentView>(rows, (row) => row);
  },
});

/** The order's row is locked by the caller. Sends its statements at once, and answers them. */
export function saveShipments(
  db: Sql,
  orderId: string,
  { newShipment, deliveredShipmentIds }: OrderChanges,
  at: Date,
): Promise<unknown>[] {
  const sent: Promise<unknown>[] = [];
  if (newShipment) {
    const { id, trackingCode, lines } = newShipment;
    sent.push(
      db.$executeRaw`
        INSERT INTO shipments (id, order_id, tracking_code, shipped_at)
        VALUES (${id}::uuid, ${orderId}::uuid, ${trackingCode}, ${at})`,
      db.$executeRaw`
        WITH part AS (
          SELECT * FROM jsonb_to_recordset(${asRecords(lines)}::text::jsonb) AS row (sku text, quantity int)
        ), parcel AS (
          INSERT INTO shipment_lines (shipment_id, sku, quantity) SELECT ${id}::uuid, sku, quantity FROM part
        )
        UPDATE order_lines l SET shipped_quantity = l.shipped_quantity + part.quantity
        FROM part WHERE l.order_id = ${orderId}::uuid AND l.sku = part.sku`,
    );
  }
  if (deliveredShipmentIds)
    sent.push(db.$executeRaw`
      UPDATE shipments SET delivered_at = ${at}
      WHERE order_id = ${orderId}::uuid AND id = ANY (${deliveredShipmentIds}::uuid[])`);
  return sent;
}
