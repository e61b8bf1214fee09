/** Parcels: what left, when, and whether it arrived. */
import type { OrderChanges } from '../domain/order.js';
import type { ShipmentView } from '../views.js';
import type { Database } from './database.js';
import { asRecords } from './database.js';
import { groupByOrder } from './group-by-order.js';

export const shipmentsIn = (db: Database) => ({
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

/** The order's row is locked by the caller. */
export async function saveShipments(
  db: Database,
  orderId: string,
  { newShipment, deliveredShipmentIds }: OrderChanges,
  at: Date,
): Promise<void> {
  if (newShipment) {
    const { id, trackingCode, lines } = newShipment;
    await db.shipment.create({ data: { id, orderId, trackingCode, shippedAt: at } });
    await db.$executeRaw`
      WITH part AS (
        SELECT * FROM jsonb_to_recordset(${asRecords(lines)}::text::jsonb) AS row (sku text, quantity int)
      ), parcel AS (
        INSERT INTO shipment_lines (shipment_id, sku, quantity) SELECT ${id}::uuid, sku, quantity FROM part
      )
      UPDATE order_lines l SET shipped_quantity = l.shipped_quantity + part.quantity
      FROM part WHERE l.order_id = ${orderId}::uuid AND l.sku = part.sku`;
  }
  if (deliveredShipmentIds)
    await db.shipment.updateMany({
      where: { orderId, id: { in: [...deliveredShipmentIds] } },
      data: { deliveredAt: at },
    });
}
