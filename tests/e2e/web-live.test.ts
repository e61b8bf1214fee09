/** A page that is open changes by itself: stock that staff receive, an order that is paid and shipped. */
import { randomUUID } from 'node:crypto';
import { createClient as createLiveClient } from 'graphql-sse';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { address, password, signIn, stockVariant } from '../support/gateway.js';
import { type Client, createClient, poll } from '../support/graphql.js';

let sku: string;
let origin: string;
let shopper: Client;
let cookie = '';
const stops: (() => void)[] = [];
beforeAll(async () => {
  origin = inject('urls')['bff-web']!;
  sku = await stockVariant(4);
  shopper = createClient(`${origin}/graphql`, { origin, 'sec-fetch-site': 'same-origin' });
  const { headers } = await shopper(
    'mutation ($input: RegisterInput!) { register(input: $input) { __typename } }',
    { input: { email: `live-${randomUUID()}@example.com`, password, name: 'Grace' } },
  );
  cookie = headers.getSetCookie()[0]!.split(';')[0]!;
});
afterAll(() => stops.forEach((stop) => stop()));

/** What an open page has been told so far, by the client library that a storefront would use. */
function watch<T>(
  query: string,
  variables: Record<string, unknown>,
  read: (data: never) => T,
): T[] {
  const client = createLiveClient({
    url: `${origin}/graphql/stream`,
    headers: { cookie, 'sec-fetch-site': 'same-origin' },
  });
  const told: T[] = [];
  const sink = {
    next: ({ data }: { data?: unknown }) => void told.push(read(data as never)),
    error: () => undefined,
    complete: () => undefined,
  };
  stops.push(client.subscribe({ query, variables }, sink), () => client.dispose());
  return told;
}

it('the product page tells when staff receive stock', async () => {
  const told = watch(
    'subscription ($skus: [ID!]!) { stockLevels(skus: $skus) { available availability } }',
    { skus: [sku] },
    (data: { stockLevels: { available: number }[] }) => data.stockLevels[0]!.available,
  );
  await expect.poll(() => told).toEqual([4]);
  const staff = await signIn('staff@example.com');
  await staff('mutation ($input: ReceiveStockInput!) { receiveStock(input: $input) { sku } }', {
    input: { sku, quantity: 3, reference: 'note', idempotencyKey: randomUUID() },
  });
  await expect.poll(() => told, { timeout: 5_000 }).toEqual([4, 7]);
});

it('the order page follows the order until it has arrived', async () => {
  await shopper('mutation ($input: AddToCartInput!) { addToCart(input: $input) { __typename } }', {
    input: { sku, quantity: 1 },
  });
  const placed = await shopper(
    `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) {
      ... on OrderPlaced { order { id } } } }`,
    {
      input: { idempotencyKey: randomUUID(), shippingAddress: address, paymentToken: 'tok_ok' },
    },
  );
  const { id } = placed.data.placeOrder.order as { id: string };
  const told = watch(
    'subscription ($id: ID!) { orderProgress(id: $id) { status steps { text } } }',
    { id },
    (data: { orderProgress: { status: string } }) => data.orderProgress.status,
  );
  await poll(
    async () => told,
    () => told.at(-1) === 'CONFIRMED',
  );
  const staff = await signIn('staff@example.com');
  for (const name of ['shipOrder', 'deliverOrder']) {
    const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
    await staff(`mutation ($input: ${type}!) { ${name}(input: $input) { __typename } }`, {
      input: { orderId: id },
    });
  }
  await expect.poll(() => told.at(-1), { timeout: 5_000 }).toBe('DELIVERED');
});
