/** Domain values for tests: a sound default, and what the test is about. */
import type { CartLine } from '../src/domain/cart.js';
import type { OrderCommand, OrderState, OrderStatus, PaymentState } from '../src/domain/order.js';

export const orderId = '01890000-0000-7000-8000-000000000001';
export const buyerId = '01890000-0000-7000-8000-0000000000b1';
export const refundId = '01890000-0000-7000-8000-0000000000f1';

const captured: PaymentState = {
  status: 'CAPTURED',
  authorisedMinor: 2_490,
  capturedMinor: 2_490,
  refundedMinor: 0,
  providerRef: 'demo_1',
};

const unpaid: PaymentState = {
  status: 'NONE',
  authorisedMinor: 0,
  capturedMinor: 0,
  refundedMinor: 0,
  providerRef: null,
};

const paidStatuses: readonly OrderStatus[] = ['CONFIRMED', 'SHIPPED', 'DELIVERED', 'RETURNED'];

/** An order of 24.90 in a state, with a payment that fits the state. */
export function anOrder(overrides: Partial<OrderState> = {}): OrderState {
  const status = overrides.status ?? 'PENDING';
  const waiting = status === 'AWAITING_PAYMENT' || status === 'CANCELLED';
  return {
    id: orderId,
    number: 'TR-100001',
    buyerId,
    status,
    currency: 'EUR',
    totalMinor: 2_490,
    lines: [{ sku: 'MUG-BLUE', quantity: 2 }],
    payment: paidStatuses.includes(status)
      ? captured
      : { ...unpaid, status: waiting ? 'PENDING' : 'NONE' },
    refunds: [],
    isReturnRequested: false,
    trackingCode: null,
    ...overrides,
  };
}

export const paid = (overrides: Partial<PaymentState> = {}): PaymentState => ({
  ...captured,
  ...overrides,
});

/** One of each command. */
export const commands: { [T in OrderCommand['type']]: Extract<OrderCommand, { type: T }> } = {
  reserveStock: { type: 'reserveStock' },
  rejectStock: { type: 'rejectStock', shortages: [{ sku: 'MUG-BLUE', available: 1 }] },
  expireReservation: { type: 'expireReservation' },
  failStockCommit: { type: 'failStockCommit', refundId },
  authorisePayment: { type: 'authorisePayment', providerRef: 'demo_1', amountMinor: 2_490 },
  capturePayment: { type: 'capturePayment', providerRef: 'demo_1', amountMinor: 2_490, refundId },
  declinePayment: { type: 'declinePayment' },
  voidPayment: { type: 'voidPayment' },
  cancel: { type: 'cancel', by: 'BUYER', reason: 'Too many mugs', refundId },
  ship: { type: 'ship', trackingCode: 'PKG-1' },
  deliver: { type: 'deliver' },
  requestReturn: { type: 'requestReturn', reason: 'Chipped' },
  approveReturn: { type: 'approveReturn', restock: true, refundId },
  refund: {
    type: 'refund',
    refundId,
    amountMinor: 500,
    reason: 'Late',
    idempotencyKey: 'key-0001',
  },
  completeRefund: { type: 'completeRefund', refundId },
};

export const aLine = (overrides: Partial<CartLine> = {}): CartLine => ({
  sku: 'MUG-BLUE',
  name: 'Mug, blue',
  quantity: 1,
  unitPriceMinor: 1_000,
  currency: 'EUR',
  ...overrides,
});
