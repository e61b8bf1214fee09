/** The order's life over the gateway: what the saga promises, on whichever broker the system runs. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  addToCart,
  available,
  placeOrder,
  registerShopper,
  signIn,
  stockVariant,
  untilStatus,
} from '../support/gateway.js';
import { poll } from '../support/graphql.js';
import { mailsTo } from '../support/mailbox.js';

describe('an order', () => {
  it('is confirmed, charged once and mailed when the payment goes through', async () => {
    const sku = await stockVariant(5);
    const shopper = await registerShopper();
    await addToCart(shopper.client, sku, 2);
    const placed = await placeOrder(shopper.client);
    expect(placed.data.placeOrder).toMatchObject({
      __typename: 'PlaceOrderSuccess',
      order: { status: 'PENDING', total: { amount: 2 * 1990 + 490, currency: 'EUR' } },
    });
    const { id, number } = placed.data.placeOrder.order;
    const { data } = await untilStatus(shopper.client, id, 'CONFIRMED');
    expect(data.order.payment).toEqual({
      status: 'CAPTURED',
      captured: { amount: 2 * 1990 + 490 },
      refunded: { amount: 0 },
    });
    await poll(
      () => available(sku),
      (units) => units === 3,
    );
    await poll(
      () => mailsTo(shopper.email),
      (mails) => mails.some(({ subject }) => subject.includes(number)),
    );
  });

  it('is cancelled and its stock is back when the payment is declined', async () => {
    const sku = await stockVariant(3);
    const { client } = await registerShopper();
    await addToCart(client, sku, 3);
    const placed = await placeOrder(client, 'tok_declined');
    const { data } = await untilStatus(client, placed.data.placeOrder.order.id, 'CANCELLED');
    expect(data.order.payment).toMatchObject({ status: 'DECLINED', captured: { amount: 0 } });
    await poll(
      () => available(sku),
      (units) => units === 3,
    );
  });

  it('is refused with the shortages when there is too little stock', async () => {
    const sku = await stockVariant(2);
    const { client } = await registerShopper();
    await addToCart(client, sku, 3);
    const { data } = await placeOrder(client);
    expect(data.placeOrder).toEqual({
      __typename: 'OutOfStock',
      shortages: [{ sku, requested: 3, available: 2 }],
    });
    expect(await available(sku)).toBe(2);
  });

  it('is confirmed after a provider that fails twice', async () => {
    const sku = await stockVariant(1);
    const { client } = await registerShopper();
    await addToCart(client, sku);
    const placed = await placeOrder(client, 'tok_flaky');
    const settled = await untilStatus(client, placed.data.placeOrder.order.id, 'CONFIRMED', 60_000);
    expect(settled.data.order.payment.status).toBe('CAPTURED');
  });

  it('is never sold twice: of twelve buyers of five units, five are confirmed', async () => {
    const sku = await stockVariant(5);
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const { client } = await registerShopper();
        await addToCart(client, sku);
        const { data } = await placeOrder(client);
        if (data.placeOrder.__typename === 'OutOfStock') return 'REFUSED';
        const settled = await poll(
          () =>
            client(`query ($id: ID!) { order(id: $id) { status } }`, {
              id: data.placeOrder.order.id,
            }),
          (answer) => ['CONFIRMED', 'REJECTED'].includes(answer.data.order.status as string),
        );
        return settled.data.order.status as string;
      }),
    );
    expect(outcomes.filter((outcome) => outcome === 'CONFIRMED')).toHaveLength(5);
    expect(await available(sku)).toBe(0);
  });

  it('answers a repeated request with the same order, and refuses the key for another', async () => {
    const sku = await stockVariant(5);
    const { client } = await registerShopper();
    await addToCart(client, sku);
    const key = randomUUID();
    const [first, second] = await Promise.all([
      placeOrder(client, 'tok_ok', key),
      placeOrder(client, 'tok_ok', key),
    ]);
    expect(first.data.placeOrder.__typename).toBe('PlaceOrderSuccess');
    expect(second.data.placeOrder.order?.id).toBe(first.data.placeOrder.order.id);
    const other = await placeOrder(client, 'tok_declined', key);
    expect(other.errors?.[0]?.extensions.code).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('is shipped, delivered, returned and paid back by staff', async () => {
    const sku = await stockVariant(1);
    const { client } = await registerShopper();
    const staff = await signIn('staff@example.com');
    await addToCart(client, sku);
    const placed = await placeOrder(client);
    const orderId = placed.data.placeOrder.order.id as string;
    await untilStatus(client, orderId, 'CONFIRMED');
    const step = async (who: typeof client, name: string, input: object) => {
      const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
      const { data, errors } = await who(
        `mutation ($input: ${type}!) { ${name}(input: $input) { __typename ... on OrderSuccess { order { status } } } }`,
        { input: { orderId, ...input } },
      );
      return errors?.[0]?.extensions.code ?? data[name].order?.status ?? data[name].__typename;
    };
    expect(await step(client, 'shipOrder', {})).toBe('FORBIDDEN');
    expect(await step(staff, 'deliverOrder', {})).toBe('InvalidOrderState');
    expect(await step(staff, 'shipOrder', { trackingCode: 'X1' })).toBe('SHIPPED');
    expect(await step(client, 'cancelOrder', { reason: 'late' })).toBe('InvalidOrderState');
    expect(await step(staff, 'deliverOrder', {})).toBe('DELIVERED');
    expect(await step(client, 'requestReturn', { reason: 'too small' })).toBe('DELIVERED');
    expect(await step(staff, 'approveReturn', {})).toBe('RETURNED');
    await poll(
      () => untilStatus(client, orderId, 'RETURNED'),
      ({ data }) => data.order.payment.status === 'REFUNDED',
    );
    await poll(
      () => available(sku),
      (units) => units === 1,
    );
  });
});
