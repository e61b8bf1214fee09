// What an app keeps for when it is out of reach: all at first, then what changed, and nothing twice for long.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Device, startBff, type TestBff } from './device.js';

const syncQuery = `query ($since: String, $categories: [ID!]! = []) {
  sync(since: $since, categories: $categories) {
    full more token removed { kind id } unavailable { part reason }
    orders { id status } cart { count lines { sku quantity } } products { id slug } } }`;
const addToCart = `mutation ($sku: ID!) { addToCart(input: { sku: $sku }) { __typename } }`;
const placeOrder = `mutation ($key: String!) {
  placeOrder(input: { idempotencyKey: $key, paymentToken: "tok_ok", shippingAddress: {
    name: "Ada", line1: "Unter den Linden 1", city: "Berlin", postalCode: "10117", country: "DE" } }) {
    ... on OrderPlaced { order { id } } } }`;
const replay = `mutation ($input: ReplayCartChangeInput!) { replayCartChange(input: $input) {
  __typename ... on Cart { count } ... on CartLineConflict { quantity expectedQuantity cart { count } } } }`;

let bff: TestBff;
let device: Device;
let offsetMs: number;
const later = (ms: number) => void (offsetMs += ms);
beforeEach(async () => {
  offsetMs = 0;
  bff = await startBff('test', () => new Date(Date.now() + offsetMs));
  device = new Device(bff.url);
  await device.register();
});
afterEach(() => bff.close());

const answer = (since?: string, categories: string[] = []) =>
  device.send(syncQuery, { since, categories });
const syncs = async (since?: string, categories?: string[]) =>
  (await answer(since, categories)).data.sync;
const place = async (sku = 'mug-30-A') => {
  await device.send(addToCart, { sku });
  return (await device.send(placeOrder, { key: crypto.randomUUID() })).data.placeOrder.order
    .id as string;
};

/** Syncs until there is no more. */
async function drain(since?: string, categories: string[] = []) {
  const all = { orders: [] as string[], products: [] as string[], removed: [] as string[] };
  for (let token = since; ;) {
    const news = await syncs(token, categories);
    all.orders.push(...(news.orders ?? []).map(({ id }: { id: string }) => id));
    all.products.push(...(news.products ?? []).map(({ slug }: { slug: string }) => slug));
    all.removed.push(...news.removed.map(({ id }: { id: string }) => id));
    token = news.token;
    if (!news.more) return { ...all, token: news.token as string };
  }
}

describe('a sync', () => {
  it('is one operation, all at first, and nothing when nothing changed', async () => {
    const id = await place();
    await device.send(addToCart, { sku: 'mug-30-B' });
    bff.gateway.operations.length = 0;
    const first = await syncs();
    expect(bff.gateway.operations.map(({ name }) => name)).toEqual(['Sync']);
    expect(first).toMatchObject({ full: true, more: false, orders: [{ id }], cart: { count: 1 } });
    later(120_000);
    const settled = await syncs(first.token);
    expect(settled).toMatchObject({ full: false, cart: null });
    const next = await syncs(settled.token);
    expect(next).toMatchObject({ full: false, more: false, orders: [], cart: null, removed: [] });
  });

  it('brings orders that were placed or changed since, and the cart when it is another', async () => {
    const one = await place();
    const { token } = await syncs();
    await device.send(
      `mutation ($id: ID!) { cancelOrder(input: { orderId: $id, reason: "no" }) { __typename } }`,
      { id: one },
    );
    const two = await place();
    await device.send(addToCart, { sku: 'mug-30-A' });
    const news = await syncs(token);
    expect(news.orders).toEqual([
      { id: one, status: 'CANCELLED' },
      { id: two, status: 'PENDING' },
    ]);
    expect(news.cart).toEqual({ count: 1, lines: [{ sku: 'mug-30-A', quantity: 1 }] });
    await device.send('mutation { clearCart { __typename } }');
    expect((await syncs(news.token)).cart).toEqual({ count: 0, lines: [] });
  });

  it('of many orders comes in pages, each order once', async () => {
    const placed: string[] = [];
    for (let count = 0; count < 60; count++) placed.push(await place());
    const { orders } = await drain();
    expect(orders.toSorted()).toEqual(placed.toSorted());
  });

  it('misses no change that shows late: it goes back over the last minute', async () => {
    const { token } = await syncs();
    const id = await place();
    later(30_000);
    const soon = await syncs(token);
    expect(soon.orders.map((order: { id: string }) => order.id)).toEqual([id]);
    const again = await syncs(soon.token);
    expect(again.orders.map((order: { id: string }) => order.id)).toEqual([id]);
  });
});

