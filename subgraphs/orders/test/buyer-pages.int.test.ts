/** Pages of many buyers who come at the same time: few statements, and nobody sees another's. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { countSql, customer, type Harness, startHarness } from './harness.js';
import { shopping } from './shopping.js';

let harness: Harness;
const buyers = Array.from({ length: 12 }, () => customer());
const placed = new Map<string, string[]>();
beforeAll(async () => {
  harness = await startHarness();
  harness.inventory.offer({ sku: 'MUG-BLUE', amount: 1_000 }, { sku: 'MUG-RED', amount: 500 });
  const shop = shopping(harness);
  for (const [nth, buyer] of buyers.entries()) {
    const ids: string[] = [];
    for (let count = 0; count < 2; count++)
      ids.unshift((await shop.order({ buyer, quantity: nth + 1 })).id);
    placed.set(buyer.userId, ids);
  }
}, 60_000);
afterAll(() => harness.close());

const line = '{ sku name quantity unitPrice { amount currency } lineTotal { amount } }';

it('buyers who ask at the same time share statements and nothing else', async () => {
  const ask = (index: number) => {
    const selection = `id buyer { id } ${index % 2 === 0 ? `lines ${line}` : ''}`;
    const query = `{ myOrders(first: ${1 + (index % 3)}) { edges { node { ${selection} } } pageInfo { hasNextPage } } }`;
    return harness.graphql(query, {}, buyers[index]!);
  };
  let answers: Awaited<ReturnType<typeof ask>>[] = [];
  const statements = await countSql(async () => {
    answers = await Promise.all(buyers.map((_buyer, index) => ask(index)));
  });
  for (const [index, { data }] of answers.entries()) {
    const { userId } = buyers[index]!;
    const { edges, pageInfo } = data.myOrders;
    const size = 1 + (index % 3);
    expect(edges.map(({ node }: { node: { id: string } }) => node.id)).toEqual(
      placed.get(userId)!.slice(0, size),
    );
    expect(pageInfo.hasNextPage).toBe(size === 1);
    expect(edges.map(({ node }: { node: { buyer: { id: string } } }) => node.buyer.id)).toEqual(
      edges.map(() => userId),
    );
    const quantity = index % 2 === 0 ? index + 1 : undefined;
    expect(
      edges.map(
        ({ node }: { node: { lines?: { quantity: number }[] } }) => node.lines?.[0]?.quantity,
      ),
    ).toEqual(edges.map(() => quantity));
  }
  expect(statements).toBeLessThan(buyers.length);
});

it('an order of a page is the same as asked for by its id', async () => {
  const fields = `id number status placedAt updatedAt subtotal { amount currency } shipping { amount }
    total { amount } shippingAddress { name line1 line2 country } lines ${line}`;
  const [buyer] = buyers;
  const page = await harness.graphql(
    `query { myOrders(first: 1) { edges { node { ...Whole } } } } fragment Whole on Order { ${fields} }`,
    {},
    buyer!,
  );
  const [{ node }] = page.data.myOrders.edges;
  expect(node.lines).toHaveLength(1);
  const { data } = await harness.graphql(
    `query ($id: ID!) { order(id: $id) { ${fields} } }`,
    { id: node.id },
    buyer!,
  );
  expect(node).toEqual(data.order);
});

it('a page without orders is empty', async () => {
  const query = '{ myOrders(first: 5) { edges { node { id lines { sku } } } } }';
  expect((await harness.graphql(query, {}, customer())).data).toEqual({ myOrders: { edges: [] } });
});
