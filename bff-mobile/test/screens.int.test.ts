// Each screen is one operation on the gateway, small, and stands on what can be had.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Device, startBff, type TestBff } from './device.js';

const missing = 'unavailable { part reason }';
const cart = 'count subtotal { amount } lines { sku quantity name image available }';
const screens = {
  homeScreen: `{ homeScreen { cartCount newest { slug image price { amount currency } soldOut }
    categories { slug } ${missing} } }`,
  searchScreen: `{ searchScreen(category: "mugs", first: 3) { results { name soldOut } next ${missing} } }`,
  productScreen: `query ($slug: String! = "mug-30") {
    productScreen(slug: $slug) {
      product { name images variants { sku price { amount } available } } ${missing} } }`,
  cartScreen: `{ cartScreen { cart { ${cart} } ${missing} } }`,
  checkoutScreen: `{ checkoutScreen { count subtotal { amount } addresses { city } ${missing} } }`,
  accountScreen: `{ accountScreen { profile { name } sessions { current } ${missing} } }`,
  ordersScreen: `{ ordersScreen { orders { id status total { amount } } next ${missing} } }`,
  orderScreen: `query ($id: ID! = "none") { orderScreen(id: $id) {
    order { status payment lines { name total { amount } } timeline { type at } } ${missing} } }`,
};
const addToCart = `mutation ($sku: ID!, $quantity: Int!) {
  addToCart(input: { sku: $sku, quantity: $quantity }, density: IMAGE_3X) {
    __typename ... on Cart { ${cart} } ... on UnknownVariant { sku } } }`;
const placeOrder = `mutation {
  placeOrder(input: { idempotencyKey: "order-0001", paymentToken: "tok_ok", shippingAddress: {
    name: "Ada", line1: "Unter den Linden 1", city: "Berlin", postalCode: "10117", country: "DE" } }) {
    __typename ... on OrderPlaced { order { id status address { city } } }
    ... on OutOfStock { shortages { sku available } } } }`;

let bff: TestBff;
let device: Device;
const sent = () => bff.gateway.operations.map(({ name }) => name);

beforeEach(async () => {
  bff = await startBff();
  device = new Device(bff.url);
  await device.register();
  bff.gateway.operations.length = 0;
});
afterEach(() => bff.close());

