/** The stock in figures, for staff's charts. */
import { sqlStatements } from '@tributary/service';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addProduct, type Inventory, staff, startInventory } from './builders.js';

let inventory: Inventory;
beforeAll(async () => void (inventory = await startInventory()));
afterAll(() => inventory.close());

const report = `{ stockReport {
  levels { level variants units }
  categories { category { slug } variants soldOut units }
  lowStock(first: 2) { sku stock { available } }
} }`;
const countStatements = async () => (await sqlStatements.get()).values[0]?.value ?? 0;

it('counts what is on sale by level and by category, and names what is scarce', async () => {
  const stocks = [0, 1, 5, 6, 1_000_000];
  const made = [];
  for (const quantity of stocks) made.push(await addProduct(inventory.store, { quantity }));
  const withdrawn = await addProduct(inventory.store, { quantity: 77 });
  await inventory.ask(
    'mutation ($input: WithdrawVariantInput!) { withdrawVariant(input: $input) { sku } }',
    { input: { sku: withdrawn.skus[0] } },
    staff,
  );
  const before = await countStatements();
  const { data } = await inventory.ask(report, {}, staff);
  // The figures, the scarce variants, and their stock.
  expect((await countStatements()) - before).toBe(3);
  expect(data.stockReport.levels).toEqual([
    { level: 'IN_STOCK', variants: 2, units: 1_000_006 },
    { level: 'LOW', variants: 2, units: 6 },
    { level: 'OUT', variants: 1, units: 0 },
  ]);
  expect(data.stockReport.categories).toEqual([
    { category: { slug: 'kitchen' }, variants: 5, soldOut: 1, units: 1_000_012 },
  ]);
  expect(data.stockReport.lowStock).toEqual([
    { sku: made[0]!.skus[0], stock: { available: 0 } },
    { sku: made[1]!.skus[0], stock: { available: 1 } },
  ]);
});
