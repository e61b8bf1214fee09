import { createId } from '@tributary/service';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { customer, type Harness, startHarness, until } from './harness.js';
import { address, shopping } from './shopping.js';

let harness: Harness;
let shop: ReturnType<typeof shopping>;
beforeAll(async () => {
  harness = await startHarness();
  shop = shopping(harness);
});
afterAll(() => harness.close());
beforeEach(() => {
  harness.inventory.variants.clear();
  harness.inventory.offer(
    { sku: 'MUG-BLUE', name: 'Mug, blue', amount: 1_000, available: 10 },
    { sku: 'MUG-RED', name: 'Mug, red', amount: 1_250, available: 10 },
  );
});

const ordersOf = async (buyer: { userId: string }) =>
  (await harness.owner.query('SELECT * FROM orders WHERE buyer_id = $1', [buyer.userId])).rows;

describe('placing an order', () => {
  it('orders the cart, empties it and announces it in one go', async () => {
    const buyer = customer();
    await shop.addToCart(buyer, 'MUG-BLUE', 2);
    await shop.addToCart(buyer, 'MUG-RED', 1);
    const { data } = await shop.placeOrder(buyer);
    const { order } = data.placeOrder;
    expect(order).toMatchObject({
      number: expect.stringMatching(/^TR-1\d{5}$/),
      status: 'PENDING',
      subtotal: { amount: 3_250, currency: 'EUR' },
      shipping: { amount: 490 },
      total: { amount: 3_740, currency: 'EUR' },
      buyer: { id: buyer.userId },
      shippingAddress: { name: 'Ada Lovelace', city: 'London', country: 'GB' },
      payment: { status: 'NONE', captured: { amount: 0 } },
      timeline: [{ type: 'PLACED', note: null }],
    });
    expect(order.lines).toEqual([
      {
        sku: 'MUG-BLUE',
        name: 'Mug, blue',
        quantity: 2,
        unitPrice: { amount: 1_000 },
        lineTotal: { amount: 2_000 },
        shippedQuantity: 0,
        returnedQuantity: 0,
        variant: { sku: 'MUG-BLUE' },
      },
      expect.objectContaining({ sku: 'MUG-RED', quantity: 1 }),
    ]);
    expect(Math.abs(Date.parse(order.placedAt) - Date.now())).toBeLessThan(60_000);
    const [event, ...others] = (await harness.outbox()).filter(({ key }) => key === order.id);
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      name: 'OrderPlaced',
      payload: {
        orderId: order.id,
        orderNumber: order.number,
        buyerId: buyer.userId,
        lines: [
          { sku: 'MUG-BLUE', quantity: 2 },
          { sku: 'MUG-RED', quantity: 1 },
        ],
        total: { amount: 3_740, currency: 'EUR' },
      },
    });
    expect((await shop.placeOrder(buyer)).data.placeOrder.__typename).toBe('EmptyCart');
  });

  it('tells shortages, orders nothing, and takes the same key once there is stock', async () => {
    const buyer = customer();
    const idempotencyKey = createId();
    await shop.addToCart(buyer, 'MUG-BLUE', 11);
    const short = await shop.placeOrder(buyer, { idempotencyKey });
    expect(short.data.placeOrder).toMatchObject({
      __typename: 'OutOfStock',
      shortages: [{ sku: 'MUG-BLUE', requested: 11, available: 10 }],
    });
    expect(await ordersOf(buyer)).toEqual([]);
    harness.inventory.offer({ sku: 'MUG-BLUE', available: 11 });
    const placed = await shop.placeOrder(buyer, { idempotencyKey });
    expect(placed.data.placeOrder.__typename).toBe('PlaceOrderSuccess');
  });

  it('tells changed prices, puts them into the cart, and orders at them next time', async () => {
    const buyer = customer();
    await shop.addToCart(buyer, 'MUG-BLUE', 2);
    await shop.addToCart(buyer, 'MUG-RED', 1);
    harness.inventory.offer({ sku: 'MUG-BLUE', amount: 1_500 });
    harness.inventory.variants.delete('MUG-RED');
    const changed = await shop.placeOrder(buyer);
    expect(changed.data.placeOrder).toMatchObject({
      __typename: 'PriceChanged',
      changes: [
        {
          sku: 'MUG-BLUE',
          oldPrice: { amount: 1_000 },
          newPrice: { amount: 1_500, currency: 'EUR' },
        },
        { sku: 'MUG-RED', oldPrice: { amount: 1_250 }, newPrice: null },
      ],
    });
    expect(await ordersOf(buyer)).toEqual([]);
    const { data } = await shop.placeOrder(buyer);
    expect(data.placeOrder.order.lines).toHaveLength(1);
    expect(data.placeOrder.order.subtotal.amount).toBe(3_000);
  });

  it('keeps the payment token to itself', async () => {
    const { order } = await shop.order();
    expect(JSON.stringify(order)).not.toContain('tok_ok');
    expect(JSON.stringify(await harness.outbox())).not.toContain('tok_ok');
  });
});

