/** Invariant: levels are the sum of their movements and never negative, in whatever order events come. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createId } from '@tributary/service';
import { expireReservations } from '../src/commands/expire-reservations.js';
import { createStore } from '../src/store.js';
import {
  addProduct,
  anOrder,
  brokenLevels,
  createClock,
  createDeliveries,
  type Inventory,
  type OrderLines,
  startInventory,
  wrongInStock,
} from './builders.js';

let inventory: Inventory;
const clock = createClock();
const ttlMs = 60_000;
let deliver: ReturnType<typeof createDeliveries>;

beforeAll(async () => {
  inventory = await startInventory();
  deliver = createDeliveries(inventory.store, { effects: clock, reservationTtlMs: ttlMs });
});
afterAll(() => inventory.close());

const level = async (sku: string) => {
  const [row] = await inventory.rows<{ on_hand: number; reserved: number }>(
    'SELECT on_hand, reserved FROM stock_levels WHERE sku = $1',
    [sku],
  );
  return [row!.on_hand, row!.reserved];
};
const status = async (orderId: string) =>
  (
    await inventory.rows<{ status: string }>(
      'SELECT status FROM reservations WHERE order_id = $1',
      [orderId],
    )
  )[0]?.status;
const told = async (orderId: string) =>
  (
    await inventory.rows<{ name: string }>('SELECT name FROM outbox WHERE key = $1 ORDER BY id', [
      orderId,
    ])
  ).map(({ name }) => name);
const expire = () => expireReservations(inventory.store, clock);

/** A product of 10 units per variant and an order for some of the first. */
async function ordered(quantity = 3, lines?: OrderLines) {
  const { skus } = await addProduct(inventory.store, { quantity: 10, amounts: [500, 900] });
  return { sku: skus[0]!, ...anOrder(lines ?? [{ sku: skus[0]!, quantity }]) };
}

describe('OrderPlaced', () => {
  it('reserves with an expiry and says until when', async () => {
    const order = await ordered();
    await deliver(order.placed);
    expect(await level(order.sku)).toEqual([10, 3]);
    const [event] = await inventory.rows('SELECT name, payload FROM outbox WHERE key = $1', [
      order.orderId,
    ]);
    const expiresAt = new Date(clock.now().getTime() + ttlMs).toISOString();
    expect(event).toEqual({
      name: 'StockReserved',
      payload: { orderId: order.orderId, expiresAt },
    });
  });

  it('delivered twice reserves once', async () => {
    const order = await ordered();
    await deliver(order.placed);
    await deliver(order.placed);
    expect(await level(order.sku)).toEqual([10, 3]);
    expect(await told(order.orderId)).toEqual(['StockReserved']);
  });

  it('announced again is answered again, and reserves nothing more', async () => {
    const order = await ordered();
    const again = () => ({ ...order.placed, id: createId() });
    await deliver(order.placed);
    await deliver(again());
    expect(await level(order.sku)).toEqual([10, 3]);
    const answers = await inventory.rows('SELECT name, payload FROM outbox WHERE key = $1', [
      order.orderId,
    ]);
    expect(answers).toHaveLength(2);
    expect(answers[1]).toEqual(answers[0]);
    clock.forward(ttlMs);
    await expire();
    await deliver(again());
    expect(await level(order.sku)).toEqual([10, 3]);
    expect((await told(order.orderId)).slice(2)).toEqual(['ReservationExpired', 'StockReserved']);
    const refused = await ordered(11);
    await deliver(refused.placed);
    await deliver({ ...refused.placed, id: createId() });
    expect(await told(refused.orderId)).toEqual(['StockRejected', 'StockRejected']);
    const sold = await ordered();
    for (const event of [sold.placed, sold.confirmed]) await deliver(event);
    await deliver({ ...sold.placed, id: createId() });
    expect(await told(sold.orderId)).toEqual(['StockReserved']);
  });

  it('sums lines of the same SKU', async () => {
    const { skus } = await addProduct(inventory.store, { quantity: 10 });
    const line = { sku: skus[0]!, quantity: 6 };
    const order = anOrder([line, line]);
    await deliver(order.placed);
    expect(await status(order.orderId)).toBe('REJECTED');
    expect(await level(line.sku)).toEqual([10, 0]);
  });

  it('reserves nothing when one line is short, and names the shortages', async () => {
    const { skus } = await addProduct(inventory.store, { quantity: 10, amounts: [500, 900] });
    const order = anOrder([
      { sku: skus[0]!, quantity: 2 },
      { sku: skus[1]!, quantity: 11 },
      { sku: 'no-such-sku', quantity: 1 },
    ]);
    await deliver(order.placed);
    expect(await level(skus[0]!)).toEqual([10, 0]);
    const [event] = await inventory.rows<{ payload: unknown }>(
      `SELECT payload FROM outbox WHERE key = $1 AND name = 'StockRejected'`,
      [order.orderId],
    );
    expect(event?.payload).toEqual({
      orderId: order.orderId,
      shortages: [
        { sku: 'no-such-sku', requested: 1, available: 0 },
        { sku: skus[1], requested: 11, available: 10 },
      ],
    });
  });

  it('after OrderCancelled reserves nothing', async () => {
    const order = await ordered();
    await deliver(order.cancelled);
    await deliver(order.placed);
    expect(await level(order.sku)).toEqual([10, 0]);
    expect(await status(order.orderId)).toBe('RELEASED');
    expect(await told(order.orderId)).toEqual([]);
  });

  it('marks the product as sold out with its last unit, and in stock when one is free again', async () => {
    const { id, skus } = await addProduct(inventory.store, { quantity: 2 });
    const inStock = () => inventory.rows('SELECT in_stock FROM products WHERE id = $1', [id]);
    const order = anOrder([{ sku: skus[0]!, quantity: 2 }]);
    await deliver(order.placed);
    expect(await inStock()).toEqual([{ in_stock: false }]);
    await deliver(order.cancelled);
    expect(await inStock()).toEqual([{ in_stock: true }]);
  });
});

