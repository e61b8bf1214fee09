/** Every page of the shop, at both widths: looked at by axe, kept as a picture, without a fault on the console. */
import { randomUUID } from 'node:crypto';
import type { Browser, Page, Response } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import {
  checkPage,
  connectBrowser,
  openVisitor,
  runsBrowserTests,
  settle,
  signInAs,
  type Visitor,
} from '../support/browser.js';
import type { Client } from '../support/graphql.js';
import { addToCart, placeOrder, signIn, stockVariant, untilStatus } from '../support/gateway.js';

const maxScriptBytes = 120_000;

/** A variant that looks like something, with enough of it. */
async function seededSku(client: Client): Promise<string> {
  const { data } = await client(
    `{ products(first: 10, filter: { search: "teapot", inStock: true }) {
      edges { node { variants { sku stock { available } } } } } }`,
  );
  const variants = data.products.edges.flatMap(
    (edge: { node: { variants: { sku: string; stock: { available: number } }[] } }) =>
      edge.node.variants,
  ) as { sku: string; stock: { available: number } }[];
  return variants.find(({ stock }) => stock.available > 5)!.sku;
}

describe.skipIf(!runsBrowserTests)('the pages of the shop', () => {
  let browser: Browser;
  let visitor: Visitor;
  let page: Page;
  let orderId: string;
  beforeAll(async () => {
    browser = await connectBrowser();
    visitor = await openVisitor(browser);
    ({ page } = visitor);
  });
  afterAll(async () => {
    await visitor?.close();
    await browser?.close();
  });

  it('come fast: the scripts of a first visit are small', async () => {
    const scripts: Response[] = [];
    page.on('response', (response) => {
      if (response.request().resourceType() === 'script') scripts.push(response);
    });
    await page.goto('/');
    await settle(page);
    const sizes = await Promise.all(scripts.map((script) => script.request().sizes()));
    const bytes = sizes.reduce((sum, { responseBodySize }) => sum + responseBodySize, 0);
    const paintMs = await page.evaluate(
      "performance.getEntriesByName('first-contentful-paint')[0]?.startTime",
    );
    console.log(
      `First visit: ${bytes} bytes of script in ${scripts.length} files, first contentful paint after ${Math.round(Number(paintMs))} ms.`,
    );
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThan(maxScriptBytes);
  });

  it.each([
    ['home', '/', true],
    ['search', '/search?q=lamp&sort=PRICE_ASC', true],
    ['search-nothing', '/search?q=zzzzzz', false],
    ['cart-empty', '/cart', false],
    ['sign-in', '/sign-in', true],
    ['register', '/register', false],
    ['forgot-password', '/forgot-password', false],
    ['reset-password', '/reset-password?token=unknown', false],
    ['verify-email', '/verify-email?token=unknown', false],
    ['orders-signed-out', '/orders', false],
    ['not-found', '/nowhere', false],
  ] as const)('%s', async (name, path, dark) => {
    await page.goto(path);
    await checkPage(page, { name: `shop/${name}`, dark });
  });

  it('product', async () => {
    await page.goto('/search?q=mug&stock=1');
    await page
      .getByRole('main')
      .getByRole('heading', { level: 3 })
      .first()
      .getByRole('link')
      .click();
    await page.getByRole('button', { name: 'Add to cart' }).waitFor();
    await checkPage(page, { name: 'shop/product', dark: true });
  });

  it('product that is sold out', async () => {
    const sku = await stockVariant(0);
    await page.goto(`/products/${sku.toLowerCase()}`);
    await page.getByText('Sold out just now').waitFor();
    await checkPage(page, { name: 'shop/product-sold-out' });
  });

  it('cart and checkout of a guest', async () => {
    await page.goBack();
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.getByRole('link', { name: 'Cart, 1 item' }).waitFor();
    await page.goto('/cart');
    await page.getByRole('link', { name: 'To the checkout' }).waitFor();
    await checkPage(page, { name: 'shop/cart', dark: true });
    await page.goto('/checkout');
    await page.getByRole('button', { name: 'Place the order' }).click();
    await page.getByText('Street and number, please.').waitFor();
    await checkPage(page, { name: 'shop/checkout', dark: true });
  });

  it('account, orders and order', async () => {
    const client = await signIn('ada@example.com');
    await addToCart(client, await seededSku(client), 2);
    const { data } = await placeOrder(client, 'tok_ok', randomUUID());
    orderId = data.placeOrder.order.id as string;
    await untilStatus(client, orderId, 'CONFIRMED');
    await signInAs(page, 'ada@example.com');
    await checkPage(page, { name: 'shop/account' });
    await page.goto('/orders');
    await checkPage(page, { name: 'shop/orders' });
    await page.goto(`/orders/${orderId}`);
    await checkPage(page, { name: 'shop/order', dark: true });
    await page.getByRole('button', { name: 'Cancel the order' }).click();
    await checkPage(page, { name: 'shop/order-cancel' });
  });

  it('left no fault on the console, and broke no policy', () => {
    expect(inject('urls')['bff-web']).toBeTruthy();
    expect(visitor.faults).toEqual([]);
  });
});
