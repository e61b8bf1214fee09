/**
 * The mobile app in Chromium, as a phone: browsing, an order, a dead zone and what was done in it, a push. One
 * person's way through it, in order: each test goes on where the one before ended.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { checkPage, runsBrowserTests, sizes } from '../support/browser.js';
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
import { openPhone, type Phone } from '../support/phone.js';

describe.skipIf(!runsBrowserTests)('the mobile app', () => {
  let phone: Phone;
  let page: Page;
  let shopper: Shopper;
  let sku: string;
  let order: { id: string; number: string };
  beforeAll(async () => {
    const opening = openPhone(inject('urls')['bff-mobile']!);
    [sku, shopper] = await Promise.all([stockVariant(50), registerShopper()]);
    await addToCart(shopper.client, sku);
    order = (await placeOrder(shopper.client)).data.placeOrder.order;
    await untilStatus(shopper.client, order.id, 'CONFIRMED');
    phone = await opening;
    page = phone.page;
  });
  afterAll(() => phone?.close());

  const tab = (name: string) =>
    page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name });
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const title = (name: string) => page.getByRole('heading', { level: 1, name });
  /** Axe and screenshots; then on as a phone. */
  const check = async (name: string, dark = false) => {
    await checkPage(page, { name: `mobile/${name}`, dark });
    await page.setViewportSize(sizes.phone);
  };

  /** Units of the variant in the cart, as the gateway knows it. */
  async function inCart(): Promise<number> {
    const { data } = await shopper.client(`{ me { cart { lines { sku quantity } } } }`);
    const lines = data.me.cart.lines as { sku: string; quantity: number }[];
    return lines.find((line) => line.sku === sku)?.quantity ?? 0;
  }

  it('can be installed', async () => {
    await page.goto('/');
    await page.getByRole('heading', { name: 'Just in' }).waitFor();
    await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
    const devTools = await phone.context.newCDPSession(page);
    const { errors } = await devTools.send('Page.getAppManifest');
    expect(errors).toEqual([]);
    const { installabilityErrors } = await devTools.send('Page.getInstallabilityErrors');
    expect(installabilityErrors).toEqual([]);
    await check('home', true);
  });

  it('signs in, and puts what was searched for into the cart', async () => {
    await tab('Account').tap();
    await page.getByRole('main').getByRole('link', { name: 'Sign in' }).tap();
    await check('sign-in');
    await page.getByLabel('E-mail address').fill(shopper.email);
    await page.getByLabel('Password').fill(password);
    await button('Sign in').tap();
    await title('Hello, Grace').waitFor();
    await tab('Search').tap();
    await page.getByRole('searchbox').fill(sku);
    await page.getByRole('link', { name: `Test ${sku}` }).waitFor();
    await check('search');
    await page.getByRole('link', { name: `Test ${sku}` }).tap();
    await button('Add to cart').waitFor();
    await check('product', true);
    await button('Add to cart').tap();
    await title('Cart').waitFor();
    await poll(inCart, (units) => units === 1);
    await check('cart');
    await tab('Account').tap();
    await page.getByText('This device').waitFor();
    await check('account');
  });

  it('opens without a network, and what is kept can be read', async () => {
    await phone.context.setOffline(true);
    await page.goto('/');
    await page.getByText('Offline. What you do is sent later.').waitFor();
    await title('Hello, Grace').waitFor();
    await page.locator('.card').first().waitFor();
    await tab('Orders').tap();
    await page.getByText(order.number).waitFor();
    await check('orders');
    await page.getByRole('link', { name: order.number }).tap();
    await page.getByText(`1 × Test ${sku}`).waitFor();
    await check('order', true);
  });

  it('shows what was done without a network, and that it waits', async () => {
    await button('Cancel this order').tap();
    await page.getByLabel('Why?').fill('Changed my mind');
    await button('Cancel it').tap();
    await tab('Cart').tap();
    await button('One more').tap();
    await button('One more').tap();
    await page.getByRole('link', { name: 'Offline. 2 changes wait' }).tap();
    await page.getByText(`Cancel ${order.number}`).waitFor();
    await page.getByText(`Have 3 × Test ${sku}`).waitFor();
    expect(await inCart()).toBe(1);
    await check('changes-waiting');
  });

  it('sends it when the network is back, and a conflict is decided on the screen', async () => {
    await addToCart(shopper.client, sku, 4);
    await page.reload();
    await page.getByText(`Have 3 × Test ${sku}`).waitFor();
    await phone.context.setOffline(false);
    await page.getByText('there are 5 in it, and there were 1').waitFor();
    await untilStatus(shopper.client, order.id, 'CANCELLED');
    await check('changes-conflict', true);
    await button('Make it 3').tap();
    await poll(inCart, (units) => units === 3);
    await page.getByText('All is sent').waitFor();
  });

  it('places an order that waited, once', async () => {
    await tab('Cart').tap();
    await page.getByRole('link', { name: 'Check out' }).tap();
    await button('Place the order').waitFor();
    await check('checkout');
    await phone.context.setOffline(true);
    const fields = {
      Name: 'Grace Hopper',
      'Street and number': 'Main Street 1',
      'Postal code': '10117',
      Town: 'Berlin',
      Country: 'DE',
    };
    for (const [label, text] of Object.entries(fields))
      await page.getByLabel(label, { exact: true }).fill(text);
    await button('Order when back online').tap();
    await page.getByText('Order what is in the cart').waitFor();
    await phone.context.setOffline(false);
    await page.getByText('All is sent').waitFor();
    await tab('Orders').tap();
    const orders = page.locator('.order-row');
    await poll(
      () => orders.count(),
      (count) => count === 2,
    );
    await orders.first().tap();
    await page.locator('.order-head').getByText('Confirmed').waitFor();
    expect(await inCart()).toBe(0);
  });

  it('shows a push, and opens its order by a tap on it', async () => {
    await tab('Home').tap();
    const news = { title: `Order ${order.number}`, body: 'It is cancelled.', orderId: order.id };
    const [worker] = phone.context.serviceWorkers();
    await worker!.evaluate(rememberShowing);
    await deliverPush(phone, news);
    await poll(() => worker!.evaluate<boolean>('globalThis.showing?.then(() => true)'), Boolean);
    const [notification] =
      await worker!.evaluate<{ title: string; body: string }[]>(shownNotifications);
    expect(notification).toEqual({ title: news.title, body: news.body });
    await worker!.evaluate(tapNotification);
    await title(news.title).waitFor();
  });

  it('says so where there is nothing, and complained of nothing on the way', async () => {
    await page.goto('/nowhere');
    await page.getByText('There is nothing here').waitFor();
    await check('not-found');
    expect(phone.faults).toEqual([]);
  });
});

async function deliverPush({ context, page }: Phone, news: object): Promise<void> {
  const devTools = await context.newCDPSession(page);
  const registrationId = new Promise<string>((resolve) =>
    devTools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      if (registrations[0]) resolve(registrations[0].registrationId);
    }),
  );
  await devTools.send('ServiceWorker.enable');
  await devTools.send('ServiceWorker.deliverPushMessage', {
    origin: new URL(page.url()).origin,
    registrationId: await registrationId,
    data: JSON.stringify(news),
  });
}

/** In the service worker: Chromium drops a notification for whose list it is asked while it is being shown. */
const rememberShowing = `void (registration.showNotification = (...given) =>
  (globalThis.showing = ServiceWorkerRegistration.prototype.showNotification.apply(registration, given)))`;

/** In the service worker. */
const shownNotifications = `registration.getNotifications().then((found) =>
  found.map(({ title, body }) => ({ title, body })))`;

/** In the service worker: nobody's finger reaches a notification in a test. */
const tapNotification = `registration.getNotifications().then(([notification]) => {
  dispatchEvent(new NotificationEvent('notificationclick', { notification }));
})`;
