// The mobile app in Chromium, as a phone: browsing, an order, a dead zone with what was done in it, pushes. One person's
// way through it, in order: each test goes on where the one before ended.
import { inject } from 'vitest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import {
  addToCart,
  password,
  placeOrder,
  registerShopper,
  type Shopper,
  stockVariant,
  untilStatus,
} from '../support/gateway.js';
import { poll } from '../support/graphql.js';
import {
  desktopSize,
  findViolations,
  keepScreenshot,
  openPhone,
  type Phone,
  phoneSize,
} from './phone.js';

let phone: Phone;
let page: Page;
let shopper: Shopper;
let sku: string;
let order: { id: string; number: string };

const slug = () => sku.toLowerCase();
const tab = (name: string) =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name });
const title = (name: string | RegExp) => page.getByRole('heading', { level: 1, name });

beforeAll(async () => {
  [sku, shopper] = await Promise.all([stockVariant(50), registerShopper()]);
  await addToCart(shopper.client, sku);
  const placed = await placeOrder(shopper.client);
  order = placed.data.placeOrder.order;
  await untilStatus(shopper.client, order.id, 'CONFIRMED');
  phone = await openPhone(inject('urls')['bff-mobile']!);
  page = phone.page;
});
afterAll(() => phone?.close());

/** Units of the variant in the cart, as the gateway knows it. */
async function inCart(): Promise<number> {
  const { data } = await shopper.client(`{ me { cart { lines { sku quantity } } } }`);
  const lines = data.me.cart.lines as { sku: string; quantity: number }[];
  return lines.find((line) => line.sku === sku)?.quantity ?? 0;
}

describe('the app', () => {
  it('can be installed', async () => {
    await page.goto('/');
    await page.getByRole('heading', { name: 'Just in' }).waitFor();
    await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
    const devTools = await phone.context.newCDPSession(page);
    const { errors } = await devTools.send('Page.getAppManifest');
    expect(errors).toEqual([]);
    const { installabilityErrors } = await devTools.send('Page.getInstallabilityErrors');
    expect(installabilityErrors).toEqual([]);
  });

  it('signs in, and puts what was searched for into the cart', async () => {
    await tab('Account').tap();
    await page.getByRole('main').getByRole('link', { name: 'Sign in' }).tap();
    await page.getByLabel('E-mail address').fill(shopper.email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).tap();
    await title('Hello, Grace').waitFor();
    await tab('Search').tap();
    await page.getByRole('searchbox').fill(sku);
    await page.getByRole('link', { name: `Test ${sku}` }).tap();
    await page.getByRole('button', { name: 'Add to cart' }).tap();
    await title('Cart').waitFor();
    await poll(inCart, (units) => units === 1);
  });
});

describe('without a network', () => {
  it('it opens, and what is kept can be read', async () => {
    await phone.context.setOffline(true);
    await page.goto('/');
    await page.getByText('Offline. What you do is sent later.').waitFor();
    await title('Hello, Grace').waitFor();
    expect(await page.locator('.card').count()).toBeGreaterThan(0);
    await tab('Orders').tap();
    await page.getByRole('link', { name: order.number }).tap();
    await page.getByText(`1 × Test ${sku}`).waitFor();
  });

  it('what is done waits, and is seen to wait', async () => {
    await page.getByRole('button', { name: 'Cancel this order' }).tap();
    await page.getByLabel('Why?').fill('Changed my mind');
    await page.getByRole('button', { name: 'Cancel it' }).tap();
    await tab('Cart').tap();
    await page.getByRole('button', { name: 'One more' }).tap();
    await page.getByRole('button', { name: 'One more' }).tap();
    await page.getByRole('link', { name: 'Offline. 2 changes wait' }).tap();
    await page.getByText(`Cancel ${order.number}`).waitFor();
    await page.getByText(`Have 3 × Test ${sku}`, { exact: false }).waitFor();
    expect(await inCart()).toBe(1);
    await keepScreenshot(page, 'changes-waiting');
    expect(await findViolations(page)).toEqual([]);
  });

  it('it is sent when the network is back, and a conflict is decided on the screen', async () => {
    await addToCart(shopper.client, sku, 4);
    await page.reload();
    await title('Changes').waitFor();
    await phone.context.setOffline(false);
    await page.getByText('there are 5 in it, and there were 1').waitFor();
    await untilStatus(shopper.client, order.id, 'CANCELLED');
    await keepScreenshot(page, 'changes-conflict');
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Make it 3' }).tap();
    await poll(inCart, (units) => units === 3);
    await page.getByText('All is sent').waitFor();
  });

  it('an order waits, too, and is placed later', async () => {
    await tab('Cart').tap();
    await page.getByRole('link', { name: 'Check out' }).tap();
    await page.getByRole('button', { name: 'Place the order' }).waitFor();
    await phone.context.setOffline(true);
    const fields = {
      Name: 'Grace',
      'Street and number': 'Main 1',
      'Postal code': '10117',
      Town: 'Berlin',
      Country: 'DE',
    };
    for (const [label, text] of Object.entries(fields))
      await page.getByLabel(label, { exact: true }).fill(text);
    await page.getByRole('button', { name: 'Order when back online' }).tap();
    await page.getByText('Order what is in the cart').waitFor();
    await phone.context.setOffline(false);
    await tab('Orders').tap();
    const orders = page.locator('.order-row');
    await poll(
      () => orders.count(),
      (count) => count === 2,
    );
    await orders.first().tap();
    await page.getByRole('main').getByText('Confirmed').first().waitFor();
    expect(await inCart()).toBe(0);
  });
});