describe('placing an order again', () => {
  it('answers a repeated request with the same order', async () => {
    const buyer = customer();
    const input = { idempotencyKey: createId() };
    await shop.addToCart(buyer, 'MUG-BLUE');
    const first = await shop.placeOrder(buyer, input);
    await shop.addToCart(buyer, 'MUG-RED');
    const second = await shop.placeOrder(buyer, input);
    expect(second.data.placeOrder.order.id).toBe(first.data.placeOrder.order.id);
    expect(await ordersOf(buyer)).toHaveLength(1);
  });

  it('refuses the key with another address or token', async () => {
    const buyer = customer();
    const idempotencyKey = createId();
    await shop.addToCart(buyer, 'MUG-BLUE');
    await shop.placeOrder(buyer, { idempotencyKey });
    for (const other of [
      { paymentToken: 'tok_declined' },
      { shippingAddress: { ...address, city: 'Paris' } },
    ]) {
      const { errors } = await shop.placeOrder(buyer, { idempotencyKey, ...other });
      expect(errors?.[0]?.extensions.code).toBe('IDEMPOTENCY_KEY_REUSED');
    }
  });

  it('makes one order of ten simultaneous requests with one key', async () => {
    const buyer = customer();
    const input = { idempotencyKey: createId() };
    await shop.addToCart(buyer, 'MUG-BLUE');
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => shop.placeOrder(buyer, input)),
    );
    const ids = new Set(answers.map(({ data }) => data.placeOrder.order.id));
    expect(ids.size).toBe(1);
    expect(await ordersOf(buyer)).toHaveLength(1);
  });

  it('orders a cart once, however many keys it is ordered with at once', async () => {
    const buyer = customer();
    await shop.addToCart(buyer, 'MUG-BLUE');
    const answers = await Promise.all(Array.from({ length: 10 }, () => shop.placeOrder(buyer)));
    const kinds = answers.map(({ data }) => data.placeOrder.__typename as string).toSorted();
    expect(kinds).toEqual([...Array<string>(9).fill('EmptyCart'), 'PlaceOrderSuccess']);
    expect(await ordersOf(buyer)).toHaveLength(1);
  });

  it('lets two buyers use the same key', async () => {
    const input = { idempotencyKey: 'same-key-for-both' };
    for (const buyer of [customer(), customer()]) {
      await shop.addToCart(buyer, 'MUG-BLUE');
      const { data } = await shop.placeOrder(buyer, input);
      expect(data.placeOrder.order.buyer.id).toBe(buyer.userId);
    }
  });

  it('asks again when the cart changes while inventory is asked', async () => {
    const buyer = customer();
    await shop.addToCart(buyer, 'MUG-BLUE');
    const asked = harness.inventory.asked.length;
    harness.inventory.delayMs = 300;
    const placing = shop.placeOrder(buyer);
    await until(() => harness.inventory.asked.length > asked);
    harness.inventory.delayMs = 0;
    await shop.addToCart(buyer, 'MUG-RED', 3);
    const { data } = await placing;
    expect(data.placeOrder.order.lines.map(({ sku }: { sku: string }) => sku)).toEqual([
      'MUG-BLUE',
      'MUG-RED',
    ]);
    expect((await shop.placeOrder(buyer)).data.placeOrder.__typename).toBe('EmptyCart');
  });
});
