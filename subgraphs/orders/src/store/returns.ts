/** Returns: what buyers asked to send back, and what became of it. */
import type { ApprovedReturn, OrderChanges, Units } from '../domain/order.js';
import type { ReturnView } from '../views.js';
import { asRecords, type Sql } from './database.js';
import { groupByOrder } from './group-by-order.js';

export const returnsIn = (db: Sql) => ({
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

/** The order's row is locked by the caller. Sends its statements at once, and answers them. */
export function saveReturns(
  db: Sql,
  orderId: string,
  { newReturn, approvedReturns = [], rejectedReturn }: OrderChanges,
  at: Date,
): Promise<unknown>[] {
  const sent: Promise<unknown>[] = [];
  if (newReturn) {
    const { id, reason, lines } = newReturn;
    sent.push(
      db.$executeRaw`
        INSERT INTO order_returns (id, order_id, status, reason, requested_at)
        VALUES (${id}::uuid, ${orderId}::uuid, 'REQUESTED', ${reason}, ${at})`,
      insertLines(db, id, lines),
    );
  }
  if (rejectedReturn)
    sent.push(db.$executeRaw`
      UPDATE order_returns
      SET status = 'REJECTED', rejection = ${rejectedReturn.reason}, resolved_at = ${at}
      WHERE order_id = ${orderId}::uuid AND id = ${rejectedReturn.id}::uuid`);
  for (const approved of approvedReturns) sent.push(...saveApproved(db, orderId, approved, at));
  return sent;
}

function saveApproved(
  db: Sql,
  orderId: string,
  { id, splitFrom, restock, lines }: ApprovedReturn,
  at: Date,
): Promise<unknown>[] {
  const resolved = splitFrom
    ? split(db, splitFrom, { id, restock, lines }, at)
    : [
        db.$executeRaw`
          UPDATE order_returns SET status = 'APPROVED', restock = ${restock}, resolved_at = ${at}
          WHERE order_id = ${orderId}::uuid AND id = ${id}::uuid`,
      ];
  const counted = db.$executeRaw`
    UPDATE order_lines l SET returned_quantity = l.returned_quantity + part.quantity
    FROM jsonb_to_recordset(${asRecords(lines)}::text::jsonb) AS part (sku text, quantity int)
    WHERE l.order_id = ${orderId}::uuid AND l.sku = part.sku`;
  return [...resolved, counted];
}

/** Moves lines out of an open request into an approved return with the same reason. */
function split(
  db: Sql,
  requestId: string,
  { id, restock, lines }: Omit<ApprovedReturn, 'splitFrom'>,
  at: Date,
): Promise<unknown>[] {
  const records = asRecords(lines);
  return [
    db.$executeRaw`
      INSERT INTO order_returns (id, order_id, status, reason, restock, requested_at, resolved_at)
      SELECT ${id}::uuid, order_id, 'APPROVED', reason, ${restock}, requested_at, ${at}
      FROM order_returns WHERE id = ${requestId}::uuid`,
    insertLines(db, id, lines),
    db.$executeRaw`
      DELETE FROM order_return_lines l
      USING jsonb_to_recordset(${records}::text::jsonb) AS part (sku text, quantity int)
      WHERE l.return_id = ${requestId}::uuid AND l.sku = part.sku AND l.quantity = part.quantity`,
    db.$executeRaw`
      UPDATE order_return_lines l SET quantity = l.quantity - part.quantity
      FROM jsonb_to_recordset(${records}::text::jsonb) AS part (sku text, quantity int)
      WHERE l.return_id = ${requestId}::uuid AND l.sku = part.sku`,
  ];
}

const insertLines = (db: Sql, returnId: string, lines: readonly Units[]) => db.$executeRaw`
  INSERT INTO order_return_lines (return_id, sku, quantity)
  SELECT ${returnId}::uuid, sku, quantity
  FROM jsonb_to_recordset(${asRecords(lines)}::text::jsonb) AS line (sku text, quantity int)`;
