// What an app that was out of reach needs: the orders that changed, and changes of the cart that can be sent again.
import { createId } from '@tributary/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countSql, customer, type Harness, staff, startHarness } from './harness.js';
import { shopping } from './shopping.js';

let harness: Harness;
let shop: ReturnType<typeof shopping>;
beforeAll(async () => {
  harness = await startHarness();
  harness.inventory.offer({ sku: 'MUG-BLUE', amount: 1_000 }, { sku: 'MUG-RED', amount: 500 });
  shop = shopping(harness);
});
afterAll(() => harness.close());

type Buyer = ReturnType<typeof customer>;

describe('changed orders', () => {
  const buyer = customer();
  const placed: string[] = [];
  beforeAll(async () => {
    for (let count = 0; count < 5; count++) placed.push((await shop.order({ buyer })).id);
  });
  const changed = async (
    {
      since,
      after,
      first = 20,
      of = buyer,
    }: { since?: string; after?: string; first?: number; of?: Buyer },
    by = of,
  ) =>
    harness.graphql(
      `query ($r: [_Any!]!, $since: DateTime, $after: String, $first: Int) {
        _entities(representations: $r) { ... on User {
          changedOrders(since: $since, after: $after, first: $first) {
            edges { cursor node { id updatedAt status } } pageInfo { hasNextPage endCursor } } } } }`,
      { r: [{ __typename: 'User', id: of.userId }], since, after, first },
      by,
    );
  const idsOf = (answer: Awaited<ReturnType<typeof changed>>): string[] =>
    answer.data._entities[0].changedOrders.edges.map(
      ({ node }: { node: { id: string } }) => node.id,
    );

  it('come the longest ago first, page by page, each once, at one statement a page', async () => {
    const seen: string[] = [];
    for (let after: string | undefined; ;) {
      let answer!: Awaited<ReturnType<typeof changed>>;
      const statements = await countSql(async () => {
        answer = await changed({ first: 2, ...(after && { after }) });
      });
      expect(statements).toBe(1);
      seen.push(...idsOf(answer));
      const { pageInfo } = answer.data._entities[0].changedOrders;
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    expect(seen).toEqual(placed);
  });

  it('after a moment are those that were placed or changed since, and no others', async () => {
    const all = await changed({});
    const since = all.data._entities[0].changedOrders.edges.at(-1).node.updatedAt as string;
    expect(idsOf(await changed({ since }))).toEqual([]);
    const { data } = await harness.graphql(
      `mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { __typename } }`,
      { input: { orderId: placed[1], reason: 'too late' } },
      buyer,
    );
    expect(data.cancelOrder.__typename).toBe('OrderSuccess');
    const next = (await shop.order({ buyer })).id;
    expect(idsOf(await changed({ since }))).toEqual([placed[1], next]);
  });

  it('are the buyer’s own to see', async () => {
    expect((await changed({ of: customer() })).data._entities[0].changedOrders.edges).toEqual([]);
    const refused = await changed({}, staff());
    expect(refused.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it.each(['x', 'WzEsMl0', Buffer.from('["a","b"]').toString('base64url')])(
    'the cursor %s is refused',
    async (after) => {
      expect((await changed({ after })).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    },
  );

  it('are found by an index, in its order', async () => {
    const plan = await harness.owner.query<{ 'QUERY PLAN': string }>(
      `SET enable_seqscan = off; EXPLAIN SELECT id FROM orders
       WHERE buyer_id = '${buyer.userId}' AND (updated_at, id) > ('2026-01-01', '${buyer.userId}')
       ORDER BY updated_at, id LIMIT 20`,
    );
    const [, explained] = plan as unknown as { rows: { 'QUERY PLAN': string }[] }[];
    const text = explained!.rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(text).toContain('orders_buyer_id_updated_at_id_idx');
    expect(text).not.toContain('Sort');
  });
});

describe('a change of the cart that is sent again', () => {
  const replay = (
    buyer: Buyer,
    quantity: number,
    expectedQuantity: number,
    key = createId(),
    sku = 'MUG-BLUE',
  ) =>
    harness.graphql(
      `mutation ($input: ReplayCartChangeInput!) { replayCartChange(input: $input) { __typename
        ... on Cart { lines { sku quantity } }
        ... on CartLineConflict { sku expectedQuantity quantity cart { totalQuantity } }
        ... on UnknownVariant { sku } ... on CartLimit { message } } }`,
      { input: { idempotencyKey: key, sku, quantity, expectedQuantity } },
      buyer,
    );
  const linesOf = async (answer: ReturnType<typeof replay>) =>
    (await answer).data.replayCartChange.lines;

  it('is done once, also when the line has changed since, and when both come at once', async () => {
    const buyer = customer();
    const key = createId();
    const both = await Promise.all([replay(buyer, 2, 0, key), replay(buyer, 2, 0, key)]);
    for (const { data } of both)
      expect(data.replayCartChange.lines).toEqual([{ sku: 'MUG-BLUE', quantity: 2 }]);
    await shop.addToCart(buyer, 'MUG-BLUE', 3);
    expect(await linesOf(replay(buyer, 2, 0, key))).toEqual([{ sku: 'MUG-BLUE', quantity: 5 }]);
  });

  it('to a line that somebody else changed is a conflict with what there is, and changes nothing', async () => {
    const buyer = customer();
    await shop.addToCart(buyer, 'MUG-BLUE', 5);
    const key = createId();
    const conflict = {
      __typename: 'CartLineConflict',
      sku: 'MUG-BLUE',
      expectedQuantity: 2,
      quantity: 5,
      cart: { totalQuantity: 5 },
    };
    expect((await replay(buyer, 3, 2, key)).data.replayCartChange).toEqual(conflict);
    expect((await replay(buyer, 0, 2)).data.replayCartChange).toEqual(conflict);
    // What was not carried out may be tried again under its key, once the line is as expected.
    expect(await linesOf(replay(buyer, 2, 5))).toEqual([{ sku: 'MUG-BLUE', quantity: 2 }]);
    expect(await linesOf(replay(buyer, 3, 2, key))).toEqual([{ sku: 'MUG-BLUE', quantity: 3 }]);
  });

  it('for which nothing is left to do is done', async () => {
    const buyer = customer();
    await shop.addToCart(buyer, 'MUG-RED', 4);
    expect(await linesOf(replay(buyer, 4, 1, createId(), 'MUG-RED'))).toEqual([
      { sku: 'MUG-RED', quantity: 4 },
    ]);
    expect(await linesOf(replay(buyer, 0, 4, createId(), 'MUG-RED'))).toEqual([]);
    expect(await linesOf(replay(buyer, 0, 4, createId(), 'MUG-RED'))).toEqual([]);
  });

  it('under a key of another change is refused', async () => {
    const buyer = customer();
    const key = createId();
    await replay(buyer, 2, 0, key);
    const other = await replay(buyer, 3, 0, key);
    expect(other.errors?.[0]?.extensions.code).toBe('IDEMPOTENCY_KEY_REUSED');
    const somebody = await replay(customer(), 3, 0, key);
    expect(somebody.data.replayCartChange.__typename).toBe('Cart');
  });

  it('of what cannot be bought, or of nonsense, is answered as such', async () => {
    const buyer = customer();
    const unknown = await replay(buyer, 1, 0, createId(), 'NOTHING');
    expect(unknown.data.replayCartChange).toEqual({ __typename: 'UnknownVariant', sku: 'NOTHING' });
    for (const [quantity, expected, key] of [
      [100, 0, createId()],
      [1, -1, createId()],
      [1, 0, 'short'],
    ] as const) {
      const answer = await replay(buyer, quantity, expected, key);
      expect(answer.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    }
  });

  it('is known for 30 days, and old keys do not pile up', async () => {
    const buyer = customer();
    const key = createId();
    await replay(buyer, 1, 0, key);
    harness.advance(31 * 86_400_000);
    try {
      await replay(buyer, 2, 1);
      expect((await replay(buyer, 1, 0, key)).data.replayCartChange.__typename).toBe(
        'CartLineConflict',
      );
      const { rows } = await harness.owner.query('SELECT 1 FROM cart_changes WHERE user_id = $1', [
        buyer.userId,
      ]);
      expect(rows).toHaveLength(1);
    } finally {
      harness.advance(-31 * 86_400_000);
    }
  });
});
