/** What must hold when all orders have come to their end, asked of the databases themselves. */
import type { Goods } from './goods.js';
import type { System } from './system.js';

type Pool = System['databases']['orders'];

/** Waits until inventory has heard of every confirmed order, then lists what does not hold; ideally nothing. */
export async function findBreaches(
  { databases: { orders, inventory } }: System,
  goods: Goods,
): Promise<string[]> {
  const breaches: string[] = [];
  const expectNone = async (pool: Pool, what: string, sql: string, values: unknown[] = []) => {
    const { rows } = await pool.query<{ count: number }>(sql, values);
    if (rows[0]!.count > 0) breaches.push(`${rows[0]!.count} ${what}`);
  };
  const confirmed = await count(orders, `SELECT FROM orders WHERE status = 'CONFIRMED'`);
  const committed = () => count(inventory, `SELECT FROM reservations WHERE status = 'COMMITTED'`);
  await settled(async () => (await committed()) >= confirmed);
  if ((await committed()) !== confirmed)
    breaches.push(`${confirmed} orders are confirmed, ${await committed()} reservations committed`);
  await expectNone(orders, 'orders without an end', countOf(openOrders));
  await expectNone(orders, 'confirmed orders not captured in full', countOf(notCaptured));
  await expectNone(orders, 'payments held for orders that are not confirmed', countOf(heldInVain));
  await expectNone(
    inventory,
    'levels that are not the sum of their movements',
    countOf(wrongLevels),
  );
  await expectNone(inventory, 'levels below nothing', countOf(negativeLevels));
  const sold = await count(inventory, soldScarce, [goods.scarce]);
  if (sold > goods.scarceUnits)
    breaches.push(`${sold} units sold of a variant with ${goods.scarceUnits}`);
  return breaches;
}

const countOf = (sql: string) => `SELECT count(*)::int AS count FROM (${sql}) AS found`;

async function count(pool: Pool, sql: string, values: unknown[] = []): Promise<number> {
  return (await pool.query<{ count: number }>(countOf(sql), values)).rows[0]!.count;
}

async function settled(done: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await done()) && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 200));
}

const openOrders = `SELECT FROM orders WHERE status IN ('PENDING', 'AWAITING_PAYMENT')`;

const notCaptured = `
  SELECT FROM orders o JOIN payments p ON p.order_id = o.id
  LEFT JOIN demo_provider_payments d ON d.key = o.id::text
  WHERE o.status = 'CONFIRMED' AND (p.status, p.captured_amount, d.status, d.amount)
    IS DISTINCT FROM ('CAPTURED', o.total_amount, 'CAPTURED', o.total_amount)`;

const heldInVain = `
  SELECT FROM demo_provider_payments d JOIN orders o ON o.id::text = d.key
  WHERE o.status <> 'CONFIRMED' AND d.status IN ('AUTHORISED', 'CAPTURED')`;

const wrongLevels = `
  SELECT FROM stock_levels l LEFT JOIN (
    SELECT sku, sum(on_hand_delta) AS on_hand, sum(reserved_delta) AS reserved
    FROM stock_movements GROUP BY sku) m USING (sku)
  WHERE (l.on_hand, l.reserved) IS DISTINCT FROM (coalesce(m.on_hand, 0), coalesce(m.reserved, 0))`;

const negativeLevels = `SELECT FROM stock_levels WHERE on_hand < 0 OR reserved < 0 OR reserved > on_hand`;

const soldScarce = `
  SELECT FROM reservation_lines l JOIN reservations r USING (order_id)
  CROSS JOIN generate_series(1, l.quantity)
  WHERE l.sku = $1 AND r.status IN ('RESERVED', 'COMMITTED')`;
