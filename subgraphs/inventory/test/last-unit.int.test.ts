/**
 * Who comes at the same time as another. The test holds the row of the stock level, so that both are
 * in the middle of it before either can finish.
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expireReservations } from '../src/commands/expire-reservations.js';
import {
  addProduct,
  anOrder,
  createClock,
  createDeliveries,
  type Inventory,
  startInventory,
} from './builders.js';

let inventory: Inventory;
let holder: pg.Client;
let deliver: ReturnType<typeof createDeliveries>;
beforeAll(async () => {
  inventory = await startInventory();
  deliver = createDeliveries(inventory.store);
  holder = new pg.Client({ connectionString: inventory.database.url });
  await holder.connect();
});
afterAll(async () => {
  await holder.end();
  await inventory.close();
});

/** A SKU with one unit. */
const oneUnit = async () => (await addProduct(inventory.store, { quantity: 1 })).skus[0]!;

/** Does `work` while nobody else can lock or change the level. */
async function holdingLevel(sku: string, work: () => Promise<void>): Promise<void> {
  await holder.query('BEGIN');
  await holder.query('SELECT 1 FROM stock_levels WHERE sku = $1 FOR UPDATE', [sku]);
  await work();
  await holder.query('COMMIT');
}

/** Waits until this many statements wait for a lock, or until `settled` says that they will not. */
async function untilWaiting(count: number, settled: () => boolean = () => false): Promise<void> {
  const isSo = async () => {
    const [row] = await inventory.rows<{ waiting: number }>(
      `SELECT count(*)::int AS waiting FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return settled() || row!.waiting >= count;
  };
  await expect.poll(isSo, { timeout: 10_000, interval: 10 }).toBe(true);
}

const statusOf = async (orderId: string) =>
  (await inventory.rows('SELECT status FROM reservations WHERE order_id = $1', [orderId]))[0]
    ?.status as string | undefined;

const levelOf = async (sku: string) =>
  (await inventory.rows('SELECT on_hand, reserved FROM stock_levels WHERE sku = $1', [sku]))[0];

describe('the last unit', () => {
  it('is reserved for one of two orders that come at once', async () => {
    const sku = await oneUnit();
    const orders = [1, 2].map(() => anOrder([{ sku, quantity: 1 }]));
    let deliveries: Promise<void[]> | undefined;
    await holdingLevel(sku, async () => {
      deliveries = Promise.all(orders.map(({ placed }) => deliver(placed)));
      deliveries.catch(() => undefined);
      await untilWaiting(2);
    });
    await deliveries;
    const statuses = await Promise.all(orders.map(({ orderId }) => statusOf(orderId)));
    expect(statuses.map(String).toSorted()).toEqual(['REJECTED', 'RESERVED']);
    expect(await levelOf(sku)).toEqual({ on_hand: 1, reserved: 1 });
  });

  it('is free again when the order is cancelled while it is placed', async () => {
    const sku = await oneUnit();
    const { orderId, placed, cancelled } = anOrder([{ sku, quantity: 1 }]);
    const deliveries: Promise<void>[] = [];
    await holdingLevel(sku, async () => {
      deliveries.push(deliver(placed));
      await untilWaiting(1);
      let isCancelled = false;
      deliveries.push(deliver(cancelled).then(() => void (isCancelled = true)));
      await untilWaiting(2, () => isCancelled);
    });
    await Promise.all(deliveries);
    expect(await statusOf(orderId)).toBe('RELEASED');
    expect(await levelOf(sku)).toEqual({ on_hand: 1, reserved: 0 });
  });

  it('is told of once by two workers that find its reservation run out', async () => {
    const sku = await oneUnit();
    const { orderId, placed } = anOrder([{ sku, quantity: 1 }]);
    await deliver(placed);
    const clock = createClock();
    clock.forward(900_000);
    const expiries: Promise<number>[] = [];
    await inventory.store.transaction(async (tx) => {
      const found = await tx.postponeDueReservations(clock.now(), new Date(0), 100);
      expect(found).toContain(orderId);
      expiries.push(expireReservations(inventory.store, clock));
      await expect(Promise.all(expiries)).resolves.toEqual([0]);
    });
    expect(await statusOf(orderId)).toBe('RESERVED');
    expect(await levelOf(sku)).toEqual({ on_hand: 1, reserved: 1 });
  });
});
