// What changed of the catalogue since a moment: for clients that keep some of it.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addProduct, type Inventory, staff, startInventory } from './builders.js';

let inventory: Inventory;
beforeAll(async () => {
  inventory = await startInventory();
  for (let at = 0; at < 5; at++)
    await addProduct(inventory.store, { slug: `thing-${at}`, name: `Thing ${at}`, amounts: [500] });
});
afterAll(() => inventory.close());

const changed = (since: string, after?: string, first?: number) =>
  inventory.ask(
    `query ($since: DateTime!, $after: String, $first: Int) {
      changedProducts(since: $since, after: $after, first: $first) {
        edges { node { slug name variants { sku } priceRange { min { amount } } } }
        pageInfo { hasNextPage endCursor } } }`,
    { since, after, first },
  );
const slugsOf = async (answer: ReturnType<typeof changed>): Promise<string[]> =>
  (await answer).data.changedProducts.edges.map(
    ({ node }: { node: { slug: string } }) => node.slug,
  );
const change = async (text: string, input: object) => {
  const { errors } = await inventory.ask(text, { input }, staff);
  expect(errors).toBeUndefined();
};
const start = '2020-01-01T00:00:00.000Z';

it('comes the longest ago first, page by page, each once', async () => {
  const seen: string[] = [];
  for (let after: string | undefined; ;) {
    const answer = await changed(start, after, 2);
    const { edges, pageInfo } = answer.data.changedProducts;
    seen.push(...edges.map(({ node }: { node: { slug: string } }) => node.slug));
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor;
  }
  expect(seen).toEqual([0, 1, 2, 3, 4].map((at) => `thing-${at}`));
});

it('is a new price, another name, and a product that is no longer sold', async () => {
  const [row] = await inventory.rows<{ last: Date }>(
    'SELECT max(updated_at) AS last FROM products',
  );
  const since = row!.last.toISOString();
  expect(await slugsOf(changed(since))).toEqual([]);
  const variants = await inventory.rows<{ sku: string; slug: string; id: string }>(
    'SELECT sku, slug, p.id FROM variants v JOIN products p ON p.id = v.product_id ORDER BY slug',
  );
  const of = (at: number) => variants.find(({ slug }) => slug === `thing-${at}`)!;
  await change(`mutation ($input: SetPriceInput!) { setPrice(input: $input) { sku } }`, {
    sku: of(3).sku,
    amount: 700,
    currency: 'EUR',
  });
  await change(`mutation ($input: UpdateProductInput!) { updateProduct(input: $input) { id } }`, {
    id: of(1).id,
    name: 'Another thing',
  });
  await change(
    `mutation ($input: WithdrawVariantInput!) { withdrawVariant(input: $input) { sku } }`,
    {
      sku: of(4).sku,
    },
  );
  const { edges } = (await changed(since)).data.changedProducts;
  expect(edges).toMatchObject([
    { node: { slug: 'thing-3', priceRange: { min: { amount: 700 } } } },
    { node: { slug: 'thing-1', name: 'Another thing' } },
    { node: { slug: 'thing-4', variants: [] } },
  ]);
});

it('is found by an index, in its order', async () => {
  const rows = await inventory.rows<{ 'QUERY PLAN': string }>(
    `EXPLAIN SELECT id FROM products p WHERE (p.updated_at, p.id) > ('2020-01-01', gen_random_uuid())
     ORDER BY p.updated_at, p.id LIMIT 1`,
  );
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(plan).toContain('products_updated_idx');
  expect(plan).not.toContain('Sort');
});

it.each([
  ['x', undefined],
  [undefined, 1_000],
])('the cursor %s or a page of %s is refused', async (after, first) => {
  const answer = await changed(start, after, first);
  expect(answer.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
});
