import { createLogger, startTracing, withSpan } from '@tributary/service';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createCatalogue } from '../src/quotes/catalogue.js';
import { createInventoryClient, type InventoryClient } from '../src/quotes/inventory-client.js';
import { type FakeInventory, startFakeInventory } from './fake-inventory.js';
import { customer, type Harness, startHarness, until } from './harness.js';
import { shopping } from './shopping.js';

let harness: Harness;
let shop: ReturnType<typeof shopping>;
beforeAll(async () => {
  harness = await startHarness({ quoteTimeoutMs: 200 });
  shop = shopping(harness);
});
afterAll(() => harness.close());
afterEach(() => {
  harness.inventory.delayMs = 0;
});

const priced = (amount: number, pricedAt: string) =>
  harness.deliver('VariantsPriced', {
    variants: [{ sku: 'LAMP', name: 'Lamp', price: { amount, currency: 'EUR' } }],
    pricedAt,
  });

const known = async () =>
  (await harness.owner.query('SELECT * FROM known_prices WHERE sku = $1', ['LAMP'])).rows[0];

describe('known prices', () => {
  it('are the newest that inventory announced, whatever order they come in', async () => {
    await priced(2_000, '2026-01-02T00:00:00.000Z');
    await priced(1_000, '2026-01-01T00:00:00.000Z');
    expect(await known()).toMatchObject({ amount: 2_000, withdrawn_at: null });
    expect((await known()).priced_at.toISOString()).toBe('2026-01-02T00:00:00.000Z');
    await priced(3_000, '2026-01-03T00:00:00.000Z');
    expect(await known()).toMatchObject({ amount: 3_000, name: 'Lamp' });
  });

  it('know a withdrawal that comes before the price it ends', async () => {
    const deliver = (withdrawnAt: string) =>
      harness.deliver('VariantsWithdrawn', { skus: ['SOFA'], withdrawnAt });
    await deliver('2026-02-02T00:00:00.000Z');
    await deliver('2026-02-01T00:00:00.000Z');
    const offer = (pricedAt: string) =>
      harness.deliver('VariantsPriced', {
        variants: [{ sku: 'SOFA', name: 'Sofa', price: { amount: 9_900, currency: 'EUR' } }],
        pricedAt,
      });
    await offer('2026-02-01T12:00:00.000Z');
    expect((await harness.store.knownPrices(['SOFA'])).withdrawn.has('SOFA')).toBe(true);
    await offer('2026-02-03T00:00:00.000Z');
    expect((await harness.store.knownPrices(['SOFA'])).sold.get('SOFA')).toMatchObject({
      unitPriceMinor: 9_900,
    });
  });
});

describe('while inventory does not answer in time', () => {
  it('carts and orders go on at the last known prices', async () => {
    await priced(3_000, '2026-01-03T00:00:00.000Z');
    harness.inventory.offer({ sku: 'LAMP', amount: 3_300, available: 0 });
    harness.inventory.delayMs = 1_000;
    const startedAt = Date.now();
    const { order } = await shop.order({ sku: 'LAMP' });
    expect(Date.now() - startedAt).toBeLessThan(2_000);
    expect(order).toMatchObject({ status: 'PENDING', subtotal: { amount: 3_000 } });
  });

  it('a withdrawn variant leaves the cart', async () => {
    const buyer = customer();
    harness.inventory.offer({ sku: 'CHAIR' });
    await shop.addToCart(buyer, 'CHAIR');
    harness.inventory.delayMs = 1_000;
    await harness.deliver('VariantsWithdrawn', {
      skus: ['CHAIR'],
      withdrawnAt: new Date().toISOString(),
    });
    const { data } = await shop.placeOrder(buyer);
    expect(data.placeOrder).toMatchObject({
      __typename: 'PriceChanged',
      changes: [{ sku: 'CHAIR', newPrice: null }],
    });
  });

  it('a variant nobody ever announced cannot be added, and stays orderable at its cart’s price', async () => {
    const buyer = customer();
    harness.inventory.offer({ sku: 'VASE', amount: 700 });
    await until(async () => (await shop.addToCart(buyer, 'VASE'))?.__typename === 'Cart');
    harness.inventory.delayMs = 1_000;
    const { errors } = await harness.graphql(
      'mutation { addToCart(input: { sku: "NEVER-SEEN" }) { __typename } }',
      {},
      buyer,
    );
    expect(errors?.[0]?.extensions.code).toBe('SERVICE_UNAVAILABLE');
    const { data } = await shop.placeOrder(buyer);
    expect(data.placeOrder.order.lines[0]).toMatchObject({ unitPrice: { amount: 700 } });
  });
});

describe('the call to inventory', () => {
  let inventory: FakeInventory;
  let client: InventoryClient;
  afterEach(async () => {
    client.close();
    await inventory.stop();
  });

  it('is not made while the breaker is open, and made again when inventory is back', async () => {
    inventory = await startFakeInventory();
    inventory.offer({ sku: 'MUG' });
    const { address } = inventory;
    client = createInventoryClient({
      address,
      timeoutMs: 300,
      breakAfter: 2,
      halfOpenAfterMs: 200,
    });
    await client.quote(['MUG']);
    inventory.delayMs = 2_000;
    for (let call = 0; call < 2; call++)
      await expect(client.quote(['MUG'])).rejects.toThrow(/DEADLINE_EXCEEDED|UNAVAILABLE/);
    const asked = inventory.asked.length;
    await expect(client.quote(['MUG'])).rejects.toMatchObject({ isBrokenCircuitError: true });
    expect(inventory.asked).toHaveLength(asked);
    inventory.delayMs = 0;
    await until(async () => {
      const quotes = await client.quote(['MUG']).catch(() => undefined);
      return quotes?.has('MUG') ?? false;
    });
  });

  it('fails at once when nobody listens, and recovers when somebody does', async () => {
    inventory = await startFakeInventory();
    const { address } = inventory;
    await inventory.stop();
    client = createInventoryClient({ address, timeoutMs: 500, halfOpenAfterMs: 50 });
    await expect(client.quote(['MUG'])).rejects.toThrow(/DEADLINE_EXCEEDED|UNAVAILABLE/);
    inventory = await startFakeInventory(Number(address.split(':')[1]));
    inventory.offer({ sku: 'MUG' });
    await until(async () =>
      client.quote(['MUG']).then(
        (quotes) => quotes.has('MUG'),
        () => false,
      ),
    );
  });

  it('carries the trace', async () => {
    const stopTelemetry = startTracing('orders-test');
    inventory = await startFakeInventory();
    client = createInventoryClient({ address: inventory.address, timeoutMs: 2_000 });
    const catalogue = createCatalogue(client, harness.store, createLogger('test', 'silent'));
    const traceId = await withSpan('test', async (span) => {
      await catalogue.quote(['MUG']);
      return span.spanContext().traceId;
    });
    expect(inventory.asked.at(-1)?.traceparent).toContain(traceId);
    await stopTelemetry();
  });
});
