/** The shopper's path through the web BFF: register, search, cart, order, CONFIRMED, mail. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { address, available, password, stockVariant } from '../support/gateway.js';
import { type Client, createClient, poll } from '../support/graphql.js';
import { mailsTo } from '../support/mailbox.js';

const browser = (): Client => {
  const origin = inject('urls')['bff-web']!;
  return createClient(`${origin}/graphql`, { origin, 'sec-fetch-site': 'same-origin' });
};

const register = (client: Client, email: string) =>
  client(
    `mutation ($input: RegisterInput!) { register(input: $input) { __typename ... on SignedIn { profile { email } } } }`,
    { input: { email, password, name: 'Grace Hopper' } },
  );

const addToCart = (client: Client, sku: string, quantity: number) =>
  client(
    `mutation ($input: AddToCartInput!) {
      addToCart(input: $input) { __typename ... on Cart { totalQuantity subtotal { amount formatted } } }
    }`,
    { input: { sku, quantity } },
  );

const placeOrder = (client: Client, paymentToken: string) =>
  client(
    `mutation ($input: PlaceOrderInput!) {
      placeOrder(input: $input) {
        __typename
        ... on OrderPlaced { order { id number status } }
        ... on OutOfStock { shortages { sku requested available } }
      }
    }`,
    { input: { idempotencyKey: randomUUID(), shippingAddress: address, paymentToken } },
  );

const untilStatus = (client: Client, id: string, status: string) =>
  poll(
    () =>
      client(`query ($id: ID!) { orderPage(id: $id) { order { status steps { text state } } } }`, {
        id,
      }),
    ({ data }) => data?.orderPage.order?.status === status,
  );

describe('a shopper on the web', () => {
  let sku: string;
  let client: Client;
  const email = `web-${randomUUID()}@example.com`;
  beforeAll(async () => {
    sku = await stockVariant(4);
    client = browser();
  });

  it('sees the home page and finds a product as a guest', async () => {
    const { data, errors } = await client(
      `{ homePage { newest { slug price { formatted } } unavailable { part reason } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data.homePage.newest.length).toBeGreaterThan(3);
    const found = await client(
      `query ($query: String) { searchPage(query: $query) { results { cards { slug } } categories { slug } } }`,
      { query: sku },
    );
    expect(found.data.searchPage.results.cards).toEqual([{ slug: sku.toLowerCase() }]);
    expect(found.data.searchPage.categories.length).toBeGreaterThan(5);
  });

  it('registers; the session is a cookie that scripts cannot read and holds no readable token', async () => {
    const { data, headers } = await register(client, email);
    expect(data.register).toEqual({ __typename: 'SignedIn', profile: { email } });
    const cookie = headers.getSetCookie().join();
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
    expect(cookie).not.toMatch(/eyJ/);
  });

  it('is told what is short when there is too little', async () => {
    expect((await addToCart(client, sku, 9)).data.addToCart.totalQuantity).toBe(9);
    const { data } = await placeOrder(client, 'tok_ok');
    expect(data.placeOrder).toEqual({
      __typename: 'OutOfStock',
      shortages: [{ sku, requested: 9, available: 4 }],
    });
  });

  it('orders, watches the order become CONFIRMED and gets a mail', async () => {
    await client(
      `mutation ($input: SetCartLineInput!) { setCartLine(input: $input) { __typename } }`,
      {
        input: { sku, quantity: 2 },
      },
    );
    const { data } = await placeOrder(client, 'tok_ok');
    expect(data.placeOrder.order.status).toBe('PENDING');
    const settled = await untilStatus(client, data.placeOrder.order.id, 'CONFIRMED');
    expect(settled.data.orderPage.order.steps.length).toBeGreaterThan(2);
    await poll(
      () => mailsTo(email),
      (mails) => mails.some(({ subject }) => subject.includes(data.placeOrder.order.number)),
    );
    await poll(
      () => available(sku),
      (units) => units === 2,
    );
  });

  it('sees the order CANCELLED and the stock back when the card is declined', async () => {
    await addToCart(client, sku, 2);
    const { data } = await placeOrder(client, 'tok_declined');
    await untilStatus(client, data.placeOrder.order.id, 'CANCELLED');
    expect(
      await poll(
        () => available(sku),
        (units) => units === 2,
      ),
    ).toBe(2);
  });

  it('cannot be driven by another site', async () => {
    const { errors } = await client(
      `mutation { clearCart { __typename } }`,
      {},
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    );
    expect(errors?.[0]?.extensions.code).toBe('CSRF_REFUSED');
  });

  it('is a guest again after signing out', async () => {
    expect((await client('mutation { logout }')).data.logout).toBe(true);
    const { data } = await client(
      '{ accountPage { profile { email } unavailable { part reason } } }',
    );
    expect(data.accountPage.profile).toBeNull();
    expect(data.accountPage.unavailable).toContainEqual({
      part: 'PROFILE',
      reason: 'SIGN_IN_REQUIRED',
    });
  });
});
