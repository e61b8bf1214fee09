/** Returns: what buyers asked to send back, and what became of it. */
import type { ApprovedReturn, OrderChanges } from '../domain/order.js';
import type { ReturnView } from '../views.js';
import { asRecords, type Database } from './database.js';
import { groupByOrder } from './group-by-order.js';

export const returnsIn = (db: Database) => ({
  /** The oldest first. */
  async returnsByOrders(orderIds: readonly string[]): Promise<Map<string, ReturnView[]>> {
    const rows = await db.$queryRaw<(ReturnView & { orderId: string })[]>`
      SELECT r.order_id AS "orderId", r.id, r.status::text AS status, r.reason, r.restock, r.rejection,
             r.requested_at AS "requestedAt", r.resolved_at AS "resolvedAt",
             (SELECT json_agg(json_build_object('sku', l.sku, 'quantity', l.quantity) ORDER BY l.sku)
              FROM order_return_lines l WHERE l.return_id = r.id) AS lines
      FROM order_returns r WHERE r.order_id = ANY (${orderIds}::uuid[])
      ORDER BY r.requested_at, r.id`;
    return groupByOrder<(typeof rows)[number], ReturnView>(rows, (row) => row);
  },
});

/** The order's row is locked by the caller. */
export async function saveReturns(
  db: Database,
  orderId: string,
  { newReturn, approvedReturns = [], rejectedReturn }: OrderChanges,
  at: Date,
): Promise<void> {
  if (newReturn) {
    const { id, reason, lines } = newReturn;
    await db.orderReturn.create({
      data: { id, orderId, status: 'REQUESTED', reason, requestedAt: at },
    });
    await db.orderReturnLine.createMany({
      data: lines.map(({ sku, quantity }) => ({ returnId: id, sku, quantity })),
    });
  }
  if (rejectedReturn)
    await db.orderReturn.updateMany({
      where: { orderId, id: rejectedReturn.id },
      data: { status: 'REJECTED', rejection: rejectedReturn.reason, resolvedAt: at },
    });
  for (const approved of approvedReturns) await saveApproved(db, orderId, approved, at);
}

async function saveApproved(
  db: Database,
  orderId: string,
  { id, splitFrom, restock, lines }: ApprovedReturn,
  at: Date,
): Promise<void> {
  if (splitFrom) await split(db, splitFrom, { id, restock, lines }, at);
  else
    await db.orderReturn.updateMany({
      where: { orderId, id },
      data: { status: 'APPROVED', restock, resolvedAt: at },
    });
  await db.$executeRaw`
    UPDATE order_lines l SET returned_quantity = l.returned_quantity + part.quantity
    FROM jsonb_to_recordset(${asRecords(lines)}::text::jsonb) AS part (sku text, quantity int)
    WHERE l.order_id = ${orderId}::uuid AND l.sku = part.sku`;
}

/** Moves lines out of an open request into an approved return with the same reason. */
async function split(
  db: Database,
  requestId: string,
  { id, restock, lines }: Omit<ApprovedReturn, 'splitFrom'>,
  at: Date,
): Promise<void> {
  await db.$executeRaw`
    INSERT INTO order_returns (id, order_id, status, reason, restock, requested_at, resolved_at)
    SELECT ${id}::uuid, order_id, 'APPROVED', reason, ${restock}, requested_at, ${at}
    FROM order_returns WHERE id = ${requestId}::uuid`;
  await db.orderReturnLine.createMany({
    data: lines.map(({ sku, quantity }) => ({ returnId: id, sku, quantity })),
  });
  const records = asRecords(lines);
  await db.$executeRaw`
    DELETE FROM order_return_lines l
    USING jsonb_to_recordset(${records}::text::jsonb) AS part (sku text, quantity int)
    WHERE l.return_id = ${requestId}::uuid AND l.sku = part.sku AND l.quantity = part.quantity`;
  await db.$executeRaw`
    UPDATE order_return_lines l SET quantity = l.quantity - part.quantity
    FROM jsonb_to_recordset(${records}::text::jsonb) AS part (sku text, quantity int)
    WHERE l.return_id = ${requestId}::uuid AND l.sku = part.sku`;
}