describe('OrderConfirmed', () => {
  it('makes the reservation a sale, once', async () => {
    const order = await ordered();
    for (const event of [order.placed, order.confirmed, order.confirmed]) await deliver(event);
    expect(await level(order.sku)).toEqual([7, 0]);
    expect(await status(order.orderId)).toBe('COMMITTED');
  });

  it('sells what was set aside, also when the reservation ran out', async () => {
    const order = await ordered(8);
    await deliver(order.placed);
    clock.forward(ttlMs);
    expect(await expire()).toBeGreaterThan(0);
    const other = anOrder([{ sku: order.sku, quantity: 5 }]);
    await deliver(other.placed);
    expect(await told(other.orderId)).toEqual(['StockRejected']);
    await deliver(order.confirmed);
    expect(await level(order.sku)).toEqual([2, 0]);
    expect(await told(order.orderId)).toEqual(['StockReserved', 'ReservationExpired']);
  });

  it('says so when there was no reservation and somebody else has bought the stock', async () => {
    const order = await ordered(8);
    await deliver(anOrder([{ sku: order.sku, quantity: 5 }]).placed);
    await deliver(order.confirmed);
    expect(await level(order.sku)).toEqual([10, 5]);
    expect(await told(order.orderId)).toEqual(['StockCommitFailed']);
  });

  it('before OrderPlaced is a sale all the same, and the late placement changes nothing', async () => {
    const order = await ordered();
    await deliver(order.confirmed);
    await deliver(order.placed);
    expect(await level(order.sku)).toEqual([7, 0]);
    expect(await status(order.orderId)).toBe('COMMITTED');
  });

  it('after OrderCancelled sells nothing', async () => {
    const order = await ordered();
    for (const event of [order.placed, order.cancelled, order.confirmed]) await deliver(event);
    expect(await level(order.sku)).toEqual([10, 0]);
    expect(await told(order.orderId)).toEqual(['StockReserved']);
  });
});

describe('OrderCancelled and OrderReturned', () => {
  it('put sold units back', async () => {
    const order = await ordered();
    for (const event of [order.placed, order.confirmed, order.cancelled]) await deliver(event);
    expect(await level(order.sku)).toEqual([10, 0]);
    expect(await status(order.orderId)).toBe('RETURNED');
  });

  it('put returned units back only with restock', async () => {
    const restocked = await ordered();
    const kept = await ordered();
    for (const order of [restocked, kept]) {
      await deliver(order.placed);
      await deliver(order.confirmed);
    }
    await deliver(restocked.returned(true));
    await deliver(kept.returned(false));
    expect(await level(restocked.sku)).toEqual([10, 0]);
    expect(await level(kept.sku)).toEqual([7, 0]);
    expect(await status(kept.orderId)).toBe('RETURNED');
  });
});

