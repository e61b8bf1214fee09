/** A shopper's path through the storefront, as bff-web serves it, in a real browser. */
import { randomUUID } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  connectBrowser,
  openVisitor,
  runsBrowserTests,
  signInAs,
  type Visitor,
} from '../support/browser.js';
import { password, registerShopper, signIn, stockVariant } from '../support/gateway.js';

describe.skipIf(!runsBrowserTests)('a shopper in a browser', () => {
  let browser: Browser;
  let visitor: Visitor;
  let sku: string;
  beforeAll(async () => {
    [browser, sku] = await Promise.all([connectBrowser(), stockVariant(20)]);
    visitor = await openVisitor(browser);
  });
  afterAll(async () => {
    await visitor?.close();
    await browser?.close();
  });

  const fillAddress = async () => {
    const { page } = visitor;
    await page.getByLabel('Recipient').fill('Grace Hopper');
    await page.getByLabel('Street and number').fill('1 Compiler Court');
    await page.getByLabel('Town').fill('Arlington');
    await page.getByLabel('Country').selectOption('US');
    await page.getByLabel('Postal code').fill('22201');
  };

  it('finds a product while typing and puts it into the cart as a guest', async () => {
    const { page } = visitor;
    await page.goto('/');
    await page.getByRole('searchbox').pressSequentially(sku.slice(2), { delay: 2 });
    await page.waitForURL(`**/search?q=${sku.slice(2)}`);
    // Until then the page before may be there still, which has the product, too.
    await page.getByRole('heading', { level: 1, name: sku.slice(2) }).waitFor();
    await page
      .getByRole('main')
      .getByRole('link', { name: `Test ${sku}` })
      .click();
    await page.getByRole('heading', { level: 1, name: `Test ${sku}` }).waitFor();
    expect(await page.evaluate('document.activeElement.tagName')).toBe('H1');
    await page.getByRole('button', { name: 'One more' }).click();
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.getByRole('link', { name: 'Cart, 2 items' }).click();
    await page.getByText('€39.80').first().waitFor();
  });

  it('is told what is wrong with an address, orders as a guest and sees the order CONFIRMED by itself', async () => {
    const { page } = visitor;
    await page.getByRole('link', { name: 'To the checkout' }).click();
    await page.getByLabel('Your name').fill('Grace Hopper');
    await page.getByLabel('E-mail address').fill(`guest-${randomUUID()}@example.com`);
    await page.getByRole('button', { name: 'Place the order' }).click();
    await page.getByText('Street and number, please.').waitFor();
    await expect.poll(() => page.evaluate('document.activeElement.name')).toBe('name');
    await fillAddress();
    await page.getByRole('button', { name: 'Place the order' }).click();
    await page.getByRole('heading', { level: 1, name: /^Order TR-/ }).waitFor();
    const address = page.url();
    await page.getByText('Your order is confirmed').waitFor();
    expect(page.url()).toBe(address);
    await page.getByRole('link', { name: 'Cart, 0 items' }).waitFor();
  });

  it('keeps the cart of a guest who signs in', async () => {
    const { page } = visitor;
    const shopper = await registerShopper();
    await page.goto(`/products/${sku.toLowerCase()}`);
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.getByRole('link', { name: 'Cart, 1 item' }).waitFor();
    await signInAs(page, shopper.email, password);
    await page.getByRole('link', { name: 'Cart, 1 item' }).click();
    await page
      .getByRole('main')
      .getByRole('link', { name: `Test ${sku}` })
      .waitFor();
  });

  it('sees an order whose card is declined end as cancelled', async () => {
    const { page } = visitor;
    await page.getByRole('link', { name: 'To the checkout' }).click();
    await fillAddress();
    await page.getByLabel('Test card that is declined').check();
    await page.getByRole('button', { name: 'Place the order' }).click();
    await page.getByText('Your order did not go through').waitFor();
    await page.getByText('Payment declined').first().waitFor();
  });

  it('is told of shortages and new prices at the checkout, repairs them there and orders', async () => {
    const { page } = visitor;
    const scarce = await stockVariant(2);
    const staff = await signIn('staff@example.com');
    await page.goto(`/products/${scarce.toLowerCase()}`);
    await page.getByText('Only 2 left').waitFor();
    await page.getByLabel('Quantity').getByRole('textbox').fill('5');
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.getByRole('link', { name: 'Cart, 5 items' }).waitFor();
    await page.goto('/checkout');
    await page.getByRole('button', { name: 'Place the order' }).click();
    await page.getByText('2 left, you want 5').waitFor();
    await page.getByRole('button', { name: 'Take what there is' }).click();
    await page.getByRole('link', { name: 'Cart, 2 items' }).waitFor();
    await staff('mutation ($input: SetPriceInput!) { setPrice(input: $input) { __typename } }', {
      input: { sku: scarce, amount: 2490, currency: 'EUR' },
    });
    await page.getByRole('button', { name: 'Place the order' }).click();
    await page.getByText('€19.90 → €24.90').waitFor();
    await page.getByText('€49.80').first().waitFor();
    await page.getByRole('button', { name: 'Place the order' }).click();
    await page.getByText('Your order is confirmed').waitFor();
    expect(visitor.faults).toEqual([]);
  });

  it('whose answer is lost finds the one order after loading the page again', async () => {
    const { page } = visitor;
    await page.goto(`/products/${sku.toLowerCase()}`);
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.getByRole('link', { name: 'Cart, 1 item' }).waitFor();
    await page.goto('/orders');
    const orders = page.getByRole('heading', { level: 2, name: /^TR-/ });
    await orders.first().waitFor();
    const before = await orders.count();
    await page.goto('/checkout');
    await page.route('**/graphql', async (route) => {
      if (!route.request().postData()?.includes('mutation PlaceOrder')) return route.continue();
      await route.fetch();
      return route.abort();
    });
    await page.getByRole('button', { name: 'Place the order' }).click();
    await page.getByText('We do not know yet').waitFor();
    await page.unroute('**/graphql');
    await page.reload();
    await page.getByRole('heading', { level: 1, name: /^Order TR-/ }).waitFor();
    await page.goto('/orders');
    await expect.poll(() => orders.count()).toBe(before + 1);
    // The browser says that the answer was lost; nothing else went wrong.
    expect(visitor.faults.splice(0)).toEqual([expect.stringContaining('net::ERR_FAILED')]);
  });

  it('sees stock that staff receive on a page that is open', async () => {
    const { page } = visitor;
    const soldOut = await stockVariant(0);
    await page.goto(`/products/${soldOut.toLowerCase()}`);
    await page.getByRole('button', { name: 'Tell me when it is back' }).click();
    await page.getByText('We will write to you').waitFor();
    const staff = await signIn('staff@example.com');
    await staff('mutation ($input: ReceiveStockInput!) { receiveStock(input: $input) { sku } }', {
      input: { sku: soldOut, quantity: 3, reference: 'note', idempotencyKey: randomUUID() },
    });
    await page.getByText('Only 3 left').waitFor();
    await page.getByRole('button', { name: 'Add to cart' }).waitFor();
    expect(visitor.faults).toEqual([]);
  });
});
