// What a list of products can be narrowed down to: each facet counts what fits the rest of the filter.
import { sqlStatements } from '@tributary/service';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createStore } from '../src/store.js';
import { countOf, facetsOf } from '../src/store/product-search.js';
import { addProduct, addUnits, type Inventory, startInventory } from './builders.js';

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

it('are the same from the summary as from the products themselves', async () => {
  const filters = [
    {},
    { category: 'kitchen' },
    { category: 'coffee-tea', inStock: true },
    { priceMin: 1_200, priceMax: 1_700 },
    { category: 'kitchen', priceMin: 1_300, inStock: true },
    { category: 'no-such-shelf' },
  ];
  for (const filter of filters) {
    const { text, values } = facetsOf('ALL', filter);
    const [counted] = await inventory.rows(text, values);
    expect(await inventory.store.readFacets('ALL', filter)).toEqual(counted);
    const { text: countText, values: countValues } = countOf('ALL', filter);
    const [{ total }] = (await inventory.rows(countText, countValues)) as [{ total: number }];
    expect(await inventory.store.countProducts('ALL', filter)).toBe(total);
  }
});

it('count at once what this process or another one has written', async () => {
  const before = await facets({});
  const another = createStore({ databaseUrl: inventory.database.url });
  try {
    await addProduct(another, { name: 'Added elsewhere', amounts: [700] });
    expect((await facets({})).price).toEqual([700, before.price[1]]);
    const { skus } = await addProduct(inventory.store, { name: 'Added here', amounts: [600] });
    expect((await facets({})).price).toEqual([600, before.price[1]]);
    await addUnits(inventory.store, skus[0]!, 3);
    expect((await facets({})).inStock).toBe(before.inStock + 1);
  } finally {
    await another.close();
  }
});

it('cost one statement of a search, and one that looks at no product without a search', async () => {
  const count = async (document: string) => {
    const before = await total();
    await inventory.ask(document);
    return (await total()) - before;
  };
  const total = async () =>
    (await sqlStatements.get()).values.reduce((sum, { value }) => sum + value, 0);
  for (const filter of ['', ', filter: { search: "mug" }']) {
    const list = await count(`{ products(first: 1${filter}) { edges { cursor } } }`);
    const withFacets = `{ products(first: 1${filter}) { edges { cursor } facets { inStock categories { count } } } }`;
    await count(withFacets);
    expect(await count(withFacets)).toBe(list + 1);
  }
});