describe('returns in parts', () => {
  const one = (sku: string) => [{ sku, quantity: 1 }];
  const returnedOf = async (orderId: string) =>
    (
      await inventory.rows<{ returned: number }>(
        'SELECT returned FROM reservation_lines WHERE order_id = $1',
        [orderId],
      )
    ).map(({ returned }) => returned);

  it('come back unit by unit, each once, and end with the last', async () => {
    const order = await ordered(3);
    for (const event of [order.placed, order.confirmed]) await deliver(event);
    const [restocked, lost, last] = [true, false, true].map((restock) =>
      order.partReturned(one(order.sku), restock),
    );
    for (const event of [restocked!, restocked!, lost!]) await deliver(event);
    expect(await level(order.sku)).toEqual([8, 0]);
    expect(await status(order.orderId)).toBe('COMMITTED');
    expect(await returnedOf(order.orderId)).toEqual([2]);
    await deliver(last!);
    expect(await level(order.sku)).toEqual([9, 0]);
    expect(await status(order.orderId)).toBe('RETURNED');
    await deliver(order.partReturned(one(order.sku), true));
    expect(await level(order.sku)).toEqual([9, 0]);
  });

  it('tell in the ledger what came back and what was written off', async () => {
    const order = await ordered(2);
    for (const event of [order.placed, order.confirmed, order.returned(false)])
      await deliver(event);
    const movements = await inventory.rows(
      `SELECT kind, on_hand_delta, reference FROM stock_movements WHERE order_id = $1 ORDER BY id`,
      [order.orderId],
    );
    expect(movements.slice(-2)).toEqual([
      { kind: 'RETURNED', on_hand_delta: 2, reference: null },
      { kind: 'ADJUSTED', on_hand_delta: -2, reference: 'written off on return' },
    ]);
    expect(await level(order.sku)).toEqual([8, 0]);
  });

  it('that overtake everything else leave the rest of the order sold', async () => {
    const order = await ordered(3);
    await deliver(order.partReturned(one(order.sku), true));
    for (const event of [order.confirmed, order.placed]) await deliver(event);
    expect(await level(order.sku)).toEqual([8, 0]);
    expect(await status(order.orderId)).toBe('COMMITTED');
  });

  it('at the same time are all counted', async () => {
    const order = await ordered(5);
    for (const event of [order.placed, order.confirmed]) await deliver(event);
    await Promise.all(
      Array.from({ length: 8 }, () => deliver(order.partReturned(one(order.sku), true))),
    );
    expect(await level(order.sku)).toEqual([10, 0]);
    expect(await status(order.orderId)).toBe('RETURNED');
  });

  it('can be no more than was sold, says the database as well', async () => {
    const order = await ordered(3);
    await deliver(order.placed);
    await expect(
      inventory.rows('UPDATE reservation_lines SET returned = 4 WHERE order_id = $1', [
        order.orderId,
      ]),
    ).rejects.toThrow('reservation_lines_returned_check');
  });
});

describe('the expiry', () => {
  it('is told once of each reservation, however many workers look, and frees nothing by itself', async () => {
    const { skus } = await addProduct(inventory.store, { quantity: 250 });
    const orders = Array.from({ length: 230 }, () => anOrder([{ sku: skus[0]!, quantity: 1 }]));
    for (const order of orders) await deliver(order.placed);
    clock.forward(ttlMs);
    const second = createStore({ databaseUrl: inventory.database.url });
    const counts = await Promise.all([
      expire(),
      expire(),
      expireReservations(second, clock),
      expireReservations(second, clock),
    ]);
    await second.close();
    await expire();
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(100);
    expect(await level(skus[0]!)).toEqual([250, 230]);
    const [{ events } = { events: 0 }] = await inventory.rows<{ events: number }>(
      `SELECT count(*)::int AS events FROM outbox
       WHERE name = 'ReservationExpired' AND key = ANY ($1)`,
      [orders.map(({ orderId }) => orderId)],
    );
    expect(events).toBe(230);
  });

  it('is told again after a minute, until orders has answered', async () => {
    const order = await ordered();
    await deliver(order.placed);
    clock.forward(ttlMs);
    await expire();
    await expire();
    clock.forward(60_000);
    await expire();
    await deliver(order.cancelled);
    clock.forward(60_000);
    await expire();
    expect(await told(order.orderId)).toEqual([
      'StockReserved',
      'ReservationExpired',
      'ReservationExpired',
    ]);
    expect(await level(order.sku)).toEqual([10, 0]);
  });

  it('leaves alone what has time left or is sold', async () => {
    const waiting = await ordered();
    const sold = await ordered();
    await deliver(sold.placed);
    await deliver(sold.confirmed);
    clock.forward(ttlMs);
    await deliver(waiting.placed);
    await expire();
    expect(await told(waiting.orderId)).toEqual(['StockReserved']);
    expect(await told(sold.orderId)).toEqual(['StockReserved']);
    expect(await status(sold.orderId)).toBe('COMMITTED');
  });
});

describe('the ledger', () => {
  it.each(['UPDATE stock_movements SET kind = kind', 'DELETE FROM stock_movements'])(
    'refuses %s',
    async (statement) => {
      await ordered();
      await expect(inventory.rows(statement)).rejects.toThrow('append-only');
    },
  );

  it('refuses a level below zero or below its reserve', async () => {
    const { sku } = await ordered();
    const set = (text: string) =>
      inventory.rows(`UPDATE stock_levels SET ${text} WHERE sku = $1`, [sku]);
    await expect(set('on_hand = -1')).rejects.toThrow('stock_levels_check');
    await expect(set('reserved = 11')).rejects.toThrow('stock_levels_check');
  });
});

it('after all of that, levels are the sum of their movements', async () => {
  expect(await brokenLevels(inventory)).toEqual([]);
  expect(await wrongInStock(inventory)).toEqual([]);
});
