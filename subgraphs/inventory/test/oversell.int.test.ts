/** Invariant: however many want the last units, no more are reserved than there are. */
import { expect, it } from 'vitest';
import { createStore } from '../src/store.js';
import {
  addProduct,
  anOrder,
  brokenLevels,
  createDeliveries,
  startInventory,
  wrongInStock,
} from './builders.js';

it('500 orders at once for a variant of 10 units reserve exactly 10', async () => {
  const inventory = await startInventory();
  const { skus } = await addProduct(inventory.store, { quantity: 10, amounts: [500, 900] });
  const workers = Array.from({ length: 4 }, () =>
    createStore({ databaseUrl: inventory.database.url, poolMax: 6 }),
  );
  const deliveries = workers.map((store) => createDeliveries(store));
  // Every second one wants both variants, named in the opposite order.
  const orders = Array.from({ length: 500 }, (_, at) =>
    anOrder(
      at % 2 === 0
        ? [{ sku: skus[0]!, quantity: 1 }]
        : [...skus].reverse().map((sku) => ({ sku, quantity: 1 })),
    ),
  );
  // Each queue takes as many as its worker has connections, and delivers everything twice.
  const queue = orders.flatMap(({ placed }) => [placed, placed]);
  const startedAt = performance.now();
  const lanes = Array.from({ length: 24 }, async (_, lane) => {
    for (let next = queue.shift(); next; next = queue.shift())
      await deliveries[lane % deliveries.length]!(next);
  });
  await Promise.all(lanes);
  const seconds = (performance.now() - startedAt) / 1_000;
  process.stdout.write(`500 orders, delivered twice, decided in ${seconds.toFixed(1)} s\n`);

  const statuses = await inventory.rows(
    'SELECT status, count(*)::int AS orders FROM reservations GROUP BY status ORDER BY status',
  );
  expect(statuses).toEqual([
    { status: 'REJECTED', orders: 490 },
    { status: 'RESERVED', orders: 10 },
  ]);
  const [first] = await inventory.rows(
    'SELECT sku, on_hand, reserved FROM stock_levels WHERE sku = $1',
    [skus[0]],
  );
  expect(first).toEqual({ sku: skus[0], on_hand: 10, reserved: 10 });
  expect(await brokenLevels(inventory)).toEqual([]);
  expect(await wrongInStock(inventory)).toEqual([]);
  await Promise.all(workers.map((store) => store.close()));
  await inventory.close();
}, 120_000);