describe('a push', () => {
  it('is shown, and a click on it opens its order', async () => {
    await tab('Home').tap();
    const devTools = await phone.context.newCDPSession(page);
    const registrationId = new Promise<string>((resolve) =>
      devTools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        if (registrations[0]) resolve(registrations[0].registrationId);
      }),
    );
    await devTools.send('ServiceWorker.enable');
    const news = { title: `Order ${order.number}`, body: 'It is cancelled.', orderId: order.id };
    await devTools.send('ServiceWorker.deliverPushMessage', {
      origin: new URL(page.url()).origin,
      registrationId: await registrationId,
      data: JSON.stringify(news),
    });
    const [worker] = phone.context.serviceWorkers();
    const shown = () => worker!.evaluate<Shown[]>(shownNotifications);
    const [notification] = await poll(shown, (found) => found.length > 0);
    expect(notification).toEqual({ title: news.title, body: news.body });
    await worker!.evaluate(clickNotification);
    await title(news.title).waitFor();
  });
});

interface Shown {
  title: string;
  body: string;
}

/** In the service worker. */
const shownNotifications = `registration.getNotifications().then((found) =>
  found.map(({ title, body }) => ({ title, body })))`;

/** In the service worker: nobody's finger reaches a notification in a test. */
const clickNotification = `registration.getNotifications().then(([notification]) => {
  dispatchEvent(new NotificationEvent('notificationclick', { notification }));
})`;

describe('each screen', () => {
  it.each([
    ['home', '/', 'Just in'],
    ['search', '/search', 'In stock'],
    ['product', () => `/products/${slug()}`, 'Add to cart'],
    ['cart', '/cart', 'Nothing in it yet'],
    ['orders', '/orders', 'Older orders'],
    ['order', () => `/orders/${order.id}`, 'What you bought'],
    ['account', '/account', 'This device'],
    ['changes', '/changes', 'All is sent'],
    ['not-found', '/nowhere', 'There is nothing here'],
  ])(
    '%s is accessible, on a phone and on a desk, by day and by night',
    async (name, path, text) => {
      await page.goto(typeof path === 'string' ? path : path());
      await page.getByText(text).first().waitFor();
      await page.waitForLoadState('networkidle');
      for (const [place, size] of [
        ['phone', phoneSize],
        ['desktop', desktopSize],
      ] as const) {
        await page.setViewportSize(size);
        await keepScreenshot(page, `${name}-${place}`);
        expect(await findViolations(page)).toEqual([]);
      }
      await page.setViewportSize(phoneSize);
      await page.emulateMedia({ colorScheme: 'dark' });
      await keepScreenshot(page, `${name}-dark`);
      expect(await findViolations(page)).toEqual([]);
      await page.emulateMedia({ colorScheme: 'light' });
    },
  );

  it('complains of nothing', () => {
    expect(phone.complaints).toEqual([]);
  });
});
