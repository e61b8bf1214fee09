// What the screens show while changes wait, before the server has said anything.
import type { CartContentsFragment, QueuedAction } from '@tributary/mobile-client';
import { describe, expect, it } from 'vitest';
import { byTime, expectedCart, waitingFor } from '../src/state/expected.js';

const cost = (amount: number) => ({ amount, currency: 'EUR' as const });
const mug = { sku: 'MUG', name: 'Mug', slug: 'mug', image: null, available: 9 };
const cart: CartContentsFragment = {
  lines: [{ ...mug, quantity: 2, total: cost(2_000) }],
  count: 2,
  subtotal: cost(2_000),
};
const changeTo = (sku: string, quantity: number): QueuedAction => ({
  id: `${sku}-${quantity}`,
  kind: 'CHANGE_CART',
  input: { sku, quantity, expectedQuantity: 0 },
});
const place: QueuedAction = {
  id: 'place',
  kind: 'PLACE_ORDER',
  input: { paymentToken: 'tok_ok', shippingAddress: {} as never },
};
const lamp = {
  sku: 'LAMP',
  name: 'Lamp',
  slug: 'lamp',
  image: null,
  available: 3,
  price: cost(500),
};
const variantOf = (sku: string) => (sku === 'LAMP' ? lamp : undefined);
const expected = (...waiting: QueuedAction[]) => expectedCart(cart, waiting, variantOf);

describe('the cart', () => {
  it('is as the server has it while nothing waits', () => {
    expect(expected()).toBe(cart);
  });

  it('shows a changed quantity at the same price each', () => {
    expect(expected(changeTo('MUG', 3))).toMatchObject({ count: 3, subtotal: cost(3_000) });
  });

  it('shows what was added with what is known of it', () => {
    const { lines, subtotal } = expected(changeTo('LAMP', 2));
    expect(lines[1]).toMatchObject({ name: 'Lamp', quantity: 2, total: cost(1_000) });
    expect(subtotal).toEqual(cost(3_000));
  });

  it('shows what nothing is known of by its SKU', () => {
    expect(expected(changeTo('X', 1)).lines[1]).toMatchObject({ name: 'X', total: cost(0) });
  });

  it('without its last line is empty', () => {
    expect(expected(changeTo('MUG', 0))).toEqual({ lines: [], count: 0, subtotal: null });
  });

  it('is empty after an order that waits, and holds what was added after that', () => {
    expect(expected(place).count).toBe(0);
    expect(expected(place, changeTo('LAMP', 1)).lines).toMatchObject([{ sku: 'LAMP' }]);
  });
});

it('an order knows that its cancelling waits', () => {
  const cancel: QueuedAction = {
    id: 'cancel',
    kind: 'CANCEL_ORDER',
    input: { orderId: 'one', reason: 'late' },
  };
  expect(waitingFor('one', [place, cancel])).toBe(cancel);
  expect(waitingFor('other', [place, cancel])).toBeUndefined();
});

it('orders stand by their time, the newest first', () => {
  const order = (id: string, placedAt: string) => ({ [id]: { id, placedAt } as never });
  const orders = {
    ...order('old', '2026-01-01T00:00:00Z'),
    ...order('new', '2026-02-01T00:00:00Z'),
  };
  expect(byTime(orders).map(({ id }) => id)).toEqual(['new', 'old']);
});
