/** What a shopper can do, on the gateway as an app does it or on bff-web as a browser does. */
import { randomUUID } from 'node:crypto';
import { address, password } from '../../support/addresses.js';
import { type Ask, createAsk } from './ask.js';
import type { Told } from './told.js';

export type Placement =
  | { kind: 'PLACED'; orderId: string }
  | { kind: 'OUT_OF_STOCK'; shortages: { sku: string; requested: number; available: number }[] }
  | { kind: 'PRICE_CHANGED' | 'EMPTY_CART' };

/** Every function rejects with NoAnswer when nothing definite was heard. */
export interface ShopFront {
  /** Null until the account is known; bff-web keeps it to itself. */
  buyerId: string | null;
  /** The cart holds this and nothing else afterwards. */
  fillCart(sku: string, quantity: number): Promise<void>;
  place(idempotencyKey: string, paymentToken: string): Promise<Placement>;
  /** False when the order is in a state that does not allow it. */
  cancel(orderId: string): Promise<boolean>;
  requestReturn(orderId: string): Promise<boolean>;
}

interface Words {
  placed: string;
  changed: string;
}

export function gatewayFront(
  url: string,
  account: { id: string; accessToken: string },
  told: Told,
  timeoutMs?: number,
): ShopFront {
  const headers = { authorization: `Bearer ${account.accessToken}` };
  const ask = createAsk(url, headers, told, timeoutMs);
  return createFront(ask, account.id, { placed: 'PlaceOrderSuccess', changed: 'OrderSuccess' });
}

/** Registers a new account in a browser's session. @throws NoAnswer */
export async function webFront(url: string, told: Told): Promise<ShopFront> {
  const { origin } = new URL(url);
  const ask = createAsk(url, { origin, 'sec-fetch-site': 'same-origin' }, told);
  const input = { email: `web-${randomUUID()}@example.com`, password, name: 'Grace Hopper' };
  await ask(`mutation ($input: RegisterInput!) { register(input: $input) { __typename } }`, {
    input,
  });
  return createFront(ask, null, { placed: 'OrderPlaced', changed: 'OrderChanged' });
}

function createFront(ask: Ask, buyerId: string | null, { placed, changed }: Words): ShopFront {
  const change = async (name: string, input: object) => {
    const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
    const data = await ask(
      `mutation ($input: ${type}!) { ${name}(input: $input) { __typename } }`,
      { input },
    );
    return data[name].__typename === changed;
  };
  return {
    buyerId,
    async fillCart(sku, quantity) {
      await ask(
        `mutation ($input: SetCartLineInput!) {
          clearCart { __typename } setCartLine(input: $input) { __typename }
        }`,
        { input: { sku, quantity } },
      );
    },
    async place(idempotencyKey, paymentToken) {
      const { placeOrder } = await ask(
        `mutation ($input: PlaceOrderInput!) {
          placeOrder(input: $input) {
            __typename
            ... on ${placed} { order { id } }
            ... on OutOfStock { shortages { sku requested available } }
          }
        }`,
        { input: { idempotencyKey, shippingAddress: address, paymentToken } },
      );
      if (placeOrder.__typename === placed)
        return { kind: 'PLACED', orderId: placeOrder.order.id as string };
      if (placeOrder.__typename === 'OutOfStock')
        return { kind: 'OUT_OF_STOCK', shortages: placeOrder.shortages };
      return { kind: placeOrder.__typename === 'EmptyCart' ? 'EMPTY_CART' : 'PRICE_CHANGED' };
    },
    cancel: (orderId) => change('cancelOrder', { orderId, reason: 'changed my mind' }),
    requestReturn: (orderId) => change('requestReturn', { orderId, reason: 'too small' }),
  };
}