describe('a screen costs one operation', () => {
  it.each(Object.entries(screens))('%s', async (_screen, document) => {
    const answer = await device.send(document);
    expect(answer.errors).toBeUndefined();
    expect(sent()).toHaveLength(1);
  });

  it('and a request may ask for ten of them at most', async () => {
    const all = Array.from({ length: 11 }, (_, i) => `s${i}: cartScreen { ${missing} }`);
    const answer = await device.send(`{ ${all.join(' ')} }`);
    expect(answer.errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
    await expect.poll(sent).toHaveLength(10);
  });
});

describe('the screens', () => {
  it('home counts the cart and shows what can be bought', async () => {
    await device.send(addToCart, { sku: 'mug-30-A', quantity: 3 });
    const { homeScreen } = (await device.send(screens.homeScreen)).data;
    expect(homeScreen.cartCount).toBe(3);
    expect(homeScreen.newest).toHaveLength(20);
    expect(homeScreen.newest[0]).toEqual({
      slug: 'lamp-2',
      image: '/images/lamp-2.svg',
      price: { amount: 1_100, currency: 'EUR' },
      soldOut: false,
    });
  });

  it('search says where to go on, and nothing at the end', async () => {
    const { searchScreen } = (await device.send(screens.searchScreen)).data;
    expect(searchScreen.results).toHaveLength(3);
    expect(searchScreen.next).toBe('c2');
    const all = await device.send('{ searchScreen(first: 100) { next results { soldOut } } }');
    expect(all.data.searchScreen.next).toBeNull();
    expect(all.data.searchScreen.results[0]).toEqual({ soldOut: true });
  });

  it('an order goes from the cart to the list', async () => {
    const { data } = await device.send(addToCart, { sku: 'mug-30-A', quantity: 2 });
    expect(data.addToCart.lines).toEqual([
      {
        sku: 'mug-30-A',
        quantity: 2,
        name: 'Mug 30, Size A',
        image: '/images/mug-30.svg',
        available: 29,
      },
    ]);
    const placed = (await device.send(placeOrder)).data.placeOrder;
    expect(placed).toMatchObject({ __typename: 'OrderPlaced', order: { status: 'PENDING' } });
    const { id } = placed.order;
    const { ordersScreen } = (await device.send(screens.ordersScreen)).data;
    expect(ordersScreen.orders).toEqual([{ id, status: 'PENDING', total: { amount: 8_290 } }]);
    const whole = await device.send('{ ordersScreen { orders { lines { sku quantity } } } }');
    expect(whole.data.ordersScreen.orders[0].lines).toEqual([{ sku: 'mug-30-A', quantity: 2 }]);
    const { order } = (await device.send(screens.orderScreen, { id })).data.orderScreen;
    expect(order).toMatchObject({ payment: 'NONE', timeline: [{ type: 'PLACED' }] });
    expect(sent()).toEqual([
      'AddToCart',
      'PlaceOrder',
      'OrdersScreen',
      'OrdersScreen',
      'OrderScreen',
    ]);
  });

  it('outcomes are typed: unknown variant, too little stock', async () => {
    const unknown = await device.send(addToCart, { sku: 'nothing', quantity: 1 });
    expect(unknown.data.addToCart).toEqual({ __typename: 'UnknownVariant', sku: 'nothing' });
    await device.send(addToCart, { sku: 'lamp-2-A', quantity: 2 });
    const short = await device.send(placeOrder);
    expect(short.data.placeOrder.shortages).toEqual([{ sku: 'lamp-2-A', available: 1 }]);
  });
});

describe('a part that cannot be had', () => {
  it('orders down: checkout still has the addresses', async () => {
    bff.gateway.shop.down.add('orders');
    const { checkoutScreen } = (await device.send(screens.checkoutScreen)).data;
    expect(checkoutScreen).toEqual({
      count: null,
      subtotal: null,
      addresses: [],
      unavailable: [{ part: 'CART', reason: 'SERVICE_UNAVAILABLE' }],
    });
  });

  it('inventory down: the cart’s lines stand, and what is not known is null', async () => {
    await device.send(addToCart, { sku: 'mug-30-A', quantity: 2 });
    bff.gateway.shop.down.add('inventory');
    const { cartScreen } = (await device.send(screens.cartScreen)).data;
    expect(cartScreen.cart).toMatchObject({
      count: 2,
      lines: [{ sku: 'mug-30-A', name: null, available: null }],
    });
    expect(cartScreen.unavailable).toEqual([
      { part: 'PRODUCT_DETAILS', reason: 'SERVICE_UNAVAILABLE' },
    ]);
  });

  it('a withdrawn variant has none available', async () => {
    await device.send(addToCart, { sku: 'mug-30-A', quantity: 2 });
    bff.gateway.shop.withdrawn.add('mug-30-A');
    const { cartScreen } = (await device.send(screens.cartScreen)).data;
    expect(cartScreen.cart.lines).toMatchObject([{ name: null, available: 0 }]);
    expect(cartScreen.unavailable).toEqual([]);
  });
});

describe('the gateway', () => {
  it('down: a coded error that names it, and full service when it is back', async () => {
    await bff.gateway.stop();
    const down = await device.send(screens.homeScreen);
    expect(down.errors?.[0]?.extensions).toEqual({
      code: 'SERVICE_UNAVAILABLE',
      service: 'gateway',
    });
    await bff.gateway.start();
    expect((await device.send(screens.homeScreen)).data.homeScreen.newest).toHaveLength(20);
  });

  it('late: DEADLINE_EXCEEDED', async () => {
    bff.gateway.delayMs = 4_000;
    const answer = await device.send(screens.homeScreen);
    expect(answer.errors?.[0]?.extensions['code']).toBe('DEADLINE_EXCEEDED');
  });

  it('refusing an argument: its code passes through', async () => {
    const answer = await device.send('{ searchScreen(first: 1000) { next } }');
    expect(answer.errors?.[0]?.extensions).toEqual({
      code: 'BAD_USER_INPUT',
      service: 'inventory',
    });
  });
});
