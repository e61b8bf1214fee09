/**
 * Events of several orders in one transaction: it ends as if each had had its own, and two such
 * transactions at once never wait for each other.
 */
import type { EventOf } from '@tributary/contracts';
import { sqlStatements } from '@tributary/service';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lockOrders } from '../src/commands/lock-orders.js';
import { stockHandlers } from '../src/consumers.js';
import { realEffects } from '../src/effects.js';
import { createStore, type Store, type StoreTransaction } from '../src/store.js';
import {
  addProduct,
  anOrder,
  brokenLevels,
  type Inventory,
  startInventory,
  type TestEvent,
  wrongInStock,
} from './builders.js';

let inventory: Inventory;
beforeAll(async () => {
  inventory = await startInventory();
});
afterAll(() => inventory.close());

type Handler = (tx: StoreTransaction, event: EventOf, delivery: object) => Promise<unknown>;
const delivery = { attempt: 1, isLastAttempt: false, signal: new AbortController().signal };

/** Handles the events in one transaction, one after the other. */
async function handleBatch(store: Store, events: readonly TestEvent[], lock = lockOrders) {
  const handlers = stockHandlers({ store, effects: realEffects, reservationTtlMs: 900_000 });
  const read = events.map((event) => ({ ...event, occurredAt: new Date() }) as unknown as EventOf);
  await store.transaction(async (tx) => {
    await lock(tx, read);
    for (const event of read) await (handlers[event.name] as Handler)(tx, event, delivery);
  });
}

const statusOf = async (orderId: string) =>
  (await inventory.rows('SELECT status FROM reservations WHERE order_id = $1', [orderId]))[0]
    ?.status as string | undefined;

const levelOf = async (sku: string) =>
  (await inventory.rows('SELECT on_hand, reserved FROM stock_levels WHERE sku = $1', [sku]))[0];

const isSound = async () => {
  expect(await brokenLevels(inventory)).toEqual([]);
  expect(await wrongInStock(inventory)).toEqual([]);
};

const eventsOf = (key: string) =>
  inventory.rows<{ name: string }>('SELECT name FROM outbox WHERE key = $1 ORDER BY id', [key]);

it('reserves the last two units for two of three orders', async () => {
  const { skus } = await addProduct(inventory.store, { quantity: 2 });
  const orders = [1, 2, 3].map(() => anOrder([{ sku: skus[0]!, quantity: 1 }]));
  await handleBatch(
    inventory.store,
    orders.map(({ placed }) => placed),
  );
  const statuses = await Promise.all(orders.map(({ orderId }) => statusOf(orderId)));
  expect(statuses).toEqual(['RESERVED', 'RESERVED', 'REJECTED']);
  expect(await levelOf(skus[0]!)).toEqual({ on_hand: 2, reserved: 2 });
  expect(await eventsOf(orders[2]!.orderId)).toEqual([{ name: 'StockRejected' }]);
  await isSound();
});

it('sees in each event what those before it did, also of the same order', async () => {
  const { skus } = await addProduct(inventory.store, { quantity: 1 });
  const [sku] = skus as [string];
  const lines = [{ sku, quantity: 1 }];
  const [kept, gone, late] = [anOrder(lines), anOrder(lines), anOrder(lines)];
  const unknown = anOrder([{ sku: 'unknown', quantity: 1 }]);
  const early = [gone.placed, gone.confirmed, gone.cancelled, kept.placed, unknown.placed];
  await handleBatch(inventory.store, [...early, kept.placed, late.placed, kept.confirmed]);
  expect(await statusOf(gone.orderId)).toBe('RETURNED');
  expect(await statusOf(kept.orderId)).toBe('COMMITTED');
  expect(await statusOf(late.orderId)).toBe('REJECTED');
  expect(await statusOf(unknown.orderId)).toBe('REJECTED');
  expect(await eventsOf(kept.orderId)).toHaveLength(2);
  expect(await levelOf(sku)).toEqual({ on_hand: 0, reserved: 0 });
  await handleBatch(inventory.store, [kept.returned(true), late.cancelled, unknown.confirmed]);
  expect(await statusOf(kept.orderId)).toBe('RETURNED');
  expect(await levelOf(sku)).toEqual({ on_hand: 1, reserved: 0 });
  await isSound();
});

it('reads for ten orders with three statements', async () => {
  const { skus } = await addProduct(inventory.store, { quantity: 50, amounts: [100, 200] });
  const orders = Array.from({ length: 10 }, () =>
    anOrder(skus.map((sku) => ({ sku, quantity: 1 }))),
  );
  const count = async () => (await sqlStatements.get()).values[0]!.value;
  const before = await count();
  const placed = orders.map((order) => order.placed);
  await handleBatch(inventory.store, placed);
  // BEGIN, three locks, four writes for each order, COMMIT.
  expect((await count()) - before).toBe(1 + 3 + 10 * 4 + 1);
  await isSound();
});

it('of two workers that want the same variants in opposite order never deadlocks', async () => {
  const { skus } = await addProduct(inventory.store, { quantity: 500, amounts: [1, 2, 3, 4] });
  const { url: databaseUrl } = inventory.database;
  const workers = [1, 2].map(() => createStore({ databaseUrl, poolMax: 2 }));
  const batch = (order: readonly string[]) =>
    order.map((sku) => anOrder([{ sku, quantity: 1 }]).placed);
  const rounds = Array.from({ length: 25 }, (_, round) => round);
  const lanes = workers.flatMap((store) => [
    rounds.map(() => () => handleBatch(store, batch(skus))),
    rounds.map(() => () => handleBatch(store, batch([...skus].reverse()))),
  ]);
  await Promise.all(
    lanes.map(async (lane) => {
      for (const work of lane) await work();
    }),
  );
  await Promise.all(workers.map((store) => store.close()));
  for (const sku of skus) expect(await levelOf(sku)).toEqual({ on_hand: 500, reserved: 100 });
  await isSound();
});
