import { sqlStatements } from '@tributary/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withdrawVariant } from '../src/commands/withdraw-variant.js';
import { realEffects } from '../src/effects.js';
import { createStore } from '../src/store.js';
import {
  addProduct,
  addUnits,
  askApp,
  createInventoryApp,
  type Inventory,
  startInventory,
} from './builders.js';

let inventory: Inventory;
beforeAll(async () => {
  inventory = await startInventory({ publicImagesUrl: 'https://img.example' });
  const { store } = inventory;
  const things = ['Kettle', 'Teapot', 'Mug', 'Bowl', 'Board'];
  for (let at = 0; at < 50; at++) {
    await addProduct(store, {
      slug: `thing-${at}`,
      name: `${at % 2 ? 'copper' : 'Walnut'} ${things[at % 5]} ${at}`,
      description: at === 7 ? 'Smells of cinnamon.' : 'Made to last.',
      category: at % 3 === 0 ? 'coffee-tea' : 'kitchen',
      // Prices repeat, so that the id has to decide between equals.
      amounts: [1_000 + (at % 7) * 100, 5_000],
      quantity: at % 4 === 0 ? 0 : at,
    });
  }
}, 120_000);
afterAll(() => inventory.close());

const list = (variables: object) =>
  inventory.ask(
    `query ($first: Int, $after: String, $filter: ProductFilter, $sort: ProductSort) {
      products(first: $first, after: $after, filter: $filter, sort: $sort) {
        totalCount pageInfo { hasNextPage hasPreviousPage endCursor }
        edges { cursor node { name slug priceRange { min { amount } } } } } }`,
    variables,
  );

async function allPages(variables: object) {
  const nodes: { name: string; slug: string; priceRange: { min: { amount: number } } }[] = [];
  for (let after: string | null = null; ;) {
    const { data, errors } = await list({ first: 7, after, ...variables });
    expect(errors).toBeUndefined();
    nodes.push(...data.products.edges.map((edge: { node: never }) => edge.node));
    if (!data.products.pageInfo.hasNextPage) return { nodes, total: data.products.totalCount };
    after = data.products.pageInfo.endCursor;
  }
}

describe('a list of products', () => {
  type Node = { name: string; slug: string; priceRange: { min: { amount: number } } };
  const price = ({ priceRange }: Node) => priceRange.min.amount;
  const lower = ({ name }: Node) => name.toLowerCase();
  const number = ({ slug }: Node) => Number(slug.slice('thing-'.length));

  it.each([
    ['NEWEST', (a: Node, b: Node) => number(b) - number(a)],
    ['PRICE_ASC', (a: Node, b: Node) => price(a) - price(b) || number(a) - number(b)],
    ['PRICE_DESC', (a: Node, b: Node) => price(b) - price(a) || number(b) - number(a)],
    ['NAME', (a: Node, b: Node) => (lower(a) < lower(b) ? -1 : 1)],
  ])('by %s has each product once over all pages, in order', async (sort, compare) => {
    const { nodes, total } = await allPages({ sort });
    expect(total).toBe(50);
    expect(new Set(nodes.map(({ slug }) => slug)).size).toBe(50);
    expect(nodes).toEqual([...nodes].sort(compare));
  });

  it('fits every filter at once', async () => {
    const filter = { category: 'coffee-tea', priceMin: 1_100, priceMax: 1_300, inStock: true };
    const { nodes, total } = await allPages({ filter });
    const expected = Array.from({ length: 50 }, (_, at) => at).filter(
      (at) => at % 3 === 0 && at % 7 >= 1 && at % 7 <= 3 && at % 4 !== 0,
    );
    expect(total).toBe(expected.length);
    expect(nodes.map(({ slug }) => slug).sort()).toEqual(
      expected.map((at) => `thing-${at}`).sort(),
    );
  });

  it.each([
    ['whole words', 'walnut mug', /^Walnut Mug/],
    ['other endings', 'mugs', /Mug/],
    ['a word that is still being typed', 'walnut teap', /^Walnut Teapot/],
    ['two typing errors', 'wallnut ketle', /^Walnut Kettle/],
    ['a missing letter', 'teapt', /Teapot/],
  ])('is found by %s', async (_what, search, expected) => {
    const { nodes, total } = await allPages({ filter: { search } });
    expect(total).toBe(nodes.length);
    expect(nodes.length).toBeGreaterThan(2);
    for (const { name } of nodes) expect(name).toMatch(expected);
    expect(new Set(nodes.map(({ slug }) => slug)).size).toBe(nodes.length);
  });

  it('is found by description and by category, too', async () => {
    expect((await allPages({ filter: { search: 'cinnamon' } })).nodes).toHaveLength(1);
    expect((await allPages({ filter: { search: 'coffee' } })).total).toBe(17);
  });

  it('ranks a name above a description', async () => {
    await addProduct(inventory.store, { slug: 'spice', name: 'Cinnamon', category: 'kitchen' });
    const { nodes } = await allPages({ filter: { search: 'cinnamon' } });
    expect(nodes.map(({ slug }) => slug)).toEqual(['spice', 'thing-7']);
  });

  it('is empty for words that nothing is like', async () => {
    const { nodes, total } = await allPages({ filter: { search: 'zzqx' } });
    expect([nodes, total]).toEqual([[], 0]);
  });

  it.each(["'; DROP TABLE products; --", '<-> & | ! :*', '"', '-', '((', '%', '\\', '🙂'])(
    'takes %j for words',
    async (search) => {
      const { errors } = await list({ filter: { search } });
      expect(errors).toBeUndefined();
    },
  );

  it('goes on in the same way when a product that has the words appears in between', async () => {
    const first = await list({ first: 2, filter: { search: 'teapt' } });
    await addProduct(inventory.store, { slug: 'exact', name: 'Teapt', category: 'kitchen' });
    const after = first.data.products.pageInfo.endCursor;
    const second = await list({ first: 2, after, filter: { search: 'teapt' } });
    expect(second.data.products.edges).toHaveLength(2);
    expect(second.data.products.edges[0].node.name).toContain('Teapot');
  });
});

