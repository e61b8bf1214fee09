// Each page is one operation on the gateway, and stands on what can be had.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Browser, startBff, type TestBff } from './browser.js';
import * as documents from './documents.js';

let bff: TestBff;
let browser: Browser;
const sent = () => bff.gateway.operations.map(({ name }) => name);
const add = (sku: string, quantity: number) =>
  browser.send(documents.addToCart, { input: { sku, quantity } });

beforeEach(async () => {
  bff = await startBff();
  browser = new Browser(bff.url);
  await browser.register();
});
afterEach(() => bff.close());

it.each(['br', 'gzip'])('a long page is sent as %s to who takes that', async (encoding) => {
  const query = documents.pages.homePage;
  const ask = (accepted: string) =>
    fetch(bff.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-encoding': accepted },
      body: JSON.stringify({ query }),
    });
  const [small, plain] = [await ask(encoding), await ask('identity')];
  expect(small.headers.get('content-encoding')).toBe(encoding);
  expect(plain.headers.get('content-encoding')).toBeNull();
  expect(await small.text()).toBe(await plain.text());
});

describe('a page costs one operation', () => {
  it.each(Object.entries(documents.pages))('%s', async (_page, document) => {
    bff.gateway.operations.length = 0;
    const answer = await browser.send(document, { slug: 'lamp-2', id: 'none' });
    expect(answer.errors).toBeUndefined();
    expect(sent()).toHaveLength(1);
  });

  it.each(Object.entries(documents.pages))('%s, without a session', async (page, document) => {
    bff.gateway.operations.length = 0;
    const answer = await new Browser(bff.url).send(document, { slug: 'lamp-2', id: 'none' });
    expect(answer.errors).toBeUndefined();
    // Nobody can have put anything into a cart without one.
    expect(sent()).toHaveLength(page === 'cartPage' ? 0 : 1);
  });

  it('and a request may ask for ten of them at most', async () => {
    const pages = Array.from({ length: 11 }, (_, i) => `p${i}: cartPage { unavailable { part } }`);
    bff.gateway.operations.length = 0;
    const answer = await browser.send(`{ ${pages.join(' ')} }`);
    expect(answer.errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
    await expect.poll(sent).toHaveLength(10);
  });
});

describe('the pages', () => {
  it('home has a viewer, the newest products, and shelves by category', async () => {
    await add('mug-30-A', 2);
    const { homePage } = (await browser.send(documents.pages.homePage)).data;
    expect(homePage.viewer).toEqual({ name: 'Ada Lovelace', cartQuantity: 2 });
    expect(homePage.newest).toHaveLength(12);
    expect(homePage.newest[0]).toEqual({
      slug: 'lamp-2',
      name: 'Lamp 2',
      category: { slug: 'lamps' },
      picture: { url: '/images/lamp-2.svg', alt: 'Lamp 2' },
      price: { amount: 1100, currency: 'EUR', formatted: '€11.00' },
      priceTo: { amount: 1150 },
      availability: 'LOW',
    });
    const shelves = homePage.shelves.map((shelf: { cards: unknown[] }) => shelf.cards.length);
    expect(shelves).toEqual([4, 4, 4]);
    expect(homePage.unavailable).toEqual([]);
  });

  it('search narrows, marks the category and says where to go on', async () => {
    const { searchPage } = (
      await browser.send(documents.pages.searchPage, { category: 'mugs', first: 3, inStock: true })
    ).data;
    expect(searchPage.results.cards.map((card: { name: string }) => card.name)).toEqual([
      'Mug 3',
      'Mug 6',
      'Mug 9',
    ]);
    expect(searchPage.results.totalCount).toBe(10);
    expect(searchPage.results.pageInfo).toEqual({ hasNextPage: true, endCursor: 'c2' });
    expect(searchPage.categories).toContainEqual({ slug: 'mugs', selected: true });
    expect(searchPage.categories).toContainEqual({ slug: 'lamps', selected: false });
  });

  it('a product has its variants; an unknown one is missing with a reason', async () => {
    const found = await browser.send(documents.pages.productPage, { slug: 'chair-1' });
    expect(found.data.productPage.product).toMatchObject({
      name: 'Chair 1',
      availability: 'OUT',
      variants: [
        { sku: 'chair-1-A', available: 0 },
        { sku: 'chair-1-B', available: 0 },
      ],
    });
    const missing = await browser.send(documents.pages.productPage, { slug: 'chair-99' });
    expect(missing.data.productPage).toEqual({
      product: null,
      unavailable: [{ part: 'PRODUCT', reason: 'NOT_FOUND' }],
    });
  });

  it('prices are written in the language that is asked for', async () => {
    const document = `query ($locale: String!) {
      productPage(slug: "chair-1") { product { price { formatted(locale: $locale) } } }
    }`;
    const german = await browser.send(document, { locale: 'de-DE' });
    expect(german.data.productPage.product.price.formatted).toBe('10,00\u00a0€');
    const bad = await browser.send(document, { locale: 'not a locale' });
    expect(bad.errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
  });

  it('the cart says what has changed since it was filled', async () => {
    await add('lamp-2-A', 5);
    await add('mug-30-A', 1);
    await add('mug-30-B', 1);
    bff.gateway.shop.prices.set('mug-30-A', 9_900);
    bff.gateway.shop.withdrawn.add('mug-30-B');
    const { cart, unavailable } = (await browser.send(documents.pages.cartPage)).data.cartPage;
    expect(cart.lines).toMatchObject([
      { sku: 'lamp-2-A', availability: 'LOW', product: { name: 'Lamp 2', newPrice: null } },
      { sku: 'mug-30-A', availability: 'IN_STOCK', product: { newPrice: { amount: 9_900 } } },
      { sku: 'mug-30-B', availability: 'WITHDRAWN', product: null },
    ]);
    expect(cart.totalQuantity).toBe(7);
    expect(unavailable).toEqual([]);
  });

  it('account shows who it is and this very browser', async () => {
    const { accountPage } = (await browser.send(documents.pages.accountPage)).data;
    expect(accountPage.profile).toMatchObject({ name: 'Ada Lovelace', emailVerified: false });
    expect(accountPage.sessions).toMatchObject([{ current: true }]);
  });

  it('another user’s order is not to be found', async () => {
    await add('mug-30-A', 1);
    const placed = await browser.send(documents.placeOrder, { input: documents.orderInput });
    const other = new Browser(bff.url);
    await other.register();
    const { orderPage } = (
      await other.send(documents.pages.orderPage, { id: placed.data.placeOrder.order.id })
    ).data;
    expect(orderPage).toEqual({
      order: null,
      unavailable: [{ part: 'ORDER', reason: 'NOT_FOUND' }],
    });
  });
});

describe('a part that cannot be had', () => {
  it('orders down: checkout still has the addresses', async () => {
    await browser.send(documents.saveAddress, { input: { address: documents.address } });
    bff.gateway.shop.down.add('orders');
    const { checkoutPage } = (await browser.send(documents.pages.checkoutPage)).data;
    expect(checkoutPage.addresses).toMatchObject([{ city: 'Berlin' }]);
    expect(checkoutPage.cart).toBeNull();
    expect(checkoutPage.unavailable).toEqual([
      { part: 'CART', reason: 'SERVICE_UNAVAILABLE' },
      { part: 'SHIPPING', reason: 'SERVICE_UNAVAILABLE' },
    ]);
  });

  it('inventory down: the cart still has its lines and sums', async () => {
    await add('mug-30-A', 2);
    bff.gateway.shop.down.add('inventory');
    const { cart, unavailable } = (await browser.send(documents.pages.cartPage)).data.cartPage;
    expect(cart.lines).toMatchObject([{ sku: 'mug-30-A', availability: 'UNKNOWN', product: null }]);
    expect(cart.subtotal.amount).toBe(7_800);
    expect(unavailable).toEqual([{ part: 'PRODUCT_DETAILS', reason: 'SERVICE_UNAVAILABLE' }]);
  });

  it('users down: a guest’s home still has its products', async () => {
    bff.gateway.shop.down.add('users');
    const { homePage } = (await new Browser(bff.url).send(documents.pages.homePage)).data;
    expect(homePage.newest).toHaveLength(12);
    expect(homePage.viewer).toBeNull();
    expect(homePage.unavailable).toEqual([{ part: 'VIEWER', reason: 'SERVICE_UNAVAILABLE' }]);
  });

  it('inventory down: home still knows who is looking, and says of each part that it is missing', async () => {
    bff.gateway.shop.down.add('inventory');
    const answer = await browser.send(documents.pages.homePage);
    expect(answer.errors).toBeUndefined();
    const parts = answer.data.homePage.unavailable.map(({ part }: { part: string }) => part);
    expect(parts).toEqual(['NEWEST', 'SHELVES', 'CATEGORIES']);
    expect(answer.data.homePage.viewer).toMatchObject({ name: 'Ada Lovelace', cartQuantity: 0 });
  });

  it('who has no session is told to sign in', async () => {
    const { ordersPage } = (await new Browser(bff.url).send(documents.pages.ordersPage)).data;
    expect(ordersPage).toEqual({
      orders: null,
      unavailable: [{ part: 'ORDERS', reason: 'SIGN_IN_REQUIRED' }],
    });
  });
});
