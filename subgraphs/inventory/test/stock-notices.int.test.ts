/** Invariant: each fall of the stock and each watch is spoken of once, however many workers look. */
import { randomUUID } from 'node:crypto';
import type { EventPayload } from '@tributary/contracts';
import { createId } from '@tributary/service';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { adjustStock } from '../src/commands/adjust-stock.js';
import { announceLowStock } from '../src/commands/announce-low-stock.js';
import { tellWatchers } from '../src/commands/tell-watchers.js';
import { watchStock } from '../src/commands/watch-stock.js';
import { withdrawVariant } from '../src/commands/withdraw-variant.js';
import { receive } from '../src/domain/stock.js';
import { realEffects as effects } from '../src/effects.js';
import { createStore, type Store } from '../src/store.js';
import {
  addProduct,
  addUnits,
  anOrder,
  createDeliveries,
  type Inventory,
  staff,
  startInventory,
  toEvent,
} from './builders.js';

let inventory: Inventory;
let store: Store;
let deliver: ReturnType<typeof createDeliveries>;

beforeAll(async () => {
  inventory = await startInventory();
  store = inventory.store;
  deliver = createDeliveries(store);
});
afterAll(() => inventory.close());
beforeEach(async () => {
  await announceLowStock(store, effects);
  await inventory.rows('DELETE FROM stock_watches');
  await inventory.rows(`DELETE FROM outbox`);
});

const events = async <T>(name: string) =>
  (
    await inventory.rows<{ payload: T }>('SELECT payload FROM outbox WHERE name = $1 ORDER BY id', [
      name,
    ])
  ).map(({ payload }) => payload);
const lowEvents = () => events<EventPayload<'StockRunLow'>>('StockRunLow');
const backEvents = () => events<EventPayload<'StockCameBack'>>('StockCameBack');
const lowSkus = async () =>
  (await lowEvents()).flatMap(({ variants }) => variants.map(({ sku }) => sku));

const change = (sku: string, delta: number) =>
  adjustStock(
    store,
    staff.userId!,
    { sku, delta, reason: 'count', idempotencyKey: randomUUID() },
    effects,
  );
const product = async (quantity: number, count = 1) => {
  const amounts = Array.from({ length: count }, () => 1_000);
  const { skus } = await addProduct(store, { name: 'Mug', quantity, amounts });
  return [skus[0]!, skus] as const;
};

/** What three workers do when their rounds fall on the same moment. */
async function threeWorkers<T>(round: (store: Store) => Promise<T>): Promise<T[]> {
  const stores = [1, 2, 3].map(() =>
    createStore({ databaseUrl: inventory.database.url, poolMax: 3 }),
  );
  try {
    return await Promise.all([...stores, ...stores].map(round));
  } finally {
    await Promise.all(stores.map((each) => each.close()));
  }
}

describe('stock that runs low', () => {
  it('is stated once, and again only after there was more', async () => {
    const [sku] = await product(20);
    await announceLowStock(store, effects);
    expect(await lowSkus()).toEqual([]);
    await change(sku, -15);
    for (let round = 0; round < 3; round++) await announceLowStock(store, effects);
    expect(await lowEvents()).toEqual([
      { variants: [{ sku, name: 'Mug — Size 1', available: 5, threshold: 5 }] },
    ]);
    await change(sku, -5);
    await announceLowStock(store, effects);
    expect(await lowSkus()).toEqual([sku]);
    await change(sku, 6);
    await announceLowStock(store, effects);
    await change(sku, -1);
    await announceLowStock(store, effects);
    expect(await lowSkus()).toEqual([sku, sku]);
  });

  it('counts what is set aside for orders as gone', async () => {
    const [sku] = await product(8);
    await deliver(anOrder([{ sku, quantity: 3 }]).placed);
    await announceLowStock(store, effects);
    expect(await lowEvents()).toMatchObject([{ variants: [{ sku, available: 5 }] }]);
  });

  it('is measured by the threshold of the variant', async () => {
    const [sku, skus] = await product(20, 2);
    await store.setLowStockThreshold(sku, 20);
    await store.setLowStockThreshold(skus[1]!, 0);
    await change(skus[1]!, -19);
    await announceLowStock(store, effects);
    expect(await lowEvents()).toMatchObject([
      { variants: [{ sku, available: 20, threshold: 20 }] },
    ]);
    await change(skus[1]!, -1);
    await announceLowStock(store, effects);
    expect(await lowSkus()).toEqual([sku, skus[1]]);
  });

  it('is not spoken of for a variant that never had any, or was withdrawn', async () => {
    const [empty] = await product(0);
    const [withdrawn] = await product(20);
    await change(withdrawn, -18);
    await withdrawVariant(store, withdrawn, effects);
    await announceLowStock(store, effects);
    expect(await lowSkus()).toEqual([]);
    await addUnits(store, empty, 2);
    await announceLowStock(store, effects);
    expect(await lowSkus()).toEqual([empty]);
  });

  it('is stated once by three workers at the same time, 200 variants in an event', async () => {
    const skus: string[] = [];
    for (let at = 0; at < 11; at++) skus.push(...(await product(0, 40))[1]);
    const movements = receive(skus.map((sku) => ({ sku, quantity: 3 })));
    await store.transaction(async (tx) => {
      const levels = await tx.lockLevels(skus);
      await tx.moveStock(movements, levels, { at: effects.now(), createId: effects.createId });
    });
    const counts = await threeWorkers((each) => announceLowStock(each, effects));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(440);
    expect((await lowSkus()).sort()).toEqual(skus.sort());
    const sizes = (await lowEvents()).map(({ variants }) => variants.length);
    expect(sizes).toEqual([200, 200, 40]);
  });
});

