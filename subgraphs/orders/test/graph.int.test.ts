import { createId, type Identity } from '@tributary/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countSql, customer, guest, type Harness, staff, startHarness } from './harness.js';
import { shopping } from './shopping.js';

let harness: Harness;
let shop: ReturnType<typeof shopping>;
const buyer = customer();
const placed: string[] = [];
beforeAll(async () => {
  harness = await startHarness();
  harness.inventory.offer({ sku: 'MUG-BLUE', amount: 1_000 }, { sku: 'MUG-RED', amount: 500 });
  shop = shopping(harness);
  for (let count = 0; count < 50; count++) placed.unshift((await shop.order({ buyer })).id);
}, 120_000);
afterAll(() => harness.close());

const entity = (id: string, selection: string, identity: Identity) =>
  harness.graphql(
    `query ($representations: [_Any!]!) { _entities(representations: $representations) {
      ... on User { id ${selection} } } }`,
    { representations: [{ __typename: 'User', id }] },
    identity,
  );

const page = (first: number, after: string | null = null) =>
  `orders(first: ${first}${after ? `, after: "${after}"` : ''}) {
    edges { cursor node { id lines { sku variant { sku } } payment { status } timeline { type } buyer { id } } }
    pageInfo { hasNextPage hasPreviousPage endCursor } }`;

