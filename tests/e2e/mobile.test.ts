/** The same shop on the mobile BFF: bearer tokens, compact screens. */
import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import { address, password, stockVariant } from '../support/gateway.js';
import { type Client, createClient, poll } from '../support/graphql.js';

const app = (accessToken?: string): Client =>
  createClient(
    `${inject('urls')['bff-mobile']}/graphql`,
    accessToken ? { authorization: `Bearer ${accessToken}` } : {},
  );

async function signUp(): Promise<Client> {
  const { data } = await app()(
    `mutation ($input: RegisterInput!) { register(input: $input) { ... on SignedIn { accessToken refreshToken } } }`,
    { input: { email: `mobile-${randomUUID()}@example.com`, password, name: 'Grace Hopper' } },
  );
  return app(data.register.accessToken as string);
}

describe('a shopper with the app', () => {
  it('browses, orders and follows the order', async () => {
    const sku = await stockVariant(2);
    const client = await signUp();
    const home = await client(
      '{ homeScreen { newest { slug } categories { slug } unavailable { part } } }',
    );
    expect(home.data.homeScreen.newest.length).toBeGreaterThan(3);
    expect(home.data.homeScreen.unavailable).toEqual([]);
    const product = await client(
      `query ($slug: String!) { productScreen(slug: $slug) { product { name } } }`,
      {
        slug: sku.toLowerCase(),
      },
    );
    expect(product.data.productScreen.product.name).toBe(`Test ${sku}`);
    await client(`mutation ($input: AddToCartInput!) { addToCart(input: $input) { __typename } }`, {
      input: { sku, quantity: 1 },
    });
    const { data } = await client(
      `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { ... on OrderPlaced { order { id } } } }`,
      { input: { idempotencyKey: randomUUID(), shippingAddress: address, paymentToken: 'tok_ok' } },
    );
    const { id } = data.placeOrder.order;
    const settled = await poll(
      () => client(`query ($id: ID!) { orderScreen(id: $id) { order { status } } }`, { id }),
      (answer) => answer.data.orderScreen.order.status === 'CONFIRMED',
    );
    expect(settled.errors).toBeUndefined();
  });

  it('keeps what is needed out of reach, and sends later what was done there, once', async () => {
    const sku = await stockVariant(5);
    const client = await signUp();
    const change = { idempotencyKey: randomUUID(), sku, quantity: 2, expectedQuantity: 0 };
    const replay = (input: object) =>
      client(
        `mutation ($input: ReplayCartChangeInput!) { replayCartChange(input: $input) {
          __typename ... on Cart { count } ... on CartLineConflict { quantity } } }`,
        { input },
      );
    for (const answer of [await replay(change), await replay(change)])
      expect(answer.data.replayCartChange).toEqual({ __typename: 'Cart', count: 2 });
    const late = await replay({ ...change, idempotencyKey: randomUUID(), quantity: 1 });
    expect(late.data.replayCartChange).toEqual({ __typename: 'CartLineConflict', quantity: 2 });
    const { data } = await client(
      `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { ... on OrderPlaced { order { id } } } }`,
      { input: { idempotencyKey: randomUUID(), shippingAddress: address, paymentToken: 'tok_ok' } },
    );
    const sync = (since?: string) =>
      client(
        `query ($since: String, $categories: [ID!]!) { sync(since: $since, categories: $categories) {
          full more token orders { id status } cart { count } products { slug } unavailable { part } } }`,
        { since, categories: ['coffee-tea'] },
      );
    const first = (await sync()).data.sync;
    expect(first).toMatchObject({ full: true, cart: { count: 0 }, unavailable: [] });
    expect(first.orders).toMatchObject([{ id: data.placeOrder.order.id }]);
    expect(first.products.length).toBeGreaterThan(3);
    const later = await poll(
      () => sync(first.token),
      (answer) => answer.data.sync.orders[0]?.status === 'CONFIRMED',
    );
    expect(later.data.sync).toMatchObject({ full: false, cart: null });
    expect((await client('{ pushKey }')).data.pushKey).toHaveLength(87);
  });

  it('is told to sign in again when the token is no good', async () => {
    const { errors } = await app('a.b.c')('{ accountScreen { profile { name } } }');
    expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });
});
