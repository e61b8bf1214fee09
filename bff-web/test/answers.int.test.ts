// Answers that are given again for a moment: to the same browser, and never older than what it knows.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Browser, startBff, type TestBff } from './browser.js';
import { addToCart, orderInput, placeOrder } from './documents.js';

const ANSWERS_KEPT_MS = 10_000;
const cart = '{ cartPage { cart { totalQuantity } } }';
const product = '{ productPage(slug: "lamp-2") { product { name } } }';
const orderPage = 'query ($id: ID!) { orderPage(id: $id) { order { statusText } } }';

let bff: TestBff;
let other: TestBff;
let browser: Browser;
beforeEach(async () => {
  bff = await startBff({ ANSWERS_KEPT_MS });
  const { gateway, secret, store } = bff;
  other = await startBff({ ANSWERS_KEPT_MS, gateway, secret, store });
  browser = new Browser(bff.url);
  await browser.register();
  for (const url of [bff.url, other.url])
    for (const query of [cart, product, orderPage])
      for (let time = 0; time < 3; time++) await send(query, { url, id: crypto.randomUUID() });
  bff.gateway.operations.length = 0;
});
afterEach(async () => {
  await other.close();
  await bff.close();
});

interface Sending {
  url?: string;
  id?: string;
  cookie?: string;
}

/** As the browser, without what it knows of its last change. */
async function send(query: string, { url = bff.url, id, cookie = sessionOf(browser) }: Sending) {
  const asking = new Browser(url);
  asking.cookie = cookie;
  return asking.send(query, id ? { id } : {});
}

const sessionOf = ({ cookie }: Browser): string => cookie.split('; ')[0]!;
const quantityAt = async (url: string, cookie?: string): Promise<number> =>
  (await send(cart, { url, ...(cookie && { cookie }) })).data.cartPage.cart.totalQuantity;

it('a page that was asked for a moment ago costs nothing', async () => {
  const first = await send(product, {});
  expect((await send(product, {})).body).toBe(first.body);
  expect(bff.gateway.operations).toHaveLength(1);
  await send(product, { cookie: '' });
  expect(bff.gateway.operations).toHaveLength(2);
});

it('after a change the browser sees it, at every instance', async () => {
  expect([await quantityAt(bff.url), await quantityAt(other.url)]).toEqual([0, 0]);
  await browser.send(addToCart, { input: { sku: 'lamp-2-A', quantity: 1 } });
  expect(await quantityAt(bff.url)).toBe(1);
  // The other instance knows of it by the cookie alone.
  expect(await quantityAt(other.url)).toBe(0);
  expect(await quantityAt(other.url, browser.cookie)).toBe(1);
});

it('who heard news by a stream is not answered with what was before', async () => {
  await browser.send(addToCart, { input: { sku: 'lamp-2-A', quantity: 1 } });
  const placed = await browser.send(placeOrder, { input: orderInput });
  const { id } = placed.data.placeOrder.order;
  const status = async () => (await send(orderPage, { id })).data.orderPage.order.statusText;
  const leaving = new AbortController();
  const stream = await fetch(`${bff.url}/stream`, {
    method: 'POST',
    signal: leaving.signal,
    headers: {
      accept: 'text/event-stream',
      'content-type': 'application/json',
      'sec-fetch-site': 'same-origin',
      cookie: browser.cookie,
    },
    body: JSON.stringify({
      query: 'subscription ($id: ID!) { orderProgress(id: $id) { statusText } }',
      variables: { id },
    }),
  });
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
  let told = '';
  while (!told.includes('Placed')) told += (await reader.read()).value;
  expect(await status()).toBe('Placed');
  bff.gateway.shop.setStatus(id, 'CONFIRMED');
  bff.gateway.shop.wake();
  while (!told.includes('Confirmed')) told += (await reader.read()).value;
  expect(await status()).toBe('Confirmed');
  leaving.abort();
});
