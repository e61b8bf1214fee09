// What a list of products can be narrowed down to: each facet counts what fits the rest of the filter.
import { sqlStatements } from '@tributary/service';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addProduct, type Inventory, startInventory } from './builders.js';

let inventory: Inventory;
beforeAll(async () => {
  inventory = await startInventory();
  // Ten mugs from 1,000 to 1,900, the odd ones in another category, every third sold out; and a kettle.
  for (let at = 0; at < 10; at++)
    await addProduct(inventory.store, {
      name: `Mug ${at}`,
      category: at % 2 ? 'coffee-tea' : 'kitchen',
      amounts: [1_000 + at * 100, 9_000],
      quantity: at % 3 === 0 ? 0 : 4,
    });
  await addProduct(inventory.store, { name: 'Kettle', amounts: [5_000], quantity: 1 });
}, 60_000);
afterAll(() => inventory.close());

async function facets(filter: object) {
  const { data, errors } = await inventory.ask(
    `query ($filter: ProductFilter) { products(first: 1, filter: $filter) { facets {
      categories { category { slug name } count } inStock
      price { min { amount currency } max { amount } } } } }`,
    { filter },
  );
  expect(errors).toBeUndefined();
  const { categories, price, inStock } = data.products.facets;
  const counts = (categories as { category: { slug: string }; count: number }[]).map(
    ({ category, count }) => [category.slug, count],
  );
  return { counts, price: price && [price.min.amount, price.max.amount], inStock };
}

it('without a filter everything is counted', async () => {
  expect(await facets({})).toEqual({
    counts: [
      ['coffee-tea', 5],
      ['kitchen', 6],
    ],
    price: [1_000, 5_000],
    inStock: 7,
  });
});

it('a facet does not apply itself', async () => {
  expect(await facets({ search: 'mug', category: 'kitchen', priceMin: 1_300 })).toEqual({
    counts: [
      ['coffee-tea', 4],
      ['kitchen', 3],
    ],
    price: [1_000, 1_800],
    inStock: 2,
  });
  expect((await facets({ search: 'mug', inStock: true, priceMax: 1_300 })).counts).toEqual([
    ['coffee-tea', 1],
    ['kitchen', 1],
  ]);
});

it('follows a search that forgives typing errors', async () => {
  expect((await facets({ search: 'ketle' })).counts).toEqual([['kitchen', 1]]);
});

it('has no price where nothing matches', async () => {
  expect(await facets({ search: 'zzzzzzz' })).toEqual({ counts: [], price: null, inStock: 0 });
});

it('costs one statement', async () => {
  const count = async (document: string) => {
    const before = await total();
    await inventory.ask(document);
    return (await total()) - before;
  };
  const total = async () =>
    (await sqlStatements.get()).values.reduce((sum, { value }) => sum + value, 0);
  const list = await count('{ products(first: 1) { edges { cursor } } }');
  const withFacets = await count(
    '{ products(first: 1) { edges { cursor } facets { inStock categories { count } } } }',
  );
  expect(withFacets).toBe(list + 1);
});
