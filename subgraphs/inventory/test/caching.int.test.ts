/** What gateways may keep of the catalogue, and what they are told when it changes. */
import { identityHeader } from '@tributary/service';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addProduct, type Inventory, signIdentity, staff, startInventory } from './builders.js';

let inventory: Inventory;
let product: Awaited<ReturnType<typeof addProduct>>;
beforeAll(async () => {
  inventory = await startInventory();
  product = await addProduct(inventory.store, { slug: 'cup' });
});
afterAll(() => inventory.close());

async function send(query: string) {
  const headers = { [identityHeader]: await signIdentity(staff) };
  const payload = { query };
  const reply = await inventory.app.inject({ method: 'POST', url: '/graphql', headers, payload });
  const { errors, extensions } = reply.json<{ errors?: unknown; extensions?: object }>();
  expect(errors).toBeUndefined();
  return { cacheControl: reply.headers['cache-control'], extensions };
}

const entity = (fields: string) =>
  `{ _entities(representations: [{ __typename: "Variant", sku: "cup-1" }]) { ... on Variant { ${fields} } } }`;

it.each([
  [
    'a product',
    '{ product(slug: "cup") { name images { url } category { name } priceRange { min { amount } } } }',
    'max-age=60, public',
  ],
  [
    'a list',
    '{ products { edges { node { variants { price { amount } } } } pageInfo { endCursor } totalCount } }',
    'max-age=60, public',
  ],
  [
    'a variant for another service',
    entity('name price { amount currency } product { name }'),
    'max-age=60, public',
  ],
  ['categories', '{ categories { name } }', 'max-age=300, public'],
  ['a list by stock', '{ products(filter: { inStock: true }) { totalCount } }', 'no-store'],
  ['stock', entity('stock { available }'), 'no-store'],
  ['what depends on the caller', entity('watched'), 'no-store'],
  ['what only staff see', entity('lowStockThreshold'), 'no-store'],
  ['what the caller waits for', '{ watchedVariants { sku } }', 'no-store'],
  ['scarce variants', '{ lowStock { edges { node { sku } } } }', 'no-store'],
])('%s is for keeping as the schema says', async (_what, query, header) => {
  expect((await send(query)).cacheControl).toBe(header);
});

it('a new price is stated to have changed the variant and its product', async () => {
  const input = '{ sku: "cup-1", amount: 5, currency: EUR }';
  const { extensions } = await send(`mutation { setPrice(input: ${input}) { sku } }`);
  expect(extensions).toEqual({
    changed: [
      { type: 'Variant', key: { sku: 'cup-1' } },
      { type: 'Product', key: { id: product.id } },
    ],
  });
});

it('a new product is stated with its variants', async () => {
  const variants = '[{ sku: "pot-1", name: "Red", amount: 1, currency: EUR }]';
  const input = `{ slug: "pot", name: "Pot", description: "A pot.", category: "kitchen", variants: ${variants} }`;
  const { extensions } = await send(`mutation { createProduct(input: ${input}) { __typename } }`);
  expect(extensions).toMatchObject({
    changed: [{ type: 'Product' }, { type: 'Variant', key: { sku: 'pot-1' } }],
  });
});
