/** Invariant: after a rebuild every level is the sum of its movements, whatever went on meanwhile. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import pg from 'pg';
import { withdrawVariant } from '../src/commands/withdraw-variant.js';
import { realEffects } from '../src/effects.js';
import { type InventoryRebuild, openInventoryRebuild } from '../src/rebuild.js';
import {
  addProduct,
  addUnits,
  anOrder,
  brokenLevels,
  createDeliveries,
  type Inventory,
  startInventory,
  wrongInStock,
} from './builders.js';

let inventory: Inventory;
let rebuild: InventoryRebuild;
let owner: pg.Pool;
beforeAll(async () => {
  inventory = await startInventory({ poolMax: 20 });
  rebuild = openInventoryRebuild(inventory.database.url);
  owner = new pg.Pool({ connectionString: inventory.database.ownerUrl, max: 1 });
  owner.on('error', () => undefined);
});
afterAll(async () => {
  await rebuild.close();
  await owner.end();
  await inventory.close();
});

async function rebuildLevels() {
  const done = { seen: 0, corrected: [] as string[], unsound: [] as string[], products: 0 };
  for await (const batch of rebuild.rebuildLevels()) {
    done.seen += batch.seen;
    done.corrected.push(...batch.corrected);
    done.unsound.push(...batch.unsound);
    done.products += batch.products;
  }
  return done;
}

const levels = () => inventory.rows('SELECT * FROM stock_levels ORDER BY sku');

describe('rebuilding the levels', () => {
  it('changes nothing when nothing is wrong', async () => {
    await addProduct(inventory.store, { slug: 'still', quantity: 7, amounts: [1, 2, 3] });
    const before = await levels();
    expect(await rebuildLevels()).toEqual({ seen: 3, corrected: [], unsound: [], products: 0 });
    expect(await levels()).toEqual(before);
  });

  it('restores exactly what was changed or lost, and products’ availability with it', async () => {
    const slugs = ['one', 'two', 'three'];
    for (const slug of slugs) await addProduct(inventory.store, { slug, quantity: 5 });
    await addProduct(inventory.store, { slug: 'none' });
    const deliver = createDeliveries(inventory.store);
    await deliver(anOrder([{ sku: 'one-1', quantity: 2 }]).placed);
    const before = await levels();
    await owner.query(`UPDATE stock_levels SET on_hand = 100, reserved = 0 WHERE sku = 'one-1'`);
    await owner.query(`DELETE FROM stock_levels WHERE sku = 'two-1'`);
    await owner.query(`UPDATE stock_levels SET on_hand = 1 WHERE sku = 'none-1'`);
    await owner.query(`UPDATE products SET in_stock = false WHERE slug = 'three'`);
    await owner.query(`UPDATE products SET in_stock = true WHERE slug = 'none'`);
    const { corrected, products } = await rebuildLevels();
    expect(corrected).toEqual(['none-1', 'one-1', 'two-1']);
    expect(products).toBe(2);
    expect(await levels()).toEqual(before);
    expect(await wrongInStock(inventory)).toEqual([]);
  });

  it('leaves a level alone whose ledger cannot be, and names it', async () => {
    await addProduct(inventory.store, { slug: 'odd', quantity: 5 });
    await owner.query(
      `INSERT INTO stock_movements (id, sku, kind, on_hand_delta, reserved_delta, created_at)
       VALUES (gen_random_uuid(), 'odd-1', 'ADJUSTED', -6, 0, now())`,
    );
    expect(await rebuildLevels()).toMatchObject({ corrected: [], unsound: ['odd-1'] });
    expect((await levels()).find(({ sku }) => sku === 'odd-1')).toMatchObject({ on_hand: 5 });
    await addUnits(inventory.store, 'odd-1', 1);
    await owner.query(
      `INSERT INTO stock_movements (id, sku, kind, on_hand_delta, reserved_delta, created_at)
       VALUES (gen_random_uuid(), 'odd-1', 'ADJUSTED', 6, 0, now())`,
    );
    expect((await rebuildLevels()).unsound).toEqual([]);
    expect(await brokenLevels(inventory)).toEqual([]);
  });

  it('is right at the end of any traffic, with levels spoilt in the midst of it', async () => {
    const { skus } = await addProduct(inventory.store, {
      slug: 'busy',
      amounts: [1, 2, 3],
      quantity: 400,
    });
    const deliver = createDeliveries(inventory.store);
    let isOver = false;
    const orders = Array.from({ length: 60 }, (_, at) => ({
      at,
      order: anOrder(skus.map((sku) => ({ sku, quantity: 1 + (at % 2) }))),
    }));
    const lane = async () => {
      for (let next = orders.shift(); next; next = orders.shift()) {
        await deliver(next.order.placed);
        await deliver(next.at % 3 === 0 ? next.order.cancelled : next.order.confirmed);
        if (next.at % 3 === 1) await deliver(next.order.returned(true));
      }
    };
    const traffic = Promise.all(Array.from({ length: 6 }, lane)).finally(() => (isOver = true));
    const spoiling = (async () => {
      for (let round = 0; !isOver && round < 50; round++)
        await owner.query('UPDATE stock_levels SET on_hand = on_hand + 1 WHERE sku = $1', [
          skus[round % 3],
        ]);
    })();
    let found = 0;
    while (!isOver) found += (await rebuildLevels()).corrected.length;
    await Promise.all([traffic, spoiling]);
    found += (await rebuildLevels()).corrected.length;
    expect(found).toBeGreaterThan(0);
    expect(await brokenLevels(inventory)).toEqual([]);
    expect(await wrongInStock(inventory)).toEqual([]);
    expect(await rebuildLevels()).toMatchObject({ corrected: [], products: 0 });
  });

  it('goes through the variants 200 at a time', async () => {
    await inventory.rows(
      `INSERT INTO variants (sku, product_id, name, price_amount, currency, created_at)
       SELECT 'many-' || n, id, 'Size ' || n, 100, 'EUR', now() FROM products, generate_series(1, 401) n
       WHERE slug = 'still' RETURNING sku`,
    );
    const seen: number[] = [];
    for await (const batch of rebuild.rebuildLevels()) seen.push(batch.seen);
    expect(seen.slice(0, -1).every((each) => each === 200)).toBe(true);
    expect(seen.reduce((sum, each) => sum + each)).toBe(await rebuild.countVariants());
    expect(await brokenLevels(inventory)).toEqual([]);
  });
});

describe('announcing the catalogue', () => {
  it('tells each price on sale and each withdrawal once, at most 500 to an event', async () => {
    await withdrawVariant(inventory.store, 'two-1', realEffects);
    const ids: string[] = [];
    let seen = 0;
    for await (const batch of rebuild.announceCatalogue()) {
      ids.push(...batch.eventIds);
      seen += batch.seen;
    }
    expect(seen).toBe(await rebuild.countProducts());
    const rows = await inventory.rows<{
      name: string;
      payload: { variants?: { sku: string; name: string }[]; skus?: string[] };
    }>('SELECT name, payload FROM outbox WHERE id = ANY($1) ORDER BY id', [ids]);
    expect(rows).toHaveLength(ids.length);
    const priced = rows.flatMap(({ payload }) => payload.variants ?? []);
    expect(new Set(priced.map(({ sku }) => sku)).size).toBe(priced.length);
    expect(priced.length).toBe((await rebuild.countVariants()) - 1);
    expect(priced).toContainEqual({
      sku: 'still-1',
      name: 'Plain Thing — Size 1',
      price: { amount: 1, currency: 'EUR' },
    });
    expect(rows.flatMap(({ payload }) => payload.skus ?? [])).toEqual(['two-1']);
  });
});
