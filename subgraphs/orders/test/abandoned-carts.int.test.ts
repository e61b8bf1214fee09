/** Invariant: a cart that is left alone is spoken of once, however many workers look, until it changes. */
import { createId } from '@tributary/service';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addToCart, clearCart, setCartLine } from '../src/commands/change-cart.js';
import { deleteOldCarts } from '../src/commands/delete-old-carts.js';
import type { Environment } from '../src/commands/environment.js';
import { placeOrder } from '../src/commands/place-order.js';
import { remindOfCarts } from '../src/commands/remind-of-carts.js';
import { createCatalogue } from '../src/quotes/catalogue.js';
import { createStore } from '../src/store.js';
import { type Harness, startHarness } from './harness.js';
import { address } from './shopping.js';

const dayMs = 24 * 3_600_000;
let harness: Harness;
let env: Environment;
const clock = { now: new Date('2026-03-01T12:00:00.000Z') };
const pass = (ms: number) => void (clock.now = new Date(clock.now.getTime() + ms));

beforeAll(async () => {
  harness = await startHarness();
  const { store, client } = harness;
  const { logger } = harness.env;
  for (const [at, sku] of ['MUG', 'BOWL', ...manySkus].entries())
    harness.inventory.offer({ sku, amount: 1_000 + at });
  env = {
    store,
    logger,
    now: () => clock.now,
    createId,
    catalogue: createCatalogue(client, store, logger),
  };
});
afterAll(() => harness.close());
beforeEach(async () => void (await harness.owner.query('DELETE FROM carts')));

const manySkus = Array.from({ length: 25 }, (_, at) => `CUP-${at}`);
const fill = async (userId: string, ...skus: string[]) => {
  for (const sku of skus) await addToCart(env, userId, { sku, quantity: 2 });
};
const remind = (of = env) => remindOfCarts(of, dayMs);
const told = async (userId: string) =>
  (await harness.outbox('CartAbandoned')).filter(({ key }) => key === userId);
const order = { shippingAddress: address, paymentToken: 'tok_ok' };

