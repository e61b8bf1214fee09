/** An order's life in words: what happened, what is still to come, what may be offered. */
import type { OrderDetailsFragment } from '../generated/operations.js';
import type {
  OrderStatus,
  ResolversParentTypes,
  ReturnStatus,
  StepState,
} from '../generated/resolvers.js';

type Timeline = NonNullable<OrderDetailsFragment['timeline']>;
type PaymentStatus = OrderDetailsFragment['payment']['status'];

export const statusTexts: Record<OrderStatus, string> = {
  PENDING: 'Placed',
  AWAITING_PAYMENT: 'Awaiting payment',
  CONFIRMED: 'Confirmed',
  SHIPPED: 'On its way',
  DELIVERED: 'Delivered',
  REJECTED: 'Not enough in stock',
  CANCELLED: 'Cancelled',
  RETURNED: 'Returned',
};

export const paymentTexts: Record<PaymentStatus, string> = {
  NONE: 'Nothing charged yet',
  PENDING: 'Payment under way',
  AUTHORISED: 'Amount held',
  CAPTURED: 'Paid',
  DECLINED: 'Payment declined',
  VOIDED: 'Nothing was charged',
  PARTIALLY_REFUNDED: 'Paid back in part',
  REFUNDED: 'Paid back',
};

export const returnTexts: Record<ReturnStatus, string> = {
  REQUESTED: 'Asked for',
  APPROVED: 'Taken back',
  REJECTED: 'Not taken back',
};

/** Words for what happened; anything else is shown as the graph calls it. */
const eventTexts: Record<string, string> = {
  PLACED: 'Order placed',
  STOCK_RESERVED: 'Items set aside',
  STOCK_REJECTED: 'Not enough in stock',
  PAYMENT_AUTHORISED: 'Payment approved',
  PAYMENT_CAPTURED: 'Payment taken',
  PAYMENT_DECLINED: 'Payment declined',
  PAYMENT_VOIDED: 'Amount released',
  RESERVATION_EXPIRED: 'Items no longer set aside',
  STOCK_COMMIT_FAILED: 'Items sold out',
  CONFIRMED: 'Order confirmed',
  PARTLY_SHIPPED: 'A parcel is on its way',
  SHIPPED: 'On its way',
  PARTLY_DELIVERED: 'A parcel was delivered',
  DELIVERED: 'Delivered',
  CANCELLED: 'Order cancelled',
  REJECTED: 'Order refused',
  RETURN_REQUESTED: 'Return asked for',
  RETURN_REJECTED: 'Return declined',
  PARTLY_RETURNED: 'Returned in part',
  RETURNED: 'Returned',
  REFUND_REQUESTED: 'Refund under way',
  REFUNDED: 'Paid back',
};

const stillToCome: Partial<Record<OrderStatus, readonly string[]>> = {
  PENDING: ['Items set aside', 'Order confirmed', 'On its way', 'Delivered'],
  AWAITING_PAYMENT: ['Order confirmed', 'On its way', 'Delivered'],
  CONFIRMED: ['On its way', 'Delivered'],
  SHIPPED: ['Delivered'],
};

export function toSteps(
  status: OrderStatus,
  timeline: Timeline,
): ResolversParentTypes['OrderStep'][] {
  const done = timeline.map(({ at, type, note }) => ({
    text: eventTexts[type] ?? toSentence(type),
    state: 'DONE' as const,
    at,
    note,
  }));
  const ahead = (stillToCome[status] ?? []).map((text, index) => ({
    text,
    state: (index === 0 ? 'NEXT' : 'LATER') satisfies StepState as StepState,
  }));
  return [...done, ...ahead];
}

/** `PARCEL_LOST` -> `Parcel lost`. */
function toSentence(type: string): string {
  const words = type.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const canCancel = (status: OrderStatus): boolean =>
  status === 'PENDING' || status === 'AWAITING_PAYMENT' || status === 'CONFIRMED';
