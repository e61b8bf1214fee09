/**
 * What an order waits for, and how to ask for it again. Whoever is asked answers a repeated question
 * as the first one, so a message that was lost for good delays an order and never ends it.
 */
import type { NewEvent, OrderState } from './order.js';
import { orderEvents } from './order-events.js';

/** Stock to be set aside; the payment; money to be given up or paid back. */
export const waits = ['STOCK', 'PAYMENT', 'SETTLEMENT'] as const;
export type Wait = (typeof waits)[number];

const hasEndedUnsold = ({ status }: OrderState) => status === 'CANCELLED' || status === 'REJECTED';

const isToBeGivenUp = (order: OrderState): boolean =>
  hasEndedUnsold(order) &&
  (order.payment.status === 'PENDING' || order.payment.status === 'AUTHORISED');

/** Null when the order waits for nobody but people. */
export function waitOf(order: OrderState): Wait | null {
  if (order.status === 'PENDING') return 'STOCK';
  if (order.status === 'AWAITING_PAYMENT') return 'PAYMENT';
  const isSettled = !isToBeGivenUp(order) && order.refunds.every(({ isDone }) => isDone);
  return isSettled ? null : 'SETTLEMENT';
}

/** The events that ask once more for what the order waits for. */
export function remindersFor(order: OrderState): NewEvent[] {
  switch (waitOf(order)) {
    case 'STOCK':
      return [orderEvents.placed(order)];
    case 'PAYMENT':
      return [orderEvents.paymentRequested(order)];
    case 'SETTLEMENT':
      return [
        ...(isToBeGivenUp(order) ? [orderEvents.paymentCancelRequested(order)] : []),
        ...order.refunds
          .filter(({ isDone }) => !isDone)
          .map(({ id }) => orderEvents.refundRequested(order, id)),
      ];
    default:
      return [];
  }
}
