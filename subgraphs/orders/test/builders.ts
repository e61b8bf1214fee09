/** Domain values for tests: a sound default, and what the test is about. */
import type { CartLine } from '../src/domain/cart.js';
import type {
  LineState,
  OrderCommand,
  OrderState,
  OrderStatus,
  PaymentState,
  ReturnState,
} from '../src/domain/order.js';

export const orderId = '01890000-0000-7000-8000-000000000001';
export const buyerId = '01890000-0000-7000-8000-0000000000b1';
export const refundId = '01890000-0000-7000-8000-0000000000f1';
export const shipmentId = '01890000-0000-7000-8000-0000000000a1';
export const returnId = '01890000-0000-7000-8000-0000000000e1';

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

const shippedStatuses: readonly OrderStatus[] = ['SHIPPED', 'DELIVERED', 'RETURNED'];

export const anOrderLine = (overrides: Partial<LineState> = {}): LineState => ({
  sku: 'MUG-BLUE',
  name: 'Mug, blue',
  quantity: 2,
  unitPriceMinor: 1_000,
  shippedQuantity: 0,
  returnedQuantity: 0,
  ...overrides,
});

export const aReturn = (overrides: Partial<ReturnState> = {}): ReturnState => ({
  id: returnId,
  status: 'REQUESTED',
  reason: 'Chipped',
  lines: [{ sku: 'MUG-BLUE', quantity: 2 }],
  ...overrides,
});

/** An order of 24.90 in a state, with a payment and parcels that fit the state. */
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
    lines: [
      anOrderLine({
        shippedQuantity: shippedStatuses.includes(status) ? 2 : 0,
        returnedQuantity: status === 'RETURNED' ? 2 : 0,
      }),
    ],
    shipments: shippedStatuses.includes(status)
      ? [{ id: shipmentId, isDelivered: status !== 'SHIPPED' }]
      : [],
    returns: status === 'RETURNED' ? [aReturn({ status: 'APPROVED' })] : [],
    payment: paidStatuses.includes(status)
      ? captured
      : { ...unpaid, status: waiting ? 'PENDING' : 'NONE' },
    refunds: [],
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
  ship: { type: 'ship', shipmentId, trackingCode: 'PKG-1', lines: null },
  deliver: { type: 'deliver', shipmentId: null },
  requestReturn: { type: 'requestReturn', returnId, reason: 'Chipped', lines: null },
  approveReturn: {
    type: 'approveReturn',
    returnId: null,
    restock: true,
    lines: null,
    newReturnId: '01890000-0000-7000-8000-0000000000e2',
    refundId,
  },
  rejectReturn: { type: 'rejectReturn', returnId, reason: 'Worn' },
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
