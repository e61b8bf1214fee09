/** What an order is, what can happen to it, and what a decision about it says. Shapes only. */
import type { Currency, EventName, EventPayload } from '@tributary/contracts';

export const orderStatuses = [
  'PENDING',
  'AWAITING_PAYMENT',
  'CONFIRMED',
  'SHIPPED',
  'DELIVERED',
  'REJECTED',
  'CANCELLED',
  'RETURNED',
] as const;
export type OrderStatus = (typeof orderStatuses)[number];

export const paymentStatuses = [
  'NONE',
  'PENDING',
  'AUTHORISED',
  'CAPTURED',
  'DECLINED',
  'VOIDED',
  'PARTIALLY_REFUNDED',
  'REFUNDED',
] as const;
export type PaymentStatus = (typeof paymentStatuses)[number];

export interface PaymentState {
  status: PaymentStatus;
  authorisedMinor: number;
  capturedMinor: number;
  refundedMinor: number;
  /** The provider's name for the payment. */
  providerRef: string | null;
}

export interface RefundState {
  id: string;
  amountMinor: number;
  isDone: boolean;
}

export interface OrderState {
  id: string;
  number: string;
  /** Null once the buyer's account is closed. */
  buyerId: string | null;
  status: OrderStatus;
  currency: Currency;
  totalMinor: number;
  lines: readonly { sku: string; quantity: number }[];
  payment: PaymentState;
  /** All refunds, those only asked for included. */
  refunds: readonly RefundState[];
  isReturnRequested: boolean;
  trackingCode: string | null;
}

/** What people ask for and what other services report. `refundId` is used if a refund comes of it. */
export type OrderCommand =
  | { type: 'reserveStock' }
  | { type: 'rejectStock'; shortages: readonly { sku: string; available: number }[] }
  | { type: 'expireReservation' }
  | { type: 'failStockCommit'; refundId: string }
  | { type: 'authorisePayment'; providerRef: string; amountMinor: number }
  | { type: 'capturePayment'; providerRef: string; amountMinor: number; refundId: string }
  | { type: 'declinePayment' }
  | { type: 'voidPayment' }
  | { type: 'cancel'; by: 'BUYER' | 'STAFF'; reason: string; refundId: string }
  | { type: 'ship'; trackingCode: string | null }
  | { type: 'deliver' }
  | { type: 'requestReturn'; reason: string }
  | { type: 'approveReturn'; restock: boolean; refundId: string }
  | {
      type: 'refund';
      refundId: string;
      amountMinor: number;
      reason: string;
      idempotencyKey: string;
    }
  | { type: 'completeRefund'; refundId: string };

export type CommandType = OrderCommand['type'];
export type CommandOf<T extends CommandType> = Extract<OrderCommand, { type: T }>;

export interface NewRefund {
  id: string;
  amountMinor: number;
  reason: string;
  /** The caller's; null for refunds that the saga makes. */
  idempotencyKey: string | null;
}

/** What to write. A field that is absent stays as it is. */
export interface OrderChanges {
  status?: OrderStatus;
  payment?: Partial<PaymentState>;
  newRefund?: NewRefund;
  /** Id of the refund that the provider has paid back. */
  doneRefundId?: string;
  isReturnRequested?: true;
  trackingCode?: string | null;
}

export interface TimelineNote {
  type: string;
  note: string | null;
}

/** An event before it has an id and a time. */
export type NewEvent = {
  [N in EventName]: { name: N; key: string; payload: EventPayload<N> };
}[EventName];

export type Refusal =
  | { kind: 'INVALID_STATE'; status: OrderStatus }
  | { kind: 'REFUND_TOO_LARGE'; refundableMinor: number };

export interface Change {
  outcome: 'CHANGED';
  changes: OrderChanges;
  timeline: TimelineNote[];
  events: NewEvent[];
}

export type Decision =
  | Change
  /** Old news, or a repetition: nothing to do, and nothing wrong. */
  | { outcome: 'IGNORED' }
  | { outcome: 'REFUSED'; refusal: Refusal };

/** What could still be paid back: captured minus all refunds, those only asked for included. */
export function refundableMinor(order: Pick<OrderState, 'payment' | 'refunds'>): number {
  const asked = order.refunds.reduce((sum, refund) => sum + refund.amountMinor, 0);
  return Math.max(0, order.payment.capturedMinor - asked);
}

/** The token is of use only while the payment can still be asked for. */
export const needsPaymentToken = (status: OrderStatus): boolean =>
  status === 'PENDING' || status === 'AWAITING_PAYMENT';

/** The order as it is once `changes` are written. */
export function applyChanges(order: OrderState, changes: OrderChanges): OrderState {
  const { newRefund, doneRefundId } = changes;
  const refunds = order.refunds.map((refund) =>
    refund.id === doneRefundId ? { ...refund, isDone: true } : refund,
  );
  if (newRefund)
    refunds.push({ id: newRefund.id, amountMinor: newRefund.amountMinor, isDone: false });
  return {
    ...order,
    status: changes.status ?? order.status,
    payment: { ...order.payment, ...changes.payment },
    refunds,
    isReturnRequested: changes.isReturnRequested ?? order.isReturnRequested,
    trackingCode: changes.trackingCode ?? order.trackingCode,
  };
}
