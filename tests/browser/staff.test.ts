/** Staff run the shop in a browser: stock, orders, an import, jobs; and every page of theirs is looked at. */
import { createId } from '@tributary/service';
import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  checkPage,
  connectBrowser,
  openVisitor,
  runsBrowserTests,
  signInAs,
  type Visitor,
} from '../support/browser.js';
import { publishEvent } from '../support/broken-event.js';
import {
  addToCart,
  password,
  placeOrder,
  registerShopper,
  type Shopper,
  signIn,
  stockVariant,
  untilStatus,
} from '../support/gateway.js';

const timeout = 15_000;

describe.skipIf(!runsBrowserTests)('staff in a browser', () => {
  let browser: Browser;
  let visitor: Visitor;
  let page: Page;
  let shopper: Shopper;
  let sku: string;
  let orderId: string;
  beforeAll(async () => {
    [browser, sku, shopper] = await Promise.all([
      connectBrowser(),
      stockVariant(5),
      registerShopper(),
    ]);
    await addToCart(shopper.client, sku, 3);
    const { data } = await placeOrder(shopper.client);
    orderId = data.placeOrder.order.id as string;
    visitor = await openVisitor(browser);
    ({ page } = visitor);
    await signInAs(page, 'staff@example.com');
    await untilStatus(shopper.client, orderId, 'CONFIRMED');
  });
  afterAll(async () => {
    await visitor?.close();
    await browser?.close();
  });

  const main = () => page.getByRole('main');
  const section = (name: string) =>
    page.getByRole('navigation', { name: 'Staff desk' }).getByRole('link', { name });
  const dialog = () => page.getByRole('dialog');

  /** As the shopper does it, on the order's page. */
  const sendBack = async (units: number, reason: string) => {
    const other = await openVisitor(browser);
    await signInAs(other.page, shopper.email, password);
    await other.page.goto(`/orders/${orderId}`);
    await other.page.getByRole('button', { name: 'Send something back' }).click();
    const asked = other.page.getByRole('dialog');
    await asked.getByLabel('What is wrong with it?').fill(reason);
    await asked.getByRole('button', { name: 'Ask to send it back' }).click();
    await asked.getByText('Choose at least one thing.').waitFor();
    for (let unit = 0; unit < units; unit++)
      await asked.getByRole('button', { name: 'One more' }).click();
    expect(await asked.getByText('Choose at least one thing.').count()).toBe(0);
    await checkPage(other.page, { name: 'order-return' });
    await asked.getByRole('button', { name: 'Ask to send it back' }).click();
    await asked.waitFor({ state: 'detached' });
    expect(other.faults).toEqual([]);
    await other.close();
  };

  it('receive stock, and the product page that a shopper has open changes by itself', async () => {
    const scarce = await stockVariant(1);
    const other = await openVisitor(browser);
    await other.page.goto(`/products/${scarce.toLowerCase()}`);
    await other.page.getByText('Only 1 left').first().waitFor();

    await page.getByRole('link', { name: 'Staff desk' }).click();
    await section('Stock').click();
    await main().getByLabel('Search').fill(scarce);
    await main()
      .getByRole('button', { name: `Receive ${scarce}` })
      .waitFor();
    await main().getByRole('row').nth(2).waitFor({ state: 'detached' });
    await checkPage(page, { name: 'staff/stock', dark: true });
    await main()
      .getByRole('button', { name: `Receive ${scarce}` })
      .click();
    await dialog().getByLabel('Units').fill('7');
    await dialog().getByLabel('Reference').fill('Delivery note 7');
    await checkPage(page, { name: 'staff/stock-receive' });
    await dialog().getByRole('button', { name: 'Receive' }).click();
    await dialog().waitFor({ state: 'detached' });
    await main().getByRole('cell', { name: '8', exact: true }).first().waitFor();
    await other.page.getByText('In stock').first().waitFor();
    expect(other.faults).toEqual([]);
    await other.close();

    await main()
      .getByRole('button', { name: `Count ${scarce}` })
      .click();
    await dialog().getByLabel('Units on the shelf').fill('6');
    await dialog().getByLabel('Reason').fill('Two are chipped');
    await dialog().getByRole('button', { name: 'Correct' }).click();
    await dialog().waitFor({ state: 'detached' });
    await main()
      .getByRole('button', { name: `Ledger ${scarce}` })
      .click();
    await dialog().getByText('Two are chipped').waitFor();
    await checkPage(page, { name: 'staff/stock-ledger' });
    await page.keyboard.press('Escape');

    // Somebody else receives some, too.
    const colleague = await signIn('staff@example.com');
    const delivery = { quantity: 4, reference: 'test', idempotencyKey: randomUUID() };
    await colleague(
      `mutation ($input: ReceiveStockInput!) { receiveStock(input: $input) { sku } }`,
      { input: { sku: scarce, ...delivery } },
    );
    await main().getByRole('cell', { name: '10', exact: true }).first().waitFor();
  });

  it('find an order by its buyer, ship it in parts and pay a part back', async () => {
    await section('Orders').click();
    await main().getByLabel('Search').fill(shopper.email);
    await main().getByRole('row').nth(2).waitFor({ state: 'detached' });
    await checkPage(page, { name: 'staff/orders' });
    await main().getByRole('link', { name: /^TR-/ }).click();
    await page.getByRole('button', { name: 'Ship…' }).click();
    await dialog().getByRole('spinbutton').fill('2');
    await dialog().getByLabel('Tracking code').fill('DHL 42');
    await checkPage(page, { name: 'staff/order-ship' });
    await dialog().getByRole('button', { name: 'Ship' }).click();
    await main().getByText('DHL 42').first().waitFor();
    await page.getByRole('button', { name: 'Ship…' }).click();
    await dialog().getByRole('button', { name: 'Ship' }).click();
    await page.getByRole('button', { name: 'Ship…' }).waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Refund…' }).click();
    await dialog().getByLabel('Amount in EUR').fill('1000');
    await dialog().getByLabel('Reason').fill('A scratch');
    await dialog().getByRole('button', { name: 'Pay back' }).click();
    await dialog().getByRole('alert').waitFor();
    await dialog().getByLabel('Amount in EUR').fill('5.50');
    await dialog().getByRole('button', { name: 'Pay back' }).click();
    await dialog().waitFor({ state: 'detached' });
    // The provider is asked in the background; the page hears of it.
    await main().getByRole('definition').filter({ hasText: '€5.50' }).waitFor();
  });

  it('see at once what a shopper asks to send back, take a part of it back and write it off', async () => {
    for (const parcel of [1, 0]) {
      await main().getByRole('button', { name: 'It has arrived' }).first().click();
      await expect
        .poll(() => main().getByRole('button', { name: 'It has arrived' }).count(), { timeout })
        .toBe(parcel);
    }
    await sendBack(2, 'Too blue');
    // The page hears of it by itself.
    await main().getByText('Too blue').first().waitFor();
    await checkPage(page, { name: 'staff/order', dark: true });
    await main().getByRole('button', { name: 'Take back…' }).click();
    await dialog().getByRole('spinbutton').fill('1');
    await dialog().getByLabel('Cannot be sold again').check();
    await checkPage(page, { name: 'staff/order-return' });
    await dialog().getByRole('button', { name: 'Take back' }).click();
    await main().getByText('written off').first().waitFor();
    await main().getByRole('button', { name: 'Refuse…' }).click();
    await dialog().getByLabel('Reason').fill('Worn');
    await dialog().getByRole('button', { name: 'Refuse' }).click();
    await main().getByText('Worn').first().waitFor();
  });

  it('import a table, with progress and the rows that were refused', async () => {
    await section('Catalogue').click();
    await main().getByLabel('Category').selectOption({ index: 1 });
    await expect.poll(() => page.url(), { timeout }).toContain('category=');
    const category = new URL(page.url()).searchParams.get('category')!;
    await checkPage(page, { name: 'staff/catalogue' });
    await main().getByRole('link', { name: 'Import a file' }).click();
    await main().getByLabel('File').setInputFiles(aFile('broken.csv', 'slug,name\nonly,two'));
    await main().getByRole('button', { name: 'Import' }).click();
    await main().getByText('its head lacks description').waitFor();
    await checkPage(page, { name: 'staff/import' });
    const large = aFile('large.csv', 'x'.repeat(900_001));
    await main().getByLabel('File').setInputFiles(large);
    await main().getByRole('button', { name: 'Import' }).click();
    await main().getByText('901 kB').waitFor();
    await main()
      .getByLabel('File')
      .setInputFiles(aFile('new.csv', aTable(category, 250)));
    await main().getByRole('button', { name: 'Import' }).click();
    await main().getByRole('progressbar').waitFor();
    await main().getByText('251 of 251 lines').waitFor();
    await main().getByText('no category "nowhere"').waitFor();
    await checkPage(page, { name: 'staff/import-done' });
  });

  it('add a product, change it and withdraw its variant', async () => {
    const name = `Kettle ${randomUUID().slice(0, 8)}`;
    const slug = name.toLowerCase().replace(' ', '-');
    await page.goto('/staff/catalogue/new');
    await main().getByLabel('Name', { exact: true }).fill(name);
    await main().getByLabel('Name in addresses').fill(slug);
    await main().getByLabel('SKU').fill(slug.toUpperCase());
    await main().getByLabel('Variant', { exact: true }).fill('Steel');
    await main().getByLabel('Price').fill('cheap');
    await main().getByRole('button', { name: 'Add to the catalogue' }).click();
    await main().getByText('A price looks like 19.90.').waitFor();
    await checkPage(page, { name: 'staff/new-product' });
    await main().getByLabel('Price').fill('49.90');
    await main().getByRole('button', { name: 'Add to the catalogue' }).click();
    await main()
      .getByRole('button', { name: `Edit ${name}` })
      .click();
    await dialog().getByLabel('Description').fill('It whistles.');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await dialog().waitFor({ state: 'detached' });
    await main()
      .getByRole('button', { name: `Variants of ${name}` })
      .click();
    await dialog().getByRole('button', { name: 'Withdraw' }).click();
    await dialog().getByRole('button', { name: 'For good?' }).click();
    await dialog().getByText('Withdrawn').waitFor();
    await checkPage(page, { name: 'staff/variants' });
    await page.keyboard.press('Escape');
  });

  it('see what was given up, and send it again', async () => {
    const id = createId();
    await publishEvent('users', { id, name: 'OrderShipped', payload: { nothing: true } });
    await section('Jobs').click();
    const again = main()
      .getByRole('row', { name: /^OrderShipped/ })
      .getByRole('button', { name: 'Send again' });
    // On a busy machine the queues may take too long to answer; then the part is missing, and asked for again.
    const untilShown = async () => {
      await expect
        .poll(
          async () => {
            if ((await again.count()) === 0)
              await main().getByRole('button', { name: 'Look again' }).click();
            return again.count();
          },
          { timeout, interval: 500 },
        )
        .toBe(1);
    };
    await untilShown();
    await checkPage(page, { name: 'staff/jobs' });
    await untilShown();
    await again.click();
    await page.getByText('OrderShipped is in its queue again.').waitFor();
  });

  it('have figures of sales and stock', async () => {
    await section('Dashboard').click();
    await main().locator('.recharts-surface').nth(1).waitFor();
    await main().getByText('As a table').first().click();
    await checkPage(page, { name: 'staff/dashboard', dark: true });
    const today = main().getByRole('table', { name: 'Sales by day' }).getByRole('row').nth(1);
    expect(await today.innerText()).toMatch(/€/);
  });

  it('are alone at their desk, and left no fault on the console', async () => {
    const customer = await openVisitor(browser);
    await customer.page.goto('/staff/orders');
    await customer.page.getByText('Please sign in with a staff account.').waitFor();
    await signInAs(customer.page, 'ada@example.com');
    await customer.page.goto('/staff/stock');
    await customer.page.getByText('Your account is a customer’s.').waitFor();
    await checkPage(customer.page, { name: 'staff/for-staff-only' });
    expect([...customer.faults, ...visitor.faults]).toEqual([]);
    await customer.close();
  });
});

const aFile = (name: string, text: string) => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(text),
});

/** So many products, and one that no category takes. */
function aTable(category: string, products: number): string {
  const tag = randomUUID().slice(0, 8);
  const row = (index: number, kind: string) =>
    `i-${tag}-${index},Imported ${index},From a table.,${kind},I-${tag}-${index},One,1990,EUR`;
  return [
    'slug,name,description,category,sku,variant,amount,currency',
    ...Array.from({ length: products - 1 }, (_, index) => row(index, category)),
    row(products, 'nowhere'),
  ].join('\n');
}
