/**
 * Everything that can stand in an order's timeline: one entry per step, never changed afterwards
 * (except that texts written by people go when the buyer's account is closed, see freeTextTypes).
 */
export const timelineTypes = {
  PLACED: 'The buyer placed the order.',
  STOCK_RESERVED: 'Inventory has set every line aside.',
  REJECTED: 'Inventory has not enough; the order ended. The note says of what.',
  RESERVATION_EXPIRED: 'The time in which the order was to be paid is over.',
  STOCK_COMMIT_FAILED: 'The stock was gone when the payment had arrived.',
  PAYMENT_AUTHORISED: 'The payment provider holds the money.',
  PAYMENT_CAPTURED: 'The money was taken.',
  PAYMENT_DECLINED: 'The payment provider refused.',
  PAYMENT_VOIDED: 'The payment was given up; nothing was taken.',
  CONFIRMED: 'Paid; to be shipped.',
  CONFIRMATION_REPEATED: 'Inventory had not heard of the confirmation and was told again.',
  CANCELLED: 'The order ended before it was shipped. The note says by whom and why.',
  PARTLY_SHIPPED: 'A parcel has left and more is to come. The note says what and its code.',
  SHIPPED: 'All of the order has left. The note says what and the code of the last parcel.',
  PARTLY_DELIVERED: 'A parcel has arrived and more is to come.',
  DELIVERED: 'All of the order has arrived.',
  RETURN_REQUESTED: 'The buyer wants to send something back. The note says why.',
  RETURN_REJECTED: 'Staff will not take back what was asked for. The note says why.',
  PARTLY_RETURNED: 'Something came back. The note says what, and what becomes of it.',
  RETURNED: 'All of the order came back. The note says what becomes of it.',
  REFUND_REQUESTED: 'Money is to be paid back. The note says how much and why.',
  REFUNDED: 'Money was paid back. The note says how much.',
  REFUND_DIFFERS:
    'The payment provider paid back what nobody asked for here. The note says how much.',
} as const;

export type TimelineType = keyof typeof timelineTypes;

/** Entries whose notes may hold what a buyer or staff wrote, or what leads to the person at a carrier. */
export const freeTextTypes: readonly TimelineType[] = [
  'CANCELLED',
  'PARTLY_SHIPPED',
  'SHIPPED',
  'RETURN_REQUESTED',
  'RETURN_REJECTED',
  'REFUND_REQUESTED',
];