describe('products', () => {
  const categories = ['mugs', 'lamps'];

  it('of the chosen categories come whole, then those that changed, and what is gone', async () => {
    const first = await drain(undefined, categories);
    expect(first.products).toHaveLength(20);
    const { shop } = bff.gateway;
    shop.touch('mug-3');
    shop.withdrawn.add('mug-6-A').add('mug-6-B');
    shop.touch('mug-6');
    shop.touch('lamp-2', { categorySlug: 'chairs' });
    const news = await drain(first.token, categories);
    expect(news.products).toEqual(['mug-3']);
    expect(news.removed).toHaveLength(2);
  });

  it('another choice starts anew, and eleven are refused', async () => {
    const { token } = await drain(undefined, categories);
    expect(await syncs(token, ['mugs'])).toMatchObject({ full: true });
    const refused = await answer(
      undefined,
      Array.from({ length: 11 }, (_, at) => `c${at}`),
    );
    expect(refused.errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
  });

  it('that cannot be had come the next time', async () => {
    const { token } = await drain(undefined, categories);
    bff.gateway.shop.touch('mug-3');
    bff.gateway.shop.down.add('inventory');
    const without = await syncs(token, categories);
    expect(without).toMatchObject({
      products: null,
      orders: [],
      unavailable: [{ part: 'RESULTS', reason: 'SERVICE_UNAVAILABLE' }],
    });
    bff.gateway.shop.down.clear();
    expect((await drain(without.token, categories)).products).toEqual(['mug-3']);
  });
});

describe('a token', () => {
  it('that was tampered with, or made up, is refused with its code', async () => {
    const { token } = await syncs();
    const [header, payload, signature] = token.split('.');
    const state = JSON.parse(Buffer.from(payload, 'base64url').toString());
    state.state.user = crypto.randomUUID();
    const forged = Buffer.from(JSON.stringify(state)).toString('base64url');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    for (const bad of [
      `${header}.${forged}.${signature}`,
      `${none}.${forged}.`,
      'x',
      'y'.repeat(9_000),
    ]) {
      const refused = await answer(bad);
      expect(refused.data?.sync).toBeUndefined();
      expect(refused.errors?.[0]?.extensions['code']).toBe('SYNC_TOKEN_INVALID');
    }
  });

  it('that is too old starts anew', async () => {
    const id = await place();
    const { token } = await syncs();
    later(31 * 86_400_000);
    expect(await syncs(token)).toMatchObject({ full: true, orders: [{ id }] });
  });

  it('of another user starts anew, with what is this user’s', async () => {
    await place();
    const { token } = await syncs();
    await device.register();
    expect(await syncs(token)).toMatchObject({ full: true, orders: [] });
    device.accessToken = '';
    expect(await syncs(token)).toMatchObject({ full: true, orders: null, cart: null });
  });

  it('stays as it is for orders while they are down', async () => {
    const { token } = await syncs();
    const id = await place();
    bff.gateway.shop.down.add('orders');
    const without = await syncs(token);
    expect(without.full).toBe(false);
    expect(without.unavailable.map(({ part }: { part: string }) => part)).toContain('ORDERS');
    bff.gateway.shop.down.clear();
    expect((await syncs(without.token)).orders).toMatchObject([{ id }]);
  });
});

describe('a change that is sent again', () => {
  const input = {
    idempotencyKey: 'change-0001',
    sku: 'mug-30-A',
    quantity: 2,
    expectedQuantity: 0,
  };

  it('is done once', async () => {
    for (const _time of [1, 2])
      expect((await device.send(replay, { input })).data.replayCartChange).toEqual({
        __typename: 'Cart',
        count: 2,
      });
  });

  it('that no longer fits is a conflict, with the cart as it is', async () => {
    for (let count = 0; count < 3; count++) await device.send(addToCart, { sku: 'mug-30-A' });
    expect((await device.send(replay, { input })).data.replayCartChange).toEqual({
      __typename: 'CartLineConflict',
      quantity: 3,
      expectedQuantity: 0,
      cart: { count: 3 },
    });
  });
});
