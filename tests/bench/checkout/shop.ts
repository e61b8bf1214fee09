/** The shop as a shopper's program sees it: GraphQL on the gateway, over kept connections. */
import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import type { Shopper } from './shoppers.js';

export interface Shop {
  addToCart(shopper: Shopper, sku: string): Promise<Typed>;
  /** Each call is an order of its own. */
  placeOrder(shopper: Shopper): Promise<PlacedOrder>;
  clearCart(shopper: Shopper): Promise<Typed>;
  /** Any operation; `data`. */
  ask<T>(authorization: string | undefined, query: string, variables?: object): Promise<T>;
  close(): Promise<void>;
}

interface Typed {
  __typename: string;
}

export type PlacedOrder = Typed & { order?: { id: string } };

const documents = {
  addToCart: `mutation AddToCart($input: AddToCartInput!) {
    addToCart(input: $input) {
      __typename ... on Cart { totalQuantity subtotal { amount currency } }
    }
  }`,
  placeOrder: `mutation PlaceOrder($input: PlaceOrderInput!) {
    placeOrder(input: $input) {
      __typename
      ... on PlaceOrderSuccess { order { id number status total { amount currency } } }
      ... on OutOfStock { shortages { sku available } }
    }
  }`,
  clearCart: `mutation ClearCart { clearCart { __typename } }`,
};

const address = {
  name: 'Grace Hopper',
  line1: '1 Compiler Court',
  city: 'Arlington',
  postalCode: '22201',
  country: 'US',
};

const timeoutMs = 30_000;

export function openShop(gatewayUrl: string, connections: number): Shop {
  const pool = new Pool(gatewayUrl, { connections, keepAliveTimeout: 60_000 });

  async function ask<T>(authorization: string | undefined, query: string, variables?: object) {
    const response = await pool.request({
      method: 'POST',
      path: '/graphql',
      headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
      body: JSON.stringify({ query, variables }),
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
    const text = await response.body.text();
    const { data, errors } = JSON.parse(text) as { data?: T; errors?: unknown };
    if (errors || !data) throw new Error(`HTTP ${response.statusCode}: ${text.slice(0, 500)}`);
    return data;
  }

  return {
    ask,
    close: () => pool.close(),
    async addToCart({ authorization }, sku) {
      const input = { sku, quantity: 1 };
      const data = await ask<{ addToCart: Typed }>(authorization, documents.addToCart, { input });
      return data.addToCart;
    },
    async placeOrder({ authorization }) {
      const input = {
        idempotencyKey: randomUUID(),
        shippingAddress: address,
        paymentToken: 'tok_ok',
      };
      const query = documents.placeOrder;
      const data = await ask<{ placeOrder: PlacedOrder }>(authorization, query, { input });
      return data.placeOrder;
    },
    async clearCart({ authorization }) {
      return (await ask<{ clearCart: Typed }>(authorization, documents.clearCart)).clearCart;
    },
  };
}
