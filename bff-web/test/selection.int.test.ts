// A page asks the services for what its client selects, and for no more; staff's pages are staff's.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Browser, startBff, type TestBff } from './browser.js';
import { addToCart, orderInput, placeOrder } from './documents.js';

let bff: TestBff;
let browser: Browser;
beforeEach(async () => {
  bff = await startBff();
  browser = new Browser(bff.url);
  await browser.register();
});
afterEach(() => bff.close());

async function asked(query: string, variables: object = {}): Promise<string[]> {
  bff.gateway.shop.asked.clear();
  const answer = await browser.send(query, variables);
  expect(answer.errors).toBeUndefined();
  expect(
    Object.values(answer.data as Record<string, { unavailable?: unknown[] }>)[0],
  ).toMatchObject(query.includes('unavailable') ? { unavailable: [] } : {});
  return [...bff.gateway.shop.asked].sort();
}

describe('a page asks', () => {
  it.each([
    ['{ pageHead { viewer { name } unavailable { part } } }', ['users']],
    ['{ pageHead { viewer { cartQuantity } unavailable { part } } }', ['orders', 'users']],
    ['{ pageHead { categories { name } unavailable { part } } }', ['inventory']],
    ['{ homePage { newest { name } unavailable { part } } }', ['inventory']],
    ['{ homePage { viewer { name } unavailable { part } } }', ['users']],
    ['{ searchPage { categories { name } unavailable { part } } }', ['inventory']],
    [
      '{ cartPage { cart { totalQuantity lines { sku } } unavailable { part } } }',
      ['orders', 'users'],
    ],
    [
      '{ cartPage { cart { lines { product { name } } } unavailable { part } } }',
      ['inventory', 'orders', 'users'],
    ],
    ['{ checkoutPage { addresses { city } unavailable { part } } }', ['users']],
  ])('%s', async (query, services) => {
    await browser.send(addToCart, { input: { sku: 'lamp-2-A', quantity: 1 } });
    expect(await asked(query)).toEqual(services);
  });

  it('for the products of an order only when they are shown', async () => {
    await browser.send(addToCart, { input: { sku: 'lamp-2-A', quantity: 1 } });
    const placed = await browser.send(placeOrder, { input: orderInput });
    const { id } = placed.data.placeOrder.order;
    const page = (fields: string) =>
      `query ($id: ID!) { orderPage(id: $id) { order { ${fields} } unavailable { part } } }`;
    expect(await asked(page('status lines { name }'), { id })).toEqual(['orders']);
    expect(await asked(page('lines { picture { url } }'), { id })).toEqual(['inventory', 'orders']);
  });

  it('nothing of a part that is down and that nobody asked for', async () => {
    bff.gateway.shop.down.add('orders').add('inventory');
    expect(await asked('{ homePage { viewer { name } unavailable { part } } }')).toEqual(['users']);
  });
});

describe('what is for staff', () => {
  const fields = [
    'cataloguePage { unavailable { part } }',
    'stockBoardPage { unavailable { part } }',
    'orderDeskPage { unavailable { part } }',
    'importPage(id: "x") { unavailable { part } }',
    'dashboardPage { unavailable { part } }',
    'jobsPage { unavailable { part } }',
  ];

  it.each(fields)('%s is FORBIDDEN for a customer, and asks for a session first', async (field) => {
    const code = async (client: Browser) =>
      (await client.send(`{ ${field} }`)).errors?.[0]?.extensions['code'];
    bff.gateway.operations.length = 0;
    expect(await code(browser)).toBe('FORBIDDEN');
    expect(await code(new Browser(bff.url))).toBe('UNAUTHENTICATED');
    expect(bff.gateway.operations).toEqual([]);
  });

  it('the buyer of an order is never asked for by a customer', async () => {
    await browser.send(addToCart, { input: { sku: 'lamp-2-A', quantity: 1 } });
    const placed = await browser.send(placeOrder, { input: orderInput });
    const { data, errors } = await browser.send(
      'query ($id: ID!) { orderPage(id: $id) { order { number buyer { email } } } }',
      { id: placed.data.placeOrder.order.id },
    );
    expect(errors).toBeUndefined();
    expect(data.orderPage.order.buyer).toBeNull();
  });
});
