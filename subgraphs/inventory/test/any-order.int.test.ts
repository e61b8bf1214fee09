/**
 * Invariant: any sequence of the events of a few orders, with duplicates and in any order, at once or
 * one by one, leaves levels that are the sum of their movements, never negative, and holds nothing for
 * an order that was cancelled.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expireReservations } from '../src/commands/expire-reservations.js';
import {
  addProduct,
  anOrder,
  brokenLevels,
  createClock,
  createDeliveries,
  type Inventory,
  startInventory,
  type TestEvent,
  wrongInStock,
} from './builders.js';

let inventory: Inventory;
beforeAll(async () => void (inventory = await startInventory()));
afterAll(() => inventory.close());

const steps = [
  'placed',
  'confirmed',
  'cancelled',
  'restocked',
  'written off',
  'one restocked',
  'one written off',
  'time',
] as const;
const step = fc.record({
  order: fc.nat({ max: 2 }),
  what: fc.constantFrom(...steps),
  /** Delivered together with the step before it. */
  atOnce: fc.boolean(),
});
const quantities = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 3, maxLength: 3 });

it('holds after any history of three orders over two variants', async () => {
  const history = fc.asyncProperty(
    fc.array(step, { minLength: 1, maxLength: 14 }),
    quantities,
    async (sequence, wanted) => {
      const { skus } = await addProduct(inventory.store, { quantity: 5, amounts: [1, 2] });
      const orders = wanted.map((quantity, at) =>
        anOrder(skus.slice(at % 2).map((sku) => ({ sku, quantity }))),
      );
      const histories = orders.map((order, at) => ({
        'one restocked': order.partReturned([{ sku: skus[1]!, quantity: 1 }], true),
        'one written off': order.partReturned([{ sku: skus[at % 2]!, quantity: 1 }], false),
        placed: order.placed,
        confirmed: order.confirmed,
        cancelled: order.cancelled,
        restocked: order.returned(true),
        'written off': order.returned(false),
      }));
      await play(sequence, histories);
      expect(await brokenLevels(inventory)).toEqual([]);
      expect(await wrongInStock(inventory)).toEqual([]);
      expect(await unexplainedReserves(skus)).toEqual([]);
      expect(await unexplainedSales(skus)).toEqual([]);
      for (const at of orders.keys()) {
        const happened = sequence.flatMap(({ order, what }) => (order === at ? [what] : []));
        const isLost = happened.some((what) => what.endsWith('written off'));
        const freed = happened.includes('cancelled') && !isLost;
        const held = await heldBy(orders[at]!.orderId);
        expect(freed ? held : 0).toBe(0);
      }
    },
  );
  await fc.assert(history, { numRuns: 60 });
}, 180_000);

async function play(
  sequence: readonly { order: number; what: (typeof steps)[number]; atOnce: boolean }[],
  histories: readonly Record<Exclude<(typeof steps)[number], 'time'>, TestEvent>[],
): Promise<void> {
  const clock = createClock();
  const deliver = createDeliveries(inventory.store, { effects: clock, reservationTtlMs: 1_000 });
  let running: Promise<unknown>[] = [];
  for (const { order, what, atOnce } of sequence) {
    if (!atOnce) running = await settle(running);
    if (what === 'time') {
      clock.forward(1_000);
      running.push(expireReservations(inventory.store, clock));
    } else running.push(deliver(histories[order]![what]));
  }
  await settle(running);
}

async function settle(running: Promise<unknown>[]): Promise<never[]> {
  await Promise.all(running);
  return [];
}

/** Reserved units that no reservation accounts for. */
const unexplainedReserves = (skus: string[]) =>
  inventory.rows(
    `SELECT l.sku FROM stock_levels l
     LEFT JOIN (reservation_lines rl JOIN reservations r
       ON r.order_id = rl.order_id AND r.status = 'RESERVED') ON rl.sku = l.sku
     WHERE l.sku = ANY ($1) GROUP BY l.sku HAVING l.reserved <> COALESCE(sum(rl.quantity), 0)`,
    [skus],
  );

/**
 * Reservations whose movements do not say what they are: what was taken is what was sold or nothing,
 * what came back is what is counted as returned, all of it when RETURNED.
 */
const unexplainedSales = (skus: string[]) =>
  inventory.rows(
    `SELECT r.status, rl.* FROM reservations r JOIN reservation_lines rl ON rl.order_id = r.order_id,
     LATERAL (
       SELECT -COALESCE(sum(on_hand_delta) FILTER (WHERE kind = 'COMMITTED'), 0) AS sold,
              COALESCE(sum(on_hand_delta) FILTER (WHERE kind = 'RETURNED'), 0) AS back
       FROM stock_movements m WHERE m.order_id = rl.order_id AND m.sku = rl.sku) moved
     WHERE rl.sku = ANY ($1) AND NOT CASE
       WHEN r.status = 'COMMITTED' THEN sold - back = rl.quantity - rl.returned AND rl.returned <= rl.quantity
       WHEN r.status = 'RETURNED' THEN sold = back AND rl.returned = rl.quantity
       ELSE sold = 0 AND back = 0 END`,
    [skus],
  );

/** Units that an order has taken out of the stock or still holds. */
async function heldBy(orderId: string): Promise<number> {
  const [row] = await inventory.rows<{ held: number }>(
    `SELECT COALESCE(sum(abs(on_hand) + abs(reserved)), 0)::int AS held FROM (
       SELECT sum(on_hand_delta) AS on_hand, sum(reserved_delta) AS reserved
       FROM stock_movements WHERE order_id = $1 GROUP BY sku) moved`,
    [orderId],
  );
  return row!.held;
}
