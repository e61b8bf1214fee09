/** What an order is, what can happen to it, and what a decision about it says. Shapes only. */
import type { Currency, EventName, EventPayload } from '@tributary/contracts';
import type { TimelineType } from './timeline.js';

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

/** Units of one SKU. A list of them has each SKU once. */
export interface Units {
  sku: string;
  /** Above 0. */
  quantity: number;
}

/** An order has each SKU in one line. At any time 0 <= returned <= shipped <= quantity. */
export interface LineState extends Units {
  name: string;
  unitPriceMinor: number;
  shippedQuantity: number;
  returnedQuantity: number;
}

export interface ShipmentState {
  id: string;
  isDelivered: boolean;
}

export const returnStatuses = ['REQUESTED', 'APPROVED', 'REJECTED'] as const;
export type ReturnStatus = (typeof returnStatuses)[number];

/** Units that share one fate. */
export interface ReturnState {
  id: string;
  status: ReturnStatus;
  reason: string;
  lines: readonly Units[];
}

export interface OrderState {
  id: string;
  number: string;
  /** Null once the buyer's account is closed. */
  buyerId: string | null;
  status: OrderStatus;
  currency: Currency;
  totalMinor: number;
  lines: readonly LineState[];
  /** Parcels that have left, the oldest first. */
  shipments: readonly ShipmentState[];
  /** What the buyer asked to send back, the oldest first. */
  returns: readonly ReturnState[];
  payment: PaymentState;
  /** All refunds, those only asked for included. */
  refunds: readonly RefundState[];
}

/**
 * What people ask for and what other services report. Ids are used if something comes of it. Lines
 * that are null mean all there are.
 */
export type OrderCommand =
  | { type: 'reserveStock' }
  | { type: 'rejectStock'; shortages: readonly { sku: string; available: number }[] }
  | { type: 'expireReservation' }
  | { type: 'failStockCommit'; refundId: string }
  | { type: 'authorisePayment'; providerRef: string; amountMinor: number }
  | { type: 'capturePayment'; providerRef: string; amountMinor: number; refundId: string }
  | { type: 'declinePayment' }
  | { type: 'voidPayment' }
  | { type: 'cancel'; by: 'BUYER' | 'STAFF' | 'CLOSURE'; reason: string; refundId: string }
  | {
      type: 'ship';
      shipmentId: string;
      trackingCode: string | null;
      lines: readonly Units[] | null;
    }
  /** `shipmentId` null means every parcel that is under way. */
  | { type: 'deliver'; shipmentId: string | null }
  | { type: 'requestReturn'; returnId: string; reason: string; lines: readonly Units[] | null }
  | {
      type: 'approveReturn';
      /** The request; null for the oldest that has the lines, or for all when lines are null too. */
      returnId: string | null;
      restock: boolean;
      lines: readonly Units[] | null;
      /** Used when part of a request is approved: that part becomes a return of its own. */
      newReturnId: string;
      refundId: string;
    }
  | { type: 'rejectReturn'; returnId: string; reason: string }
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
  newShipment?: { id: string; trackingCode: string | null; lines: readonly Units[] };
  deliveredShipmentIds?: readonly string[];
  newReturn?: { id: string; reason: string; lines: readonly Units[] };
  approvedReturns?: readonly ApprovedReturn[];
  rejectedReturn?: { id: string; reason: string };
}

/** Units that are back. Part of a request (`splitFrom`) leaves it and becomes a return of its own. */
export interface ApprovedReturn {
  id: string;
  splitFrom: string | null;
  restock: boolean;
  lines: readonly Units[];
}

export interface TimelineNote {
  type: TimelineType;
  note: string | null;
}

/** An event before it has an id and a time. */
export type NewEvent = {
  [N in EventName]: { name: N; key: string; payload: EventPayload<N> };
}[EventName];

/** A line that cannot be done as asked: `possible` is 0 for a SKU that the order has not. */
export interface LineFault {
  sku: string;
  requested: number;
  possible: number;
}

export type Refusal =
  | { kind: 'INVALID_STATE'; status: OrderStatus; advice: string | null }
  | { kind: 'INVALID_LINES'; message: string; faults: readonly LineFault[] }
  /** There is no such shipment or return in the order. */
  | { kind: 'UNKNOWN_PART' }
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
