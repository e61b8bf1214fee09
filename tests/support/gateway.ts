/** What the end-to-end tests do on the gateway again and again. */
import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { address, password } from './addresses.js';
import { type Answer, type Client, createClient, poll } from './graphql.js';

export { address, password };

/** A client of the gateway; with a token it speaks for that user. */
export const gatewayClient = (accessToken?: string): Client =>
  createClient(
    `${inject('urls')['gateway']}/graphql`,
    accessToken ? { authorization: `Bearer ${accessToken}` } : {},
  );

/** Signs in one of the demo accounts. */
export async function signIn(email: string): Promise<Client> {
  const { data } = await gatewayClient()(
    `mutation ($input: LoginInput!) { login(input: $input) { ... on AuthSession { accessToken } } }`,
    { input: { email, password: 'tributary-demo' } },
  );
  return gatewayClient(data.login.accessToken as string);
}

export interface Shopper {
  client: Client;
  id: string;
  email: string;
  accessToken: string;
  refreshToken: string;
}

/** A new account, signed in. */
export async function registerShopper(): Promise<Shopper> {
  const email = `shopper-${randomUUID()}@example.com`;
  const { data } = await gatewayClient()(
    `mutation ($input: RegisterInput!) {
      register(input: $input) { ... on AuthSession { accessToken refreshToken user { id } } }
    }`,
    { input: { email, password, name: 'Grace Hopper' } },
  );
  const { accessToken, refreshToken, user } = data.register;
  return { client: gatewayClient(accessToken), id: user.id, email, accessToken, refreshToken };
}

/** A product of this test alone: one variant with `quantity` units at 19.90 EUR. */
export async function stockVariant(quantity: number): Promise<string> {
  const staff = await signIn('staff@example.com');
  const { data: categories } = await staff(`{ categories { slug } }`);
  const sku = `T-${randomUUID()}`.toUpperCase();
  const created = await staff(
    `mutation ($input: CreateProductInput!) { createProduct(input: $input) { __typename } }`,
    {
      input: {
        slug: sku.toLowerCase(),
        name: `Test ${sku}`,
        description: 'Made by a test.',
        category: categories.categories[0].slug,
        variants: [{ sku, name: 'Only', amount: 1990, currency: 'EUR' }],
      },
    },
  );
  if (created.data?.createProduct.__typename !== 'CreateProductSuccess')
    throw new Error(JSON.stringify(created));
  if (quantity > 0) {
    const received = await staff(
      `mutation ($input: ReceiveStockInput!) { receiveStock(input: $input) { stock { available } } }`,
      { input: { sku, quantity, reference: 'test', idempotencyKey: randomUUID() } },
    );
    if (received.errors) throw new Error(JSON.stringify(received.errors));
  }
  return sku;
}

export async function available(sku: string): Promise<number> {
  const { data } = await gatewayClient()(
    `query ($sku: ID!) { variant(sku: $sku) { stock { available } } }`,
    {
      sku,
    },
  );
  return data.variant.stock.available as number;
}

export async function addToCart(client: Client, sku: string, quantity = 1): Promise<Answer> {
  return client(
    `mutation ($input: AddToCartInput!) {
      addToCart(input: $input) { __typename ... on Cart { totalQuantity } }
    }`,
    { input: { sku, quantity } },
  );
}

export const placeOrderDocument = `mutation ($input: PlaceOrderInput!) {
  placeOrder(input: $input) {
    __typename
    ... on PlaceOrderSuccess { order { id number status total { amount currency } } }
    ... on OutOfStock { shortages { sku requested available } }
  }
}`;

export const placeOrder = (
  client: Client,
  paymentToken = 'tok_ok',
  idempotencyKey: string = randomUUID(),
): Promise<Answer> =>
  client(placeOrderDocument, { input: { idempotencyKey, shippingAddress: address, paymentToken } });

/** Waits until the order is in that state. */
export const untilStatus = (
  client: Client,
  id: string,
  status: string,
  timeoutMs = 20_000,
): Promise<Answer> =>
  poll(
    () =>
      client(
        `query ($id: ID!) { order(id: $id) { status payment { status captured { amount } refunded { amount } } timeline { type } } }`,
        { id },
      ),
    ({ data }) => data?.order?.status === status,
    timeoutMs,
  );
