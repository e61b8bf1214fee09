/** Product pages that are asked for at the same time: few statements, and each gets its own product. */
import { sqlStatements } from '@tributary/service';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addProduct, type Inventory, startInventory } from './builders.js';

let inventory: Inventory;
beforeAll(async () => {
  inventory = await startInventory();
});
afterAll(() => inventory.close());

const query = `query ($slug: String!) {
  product(slug: $slug) { id slug variants { sku price { amount } stock { available } } }
}`;
const ask = async (slug: string) => (await inventory.ask(query, { slug })).data.product;
const countStatements = async () => (await sqlStatements.get()).values[0]!.value;

it('share statements and nothing else', async () => {
  const products = await Promise.all(
    Array.from({ length: 12 }, (_, nth) =>
      addProduct(inventory.store, { amounts: [2_000 + nth, 1_000 + nth], quantity: nth }),
    ),
  );
  const slugs = products.flatMap(({ slug }, nth) => (nth === 5 ? [slug, 'nobody-has-it'] : [slug]));
  const before = await countStatements();
  const shown = await Promise.all(slugs.map(ask));
  expect((await countStatements()) - before).toBeLessThan(slugs.length);
  expect(shown.splice(6, 1)).toEqual([null]);
  expect(shown).toEqual(
    products.map(({ id, slug, skus }, nth) => ({
      id,
      slug,
      // The cheapest first.
      variants: [
        { sku: skus[1], price: { amount: 1_000 + nth }, stock: { available: nth } },
        { sku: skus[0], price: { amount: 2_000 + nth }, stock: { available: nth } },
      ],
    })),
  );
});

it('show variants by price, and none that is withdrawn', async () => {
  const amounts = Array.from({ length: 4 }, (_, nth) => 6_000 - nth);
  const { slug, skus } = await addProduct(inventory.store, { amounts });
  const cheapest = skus.toReversed();
  await inventory.rows('UPDATE variants SET withdrawn_at = now() WHERE sku = $1', [cheapest[0]]);
  const shown = (await ask(slug)).variants.map(({ sku }: { sku: string }) => sku);
  expect(shown).toEqual(cheapest.slice(1));
  await inventory.rows('UPDATE variants SET withdrawn_at = now() WHERE sku = ANY ($1)', [skus]);
  expect((await ask(slug)).variants).toEqual([]);
});