describe('a watch', () => {
  const watch = (sku: string, userId = createId()) => watchStock(store, userId, sku, effects);
  /** People who watch the variant, in the order in which they began to. */
  async function crowd(sku: string, count: number): Promise<string[]> {
    const rows = await inventory.rows<{ user_id: string }>(
      `INSERT INTO stock_watches (user_id, sku, created_at)
       SELECT gen_random_uuid(), $1, now() - (n || ' s')::interval FROM generate_series($2, 1, -1) n
       RETURNING user_id`,
      [sku, count],
    );
    return rows.map((row) => row.user_id);
  }
  /** Statements of this database that wait for a lock. */
  const waitingStatements = async () =>
    (
      await inventory.rows(
        `SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid)
         WHERE NOT granted AND datname = current_database()`,
      )
    ).length;
  const watchers = (sku: string) =>
    inventory.rows('SELECT user_id FROM stock_watches WHERE sku = $1', [sku]);

  it('ends with one notice when there is stock again', async () => {
    const [sku] = await product(0);
    const [first, second] = [createId(), createId()];
    expect(await watch(sku, first)).toBe('WATCH');
    expect(await watch(sku, second)).toBe('WATCH');
    await tellWatchers(store, effects);
    expect(await backEvents()).toEqual([]);
    await addUnits(store, sku, 1);
    expect(await tellWatchers(store, effects)).toBe(2);
    expect(await tellWatchers(store, effects)).toBe(0);
    const [event, ...more] = await backEvents();
    expect(more).toEqual([]);
    expect(event).toMatchObject({ sku, name: 'Mug — Size 1', productSlug: sku.slice(0, -2) });
    expect(event!.userIds.sort()).toEqual([first, second].sort());
    expect(await watchers(sku)).toEqual([]);
  });

  it('goes on while what came back is set aside for an order', async () => {
    const [sku] = await product(2);
    await deliver(anOrder([{ sku, quantity: 2 }]).placed);
    expect(await watch(sku)).toBe('WATCH');
    await tellWatchers(store, effects);
    expect(await watchers(sku)).toHaveLength(1);
  });

  it('goes without a word when the variant is withdrawn', async () => {
    const [sku] = await product(0);
    await watch(sku);
    await withdrawVariant(store, sku, effects);
    expect(await tellWatchers(store, effects)).toBe(1);
    expect(await watchers(sku)).toEqual([]);
    expect(await backEvents()).toEqual([]);
  });

  it('ends once among three workers, 500 users in an event at most', async () => {
    const [sku] = await product(0);
    const [other] = await product(0);
    const people = await crowd(sku, 1_203);
    const others = await crowd(other, 3);
    await addUnits(store, sku, 1);
    await addUnits(store, other, 1);
    const counts = await threeWorkers((each) => tellWatchers(each, effects));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1_206);
    const told = await backEvents();
    const toldOf = (which: string) =>
      told.filter((event) => event.sku === which).flatMap(({ userIds }) => userIds);
    expect(toldOf(sku).sort()).toEqual([...people].sort());
    expect(toldOf(other).sort()).toEqual([...others].sort());
  });

  it('of those who waited longest ends first', async () => {
    const [sku] = await product(0);
    const people = await crowd(sku, 503);
    await addUnits(store, sku, 1);
    await tellWatchers(store, effects);
    const [first, second] = await backEvents();
    expect([...first!.userIds].sort()).toEqual(people.slice(0, 500).sort());
    expect([...second!.userIds].sort()).toEqual(people.slice(500).sort());
  });

  it('is one of 100 that a user can have, also when two are asked for at once', async () => {
    const userId = createId();
    const skus = [...(await product(0, 50))[1], ...(await product(0, 49))[1]];
    for (const sku of skus) await store.addWatch(userId, sku, effects.now());
    const [last, [, another]] = await product(0, 2);
    let asked: ReturnType<typeof watch> | undefined;
    await store.transaction(async (tx) => {
      await tx.lockName(`watches:${userId}`);
      asked = watch(last, userId);
      await expect.poll(waitingStatements).toBeGreaterThan(0);
      await tx.addWatch(userId, another!, effects.now());
    });
    expect(await asked).toBe('LIMIT');
    expect(await store.countWatches(userId)).toBe(100);
    expect(await watch(skus[0]!, userId)).toBe('WATCH');
    expect(await watch(last)).toBe('WATCH');
  });

  it('goes with the account of the user, and nobody else’s', async () => {
    const [sku] = await product(0);
    const [closed, stays] = [createId(), createId()];
    await watch(sku, closed);
    await watch(sku, stays);
    const erased = toEvent('UserErased', closed, { userId: closed });
    await deliver(erased);
    await deliver(erased);
    expect(await watchers(sku)).toEqual([{ user_id: stays }]);
  });
});