describe('a user’s orders', () => {
  it('cost the same number of statements for 1 as for 50', async () => {
    const count = (first: number) =>
      countSql(async () => {
        const { data } = await entity(buyer.userId, page(first), buyer);
        expect(data._entities[0].orders.edges).toHaveLength(first);
      });
    await count(1);
    const one = await count(1);
    // The orders with their lines, the payments, the timelines.
    expect(one).toBe(3);
    expect(await count(50)).toBe(one);
  });

  it('come newest first, page by page, each once', async () => {
    const seen: string[] = [];
    for (let after: string | null = null; ;) {
      const { data } = await entity(buyer.userId, page(20, after), buyer);
      const { edges, pageInfo } = data._entities[0].orders;
      expect(pageInfo.hasPreviousPage).toBe(after !== null);
      seen.push(...edges.map(({ node }: { node: { id: string } }) => node.id));
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    expect(seen).toEqual(placed);
  });

  it('are the caller’s own as myOrders, and nobody’s for a guest', async () => {
    const query = '{ myOrders(first: 2) { edges { node { id } } pageInfo { hasNextPage } } }';
    const { data } = await harness.graphql(query, {}, buyer);
    expect(data.myOrders).toEqual({
      edges: placed.slice(0, 2).map((id) => ({ node: { id } })),
      pageInfo: { hasNextPage: true },
    });
    expect((await harness.graphql(query, {}, guest)).data).toEqual({ myOrders: null });
    const { errors } = await harness.graphql(
      '{ myOrders(first: 101) { edges { cursor } } }',
      {},
      buyer,
    );
    expect(errors![0]!.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('of many users are one statement', async () => {
    const others = await Promise.all(
      Array.from({ length: 20 }, async () => (await shop.order()).buyer.userId),
    );
    const read = (ids: string[]) =>
      harness.graphql(
        `query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { orders(first: 2) { edges { node { id buyer { id } } } } } } }`,
        { r: ids.map((id) => ({ __typename: 'User', id })) },
        staff(),
      );
    const one = await countSql(() => read(others.slice(0, 1)));
    let answer: Awaited<ReturnType<typeof read>> | undefined;
    const twenty = await countSql(async () => {
      answer = await read(others);
    });
    expect(twenty).toBe(one);
    expect(
      answer!.data._entities.map(
        (user: { orders: { edges: { node: { buyer: { id: string } } }[] } }) =>
          user.orders.edges[0]!.node.buyer.id,
      ),
    ).toEqual(others);
  });

  it('and cart are seen by the user alone, the orders by staff as well', async () => {
    const stranger = await entity(buyer.userId, page(1), customer());
    expect(stranger.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await entity(buyer.userId, page(1), staff())).errors).toBeUndefined();
    const cart = 'cart { totalQuantity subtotal { amount } lines { sku } }';
    expect((await entity(buyer.userId, cart, staff())).errors?.[0]?.extensions.code).toBe(
      'FORBIDDEN',
    );
    const own = await entity(buyer.userId, cart, buyer);
    expect(own.data._entities[0].cart).toEqual({ totalQuantity: 0, subtotal: null, lines: [] });
  });

  it('need no statement for the stub itself', async () => {
    expect(await countSql(() => entity(buyer.userId, '', buyer))).toBe(0);
  });
});

describe('an order', () => {
  it('is there for its buyer and staff, and for nobody else', async () => {
    const query = 'query ($id: ID!) { order(id: $id) { id } }';
    const id = placed[0]!;
    const read = async (identity: Identity) =>
      (await harness.graphql(query, { id }, identity)).data.order;
    expect(await read(buyer)).toEqual({ id });
    expect(await read(staff())).toEqual({ id });
    expect(await read(customer())).toBeNull();
    expect(await read({ userId: null, sessionId: null, roles: [] })).toBeNull();
  });

  it('is resolved as an entity under the same rule', async () => {
    const read = (identity: Identity) =>
      harness.graphql(
        'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Order { number } } }',
        { r: [{ __typename: 'Order', id: placed[0] }] },
        identity,
      );
    expect((await read(buyer)).data._entities[0].number).toMatch(/^TR-/);
    expect((await read(customer())).data._entities).toEqual([null]);
  });
});

describe('all orders', () => {
  const list = (args: string, identity: Identity = staff()) =>
    harness.graphql(
      `{ orders(${args}) { edges { node { id number status placedAt } } pageInfo { hasNextPage endCursor } } }`,
      {},
      identity,
    );

  it('are for staff', async () => {
    expect((await list('first: 1', buyer)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('come page by page, each once, the newest first', async () => {
    const seen: { id: string; placedAt: string }[] = [];
    for (let after = ''; ;) {
      const { data } = await list(`first: 30${after}`);
      seen.push(...data.orders.edges.map(({ node }: { node: (typeof seen)[number] }) => node));
      if (!data.orders.pageInfo.hasNextPage) break;
      after = `, after: "${data.orders.pageInfo.endCursor}"`;
    }
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
    expect(seen.length).toBe(
      Number((await harness.owner.query('SELECT count(*) FROM orders')).rows[0].count),
    );
    const times = seen.map(({ placedAt }) => placedAt);
    expect(times).toEqual([...times].sort().reverse());
  });

  it('can be filtered by state, time and number', async () => {
    const { id } = await shop.confirmedOrder();
    const confirmed = await list('filter: { status: [CONFIRMED, SHIPPED] }, first: 100');
    const found = confirmed.data.orders.edges.map((edge: { node: { id: string } }) => edge.node.id);
    expect(found).toEqual([id]);
    const { number, placedAt } = confirmed.data.orders.edges[0].node;
    const byNumber = await list(`filter: { number: "${number}" }`);
    expect(byNumber.data.orders.edges).toHaveLength(1);
    const before = await list(`filter: { placedTo: "${placedAt}", status: [CONFIRMED] }`);
    expect(before.data.orders.edges).toEqual([]);
    const from = await list(`filter: { placedFrom: "${placedAt}", status: [CONFIRMED] }`);
    expect(from.data.orders.edges).toHaveLength(1);
  });
});

describe('the cart', () => {
  it('is filled, changed and emptied', async () => {
    const shopper = customer();
    expect(await shop.addToCart(shopper, 'MUG-BLUE', 2)).toMatchObject({
      __typename: 'Cart',
      totalQuantity: 2,
      subtotal: { amount: 2_000, currency: 'EUR' },
    });
    await shop.addToCart(shopper, 'MUG-RED');
    const set = (sku: string, quantity: number) =>
      harness.graphql(
        `mutation { setCartLine(input: { sku: "${sku}", quantity: ${quantity} }) {
          __typename ... on Cart { lines { sku quantity } } } }`,
        {},
        shopper,
      );
    expect((await set('MUG-BLUE', 5)).data.setCartLine.lines).toEqual([
      { sku: 'MUG-BLUE', quantity: 5 },
      { sku: 'MUG-RED', quantity: 1 },
    ]);
    expect((await set('MUG-BLUE', 0)).data.setCartLine.lines).toEqual([
      { sku: 'MUG-RED', quantity: 1 },
    ]);
    const { data } = await harness.graphql(
      'mutation { clearCart { ... on Cart { totalQuantity } } }',
      {},
      shopper,
    );
    expect(data.clearCart.totalQuantity).toBe(0);
  });

  it('keeps every unit when they are added at once', async () => {
    const shopper = customer();
    await Promise.all(Array.from({ length: 20 }, () => shop.addToCart(shopper, 'MUG-BLUE')));
    expect((await shop.addToCart(shopper, 'MUG-BLUE')).totalQuantity).toBe(21);
  });

  it('says what it does not take', async () => {
    const shopper = customer();
    expect((await shop.addToCart(shopper, `NO-${createId()}`)).__typename).toBe('UnknownVariant');
    await shop.addToCart(shopper, 'MUG-BLUE', 99);
    expect((await shop.addToCart(shopper, 'MUG-BLUE')).__typename).toBe('CartLimit');
  });
});