describe('what is asked for wrongly', () => {
  it.each([
    ['no products', { first: 0 }, '"first"'],
    ['too many', { first: 100_000 }, '"first"'],
    ['a made-up cursor', { after: 'nonsense' }, '"after"'],
    ['relevance without a search', { sort: 'RELEVANCE' }, '"sort"'],
    ['relevance with a blank search', { sort: 'RELEVANCE', filter: { search: ' ' } }, '"sort"'],
    ['a long search', { filter: { search: 'x'.repeat(101) } }, '"filter.search"'],
    ['a NUL in the search', { filter: { search: 'a\0b' } }, '"filter.search"'],
    ['a negative price', { filter: { priceMin: -1 } }, '"filter.priceMin"'],
  ])('%s is refused by name', async (_what, variables, named) => {
    const { errors } = await list(variables);
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(errors?.[0]?.message).toContain(named);
  });

  it('a cursor of another order is refused', async () => {
    const { data } = await list({ first: 1, sort: 'NAME' });
    const after = data.products.pageInfo.endCursor;
    const { errors } = await list({ after, sort: 'PRICE_ASC' });
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('an id, slug or SKU that cannot be one is not found', async () => {
    const { data, errors } = await inventory.ask(`{
      a: product(id: "1") { id } b: product(slug: "No Such Slug!") { id }
      c: variant(sku: "\\u0000") { sku } d: variant(sku: "none") { sku }
      e: product(id: "019aa07d-f280-7000-8000-000000000001") { id }
    }`);
    expect(errors).toBeUndefined();
    expect(data).toEqual({ a: null, b: null, c: null, d: null, e: null });
  });

  it('a product by both id and slug, or by neither, is refused', async () => {
    const { errors } = await inventory.ask(
      '{ a: product { id } b: product(id: "1", slug: "a") { id } }',
    );
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(
      Array(2).fill('BAD_USER_INPUT'),
    );
  });

  it('a request without the gateway’s signature is refused', async () => {
    const reply = await inventory.app.inject({
      method: 'POST',
      url: '/graphql',
      payload: { query: '{ categories { id } }' },
    });
    expect(reply.statusCode).toBe(401);
    expect(reply.json().errors[0].extensions.code).toBe('IDENTITY_REQUIRED');
  });
});

describe('a product', () => {
  const whole = `id slug name description category { slug name } images { url alt }
    variants { sku name price { amount currency } stock { available level } product { slug } }
    priceRange { min { amount } max { amount } }`;

  it('is told whole, by slug', async () => {
    const { data } = await inventory.ask(`{ product(slug: "thing-3") { ${whole} } }`);
    expect(data.product).toMatchObject({
      slug: 'thing-3',
      category: { slug: 'coffee-tea', name: 'Coffee & Tea' },
      priceRange: { min: { amount: 1_300 }, max: { amount: 5_000 } },
      variants: [
        { sku: 'thing-3-1', stock: { available: 3, level: 'LOW' }, product: { slug: 'thing-3' } },
        { sku: 'thing-3-2', price: { amount: 5_000, currency: 'EUR' } },
      ],
    });
  });

  it('costs the same number of statements in a list of 1 and of 50', async () => {
    const count = async (first: number) => {
      const before = (await sqlStatements.get()).values[0]!.value;
      const query = `{ products(first: ${first}) { totalCount edges { node { ${whole} } } } }`;
      const { data, errors } = await inventory.ask(query);
      expect(errors).toBeUndefined();
      expect(data.products.edges).toHaveLength(first);
      return (await sqlStatements.get()).values[0]!.value - before;
    };
    // Categories are read once in the life of a process.
    await count(1);
    const one = await count(1);
    expect(await count(50)).toBe(one);
    expect(one).toBe(3);
  });

  it.each([
    ['stock { available level }', 1],
    ['...@include(if: true) { stock { available level } }', 1],
    ['name', 2],
  ])('by its slug, with %s of its variants, takes %i statement', async (parts, statements) => {
    const fields = `slug category { name } variants { sku price { amount currency } ${parts} product { id } }`;
    const listed = await inventory.ask(`{ products(first: 50) { edges { node { ${fields} } } } }`);
    const product = async () =>
      (await inventory.ask(`{ product(slug: "thing-3") { ${fields} } }`)).data;
    const before = (await sqlStatements.get()).values[0]!.value;
    const { product: shown } = await product();
    // The way back from a variant to its product is one more.
    expect((await sqlStatements.get()).values[0]!.value - before).toBe(statements + 1);
    expect(shown).toEqual(
      listed.data.products.edges
        .map(({ node }: { node: { slug: string } }) => node)
        .find(({ slug }: { slug: string }) => slug === 'thing-3'),
    );
  });

  it('is resolved for other subgraphs in one statement per type', async () => {
    const { nodes } = await allPages({});
    const ids = await inventory.rows<{ id: string }>('SELECT id FROM products');
    const representations = [
      ...ids.map(({ id }) => ({ __typename: 'Product', id })),
      ...nodes.slice(0, 40).map(({ slug }) => ({ __typename: 'Variant', sku: `${slug}-1` })),
      { __typename: 'Variant', sku: 'gone' },
      { __typename: 'Product', id: 'no uuid' },
    ];
    const before = (await sqlStatements.get()).values[0]!.value;
    const { data } = await inventory.ask(
      `query ($representations: [_Any!]!) { _entities(representations: $representations) {
        __typename ... on Product { name } ... on Variant { name } } }`,
      { representations },
    );
    expect((await sqlStatements.get()).values[0]!.value - before).toBe(2);
    expect(data._entities.filter(Boolean)).toHaveLength(representations.length - 2);
    expect(data._entities.slice(-2)).toEqual([null, null]);
  });

  it('shows a path of ours at the public address and leaves others alone', async () => {
    await inventory.rows(`UPDATE products SET images = $1 WHERE slug = 'thing-1'`, [
      JSON.stringify([
        { url: '/images/thing-1.svg', alt: 'A' },
        { url: 'https://cdn.example/x.png', alt: 'B' },
      ]),
    ]);
    const { data } = await inventory.ask('{ product(slug: "thing-1") { images { url } } }');
    expect(data.product.images).toEqual([
      { url: 'https://img.example/images/thing-1.svg' },
      { url: 'https://cdn.example/x.png' },
    ]);
  });

  it('loses a withdrawn variant, which itself can still be read', async () => {
    const { slug, skus } = await addProduct(inventory.store, { amounts: [100, 200], quantity: 1 });
    await withdrawVariant(inventory.store, skus[0]!, realEffects);
    const { data } = await inventory.ask(
      `query ($slug: String, $sku: ID!) {
        product(slug: $slug) { variants { sku } priceRange { min { amount } } }
        variant(sku: $sku) { name stock { available level } } }`,
      { slug, sku: skus[0] },
    );
    expect(data.product).toEqual({
      variants: [{ sku: skus[1] }],
      priceRange: { min: { amount: 200 } },
    });
    expect(data.variant.stock).toEqual({ available: 0, level: 'OUT' });
  });
});

describe('pictures', () => {
  it('are drawn for any slug and may be cached', async () => {
    const reply = await inventory.app.inject('/images/red-mug.svg?category=kitchen');
    expect(reply.statusCode).toBe(200);
    expect(reply.headers['content-type']).toContain('image/svg+xml');
    expect(reply.headers['cache-control']).toContain('public');
    expect(reply.body).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
  });

  it.each(['/images/Red%20Mug.svg', '/images/red-mug.png', '/images/..%2fmug.svg'])(
    '%s is not found',
    async (url) => expect((await inventory.app.inject(url)).statusCode).toBe(404),
  );
});

it('lists all categories by name', async () => {
  const { data } = await inventory.ask('{ categories { slug } }');
  expect(data.categories).toEqual([{ slug: 'coffee-tea' }, { slug: 'kitchen' }]);
});

it('says that it is unavailable, and leaks nothing, when the database is away', async () => {
  const nowhere = createStore({ databaseUrl: 'postgresql://app:secret@127.0.0.1:1/inventory' });
  const app = await createInventoryApp(nowhere);
  const { errors } = await askApp(
    app,
    '{ categories { id } variant(sku: "a") { sku } products { totalCount } }',
  );
  expect(errors?.length).toBeGreaterThan(0);
  for (const { extensions } of errors!) expect(extensions).toEqual({ code: 'SERVICE_UNAVAILABLE' });
  expect(JSON.stringify(errors)).not.toMatch(/postgres|127\.0\.0\.1|Prisma|secret/i);
  expect((await app.inject('/health/ready')).statusCode).toBe(503);
  expect((await app.inject('/health/live')).statusCode).toBe(200);
  await app.close();
  await nowhere.close();
});

it('has units that were added in the meantime', async () => {
  const { skus } = await addProduct(inventory.store, { quantity: 0 });
  const stock = async () =>
    (
      await inventory.ask('query ($sku: ID!) { variant(sku: $sku) { stock { level } } }', {
        sku: skus[0],
      })
    ).data.variant.stock.level;
  expect(await stock()).toBe('OUT');
  await addUnits(inventory.store, skus[0]!, 6);
  expect(await stock()).toBe('IN_STOCK');
});