describe('a cart left for a day', () => {
  it('is stated with its lines and what they come to', async () => {
    const userId = createId();
    await fill(userId, 'MUG');
    pass(1_000);
    await fill(userId, 'BOWL');
    pass(dayMs - 1);
    expect(await remind()).toBe(0);
    pass(1);
    expect(await remind()).toBe(1);
    expect(await told(userId)).toMatchObject([
      {
        payload: {
          userId,
          lines: [
            { sku: 'MUG', quantity: 2 },
            { sku: 'BOWL', quantity: 2 },
          ],
          moreLines: 0,
          subtotal: { amount: 4_002, currency: 'EUR' },
        },
      },
    ]);
  });

  it('names 20 lines and counts the others', async () => {
    const userId = createId();
    await fill(userId, ...manySkus);
    pass(dayMs);
    await remind();
    const [event] = await told(userId);
    expect(event!.payload['lines']).toHaveLength(20);
    expect(event!.payload['moreLines']).toBe(5);
  });

  it('is stated once, and again only a day after it changed', async () => {
    const userId = createId();
    await fill(userId, 'MUG', 'BOWL');
    for (let round = 0; round < 3; round++) {
      pass(dayMs);
      await remind();
    }
    expect(await told(userId)).toHaveLength(1);
    const changes = [
      () => fill(userId, 'MUG'),
      () => setCartLine(env, userId, { sku: 'MUG', quantity: 5 }),
      () => setCartLine(env, userId, { sku: 'BOWL', quantity: 0 }),
    ];
    for (const [at, change] of changes.entries()) {
      await change();
      pass(dayMs - 1);
      await remind();
      expect(await told(userId)).toHaveLength(1 + at);
      pass(1);
      await remind();
      expect(await told(userId)).toHaveLength(2 + at);
    }
  });

  it('is not spoken of when it is empty, cleared, ordered or gone with its account', async () => {
    const [cleared, removed, ordered, erased] = [createId(), createId(), createId(), createId()];
    const people = [cleared, removed, ordered, erased] as const;
    for (const userId of people) await fill(userId, 'MUG');
    await clearCart(env, cleared);
    await setCartLine(env, removed, { sku: 'MUG', quantity: 0 });
    await placeOrder(env, ordered, { idempotencyKey: createId(), ...order });
    await harness.deliver('UserErased', { userId: erased });
    pass(dayMs);
    expect(await remind()).toBe(0);
    for (const userId of people) expect(await told(userId)).toEqual([]);
  });

  it('is not spoken of to a buyer who has ordered since, but is when filled after the order', async () => {
    const userId = createId();
    await fill(userId, 'MUG');
    await placeOrder(env, userId, { idempotencyKey: createId(), ...order });
    await fill(userId, 'BOWL');
    // As if the order had left the cart as it was.
    await harness.owner.query('UPDATE carts SET updated_at = updated_at - interval $$1 hour$$');
    pass(dayMs);
    expect(await remind()).toBe(0);
    expect(await told(userId)).toEqual([]);
    await fill(userId, 'BOWL');
    pass(dayMs);
    expect(await remind()).toBe(1);
  });

  it('is stated once by three workers at the same time, also over several batches', async () => {
    const people = Array.from({ length: 250 }, () => createId());
    await harness.owner.query(
      `INSERT INTO carts (user_id, currency, updated_at) SELECT unnest($1::uuid[]), 'EUR', $2`,
      [people, clock.now],
    );
    await harness.owner.query(
      `INSERT INTO cart_lines (user_id, sku, quantity, name, unit_price_amount, currency, added_at)
       SELECT unnest($1::uuid[]), 'MUG', 1, 'Mug', 1000, 'EUR', $2`,
      [people, clock.now],
    );
    pass(dayMs);
    const stores = [1, 2, 3].map(() => createStore(harness.database.url, 3));
    const workers = stores.map((store) => ({ ...env, store }));
    const counts = await Promise.all([...workers, ...workers].map((worker) => remind(worker)));
    await Promise.all(stores.map((store) => store.close()));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(250);
    const keys = (await harness.outbox('CartAbandoned')).map(({ key }) => key);
    expect(keys.filter((key) => people.includes(key)).sort()).toEqual(people.sort());
  });

  it('is left to the buyer who is changing it at that moment', async () => {
    const userId = createId();
    await fill(userId, 'MUG');
    pass(dayMs);
    await env.store.transaction(async (tx) => {
      const [line] = await tx.openCart(userId, clock.now);
      expect(await remind()).toBe(0);
      await tx.saveCartLine(userId, line!, clock.now);
    });
    expect(await remind()).toBe(0);
    expect(await told(userId)).toEqual([]);
  });
});

describe('a cart left for 90 days', () => {
  const carts = async () =>
    (await harness.owner.query<{ user_id: string }>('SELECT user_id FROM carts')).rows.map(
      (row) => row.user_id,
    );

  it('is deleted with its lines, one that was touched is not', async () => {
    const [left, touched] = [createId(), createId()];
    await fill(left, 'MUG');
    await fill(touched, 'MUG');
    pass(dayMs);
    await fill(touched, 'BOWL');
    pass(89 * dayMs);
    expect(await deleteOldCarts(env, 90 * dayMs)).toBe(1);
    expect(await carts()).toEqual([touched]);
    const { rows } = await harness.owner.query('SELECT 1 FROM cart_lines WHERE user_id = $1', [
      left,
    ]);
    expect(rows).toEqual([]);
  });

  it('is deleted once by several workers, over several batches', async () => {
    await harness.owner.query(
      `INSERT INTO carts (user_id, updated_at)
       SELECT gen_random_uuid(), $1 FROM generate_series(1, 1200)`,
      [clock.now],
    );
    pass(90 * dayMs);
    const counts = await Promise.all([1, 2, 3].map(() => deleteOldCarts(env, 90 * dayMs)));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1_200);
    expect(await carts()).toEqual([]);
  });
});
