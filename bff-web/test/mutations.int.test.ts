// Each mutation is one operation, answers with a page-ready outcome, and cannot be forged.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Browser, startBff, type TestBff } from './browser.js';
import * as documents from './documents.js';

let bff: TestBff;
let browser: Browser;
const sent = () => bff.gateway.operations.map(({ name }) => name);
const add = (sku: string, quantity: number) =>
  browser.send(documents.addToCart, { input: { sku, quantity } });
const placeOrder = () => browser.send(documents.placeOrder, { input: documents.orderInput });

beforeEach(async () => {
  bff = await startBff();
  browser = new Browser(bff.url);
  await browser.register();
  bff.gateway.operations.length = 0;
});
afterEach(() => bff.close());

describe('the cart', () => {
  it('answers with the whole cart', async () => {
    await add('mug-30-A', 1);
    const more = await add('mug-30-A', 2);
    expect(more.data.addToCart).toMatchObject({ __typename: 'Cart', totalQuantity: 3 });
    const input = { sku: 'mug-30-A', quantity: 1 };
    const less = await browser.send(documents.setCartLine, { input });
    expect(less.data.setCartLine.lines).toMatchObject([{ quantity: 1 }]);
    const none = await browser.send(documents.clearCart);
    expect(none.data.clearCart).toMatchObject({ lines: [], subtotal: null });
    expect(sent()).toEqual(['AddToCart', 'AddToCart', 'SetCartLine', 'ClearCart']);
  });

  it('tells an unknown variant and a full line apart', async () => {
    expect((await add('nothing', 1)).data.addToCart).toEqual({
      __typename: 'UnknownVariant',
      message: 'There is no such variant.',
      sku: 'nothing',
    });
    expect((await add('mug-30-A', 100)).data.addToCart.__typename).toBe('CartLimit');
  });

  it('is for signed-in users: a guest gets the gateway’s code', async () => {
    const answer = await new Browser(bff.url).send(documents.clearCart);
    expect(answer.errors?.[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED', service: 'users' });
  });
});

describe('an order', () => {
  it('is placed, shown with its steps, and cancelled', async () => {
    await add('mug-30-A', 2);
    const placed = (await placeOrder()).data.placeOrder;
    expect(placed).toMatchObject({
      __typename: 'OrderPlaced',
      order: { statusText: 'Placed', total: { formatted: '€82.90' }, canCancel: true },
    });
    const { id } = placed.order;
    const { order } = (await browser.send(documents.pages.orderPage, { id })).data.orderPage;
    expect(order.lines).toEqual([
      { name: 'mug-30-A as it was called', quantity: 2, productSlug: 'mug-30' },
    ]);
    expect(order.steps.map(({ state }: { state: string }) => state)).toEqual([
      'DONE',
      'NEXT',
      'LATER',
      'LATER',
      'LATER',
    ]);
    const input = { orderId: id, reason: 'Too many mugs' };
    const cancelled = await browser.send(documents.cancelOrder, { input });
    expect(cancelled.data.cancelOrder.order.steps).toMatchObject([
      { text: 'Order placed' },
      { text: 'Order cancelled', state: 'DONE', note: 'Too many mugs' },
    ]);
    const again = await browser.send(documents.cancelOrder, { input });
    expect(again.data.cancelOrder).toEqual({
      __typename: 'InvalidOrderState',
      status: 'CANCELLED',
    });
    expect(sent()).toEqual(['AddToCart', 'PlaceOrder', 'OrderPage', 'CancelOrder', 'CancelOrder']);
  });

  it('cannot be sent back before it arrived, and is listed', async () => {
    await add('mug-30-A', 2);
    const { id } = (await placeOrder()).data.placeOrder.order;
    const input = { orderId: id, reason: 'Changed my mind' };
    const answer = await browser.send(documents.requestReturn, { input });
    expect(answer.data.requestReturn.status).toBe('PENDING');
    const { orders } = (await browser.send(documents.pages.ordersPage)).data.ordersPage;
    expect(orders.items).toMatchObject([
      { id, quantity: 2, names: ['mug-30-A as it was called'], statusText: 'Placed' },
    ]);
    await add('mug-30-A', 1);
    const { shipping } = (await browser.send(documents.pages.checkoutPage)).data.checkoutPage;
    expect(shipping.lastPaid.formatted).toBe('€4.90');
  });

  it('of nothing, of too much, or at an old price is not placed', async () => {
    expect((await placeOrder()).data.placeOrder.__typename).toBe('EmptyCart');
    await add('lamp-2-A', 3);
    expect((await placeOrder()).data.placeOrder.shortages).toEqual([
      { sku: 'lamp-2-A', requested: 3, available: 1 },
    ]);
    await browser.send(documents.setCartLine, { input: { sku: 'lamp-2-A', quantity: 1 } });
    bff.gateway.shop.prices.set('lamp-2-A', 1_200);
    expect((await placeOrder()).data.placeOrder.changes).toEqual([
      { sku: 'lamp-2-A', oldPrice: { amount: 1_100 }, newPrice: { amount: 1_200 } },
    ]);
  });

  it('that is not there gives the gateway’s code', async () => {
    const input = { orderId: 'none', reason: 'x' };
    const answer = await browser.send(documents.cancelOrder, { input });
    expect(answer.errors?.[0]?.extensions).toEqual({ code: 'NOT_FOUND', service: 'orders' });
  });
});

describe('the account', () => {
  it('changes name, addresses and devices, each with one operation', async () => {
    const renamed = await browser.send(documents.updateProfile, { input: { name: 'Ada King' } });
    expect(renamed.data.updateProfile).toEqual({
      name: 'Ada King',
      memberSince: '2026-01-31T12:00:00.000Z',
    });
    const saved = await browser.send(documents.saveAddress, {
      input: { address: documents.address },
    });
    const { id } = saved.data.saveAddress;
    const remove = 'mutation ($id: ID!) { deleteAddress(id: $id) }';
    expect((await browser.send(remove, { id })).data.deleteAddress).toBe(true);
    expect((await browser.send(remove, { id })).data.deleteAddress).toBe(false);
    const revoke = 'mutation { revokeSession(id: "none") }';
    expect((await browser.send(revoke)).data.revokeSession).toBe(false);
    expect(sent()).toEqual([
      'UpdateProfile',
      'SaveAddress',
      'DeleteAddress',
      'DeleteAddress',
      'RevokeSession',
    ]);
  });
});

describe('a forged mutation', () => {
  const clear = (headers: Record<string, string>) => browser.send(documents.clearCart, {}, headers);
  const host = () => new URL(bff.url).host;

  it.each<[string, Record<string, string>]>([
    ['another site says the browser', { 'sec-fetch-site': 'cross-site' }],
    ['a sibling domain says the browser', { 'sec-fetch-site': 'same-site' }],
    ['the origin is another', { 'sec-fetch-site': '', origin: 'https://evil.example' }],
    ['the origin is hidden', { 'sec-fetch-site': '', origin: 'null' }],
    ['nothing tells where it comes from', { 'sec-fetch-site': '' }],
  ])('is refused and never sent on: %s', async (_why, headers) => {
    const answer = await clear(headers);
    expect(answer.status).toBe(403);
    expect(answer.errors?.[0]?.extensions['code']).toBe('CSRF_REFUSED');
    expect(sent()).toEqual([]);
  });

  it.each<[string, () => Record<string, string>]>([
    ['same origin says the browser', () => ({ 'sec-fetch-site': 'same-origin' })],
    ['an old browser names our origin', () => ({ origin: `http://${host()}` })],
    ['a client that is no browser says so', () => ({ 'apollo-require-preflight': 'true' })],
  ])('is not what this is: %s', async (_why, headers) => {
    const answer = await clear({ 'sec-fetch-site': '', ...headers() });
    expect(answer.data.clearCart.__typename).toBe('Cart');
  });

  it('cannot be a form: only requests that need a preflight are read', async () => {
    const answer = await fetch(bff.url, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', cookie: browser.cookie },
      body: JSON.stringify({ query: 'mutation { clearCart { __typename } }' }),
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(sent()).toEqual([]);
  });

  it('is not a query: those change nothing, and are answered from anywhere', async () => {
    const answer = await browser.send(
      documents.pages.cartPage,
      {},
      { 'sec-fetch-site': 'cross-site' },
    );
    expect(answer.errors).toBeUndefined();
  });
});
