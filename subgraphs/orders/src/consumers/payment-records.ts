/** Writing down what the provider answered, and waiting for it no longer than allowed. */
import { claimInbox, PermanentError } from '@tributary/messaging';
import { changeOrder } from '../commands/change-order.js';
import type { OrderCommand, OrderStatus } from '../domain/order.js';
import type { ProviderPayment } from '../payments/provider.js';
import type { KnownOrder, OrderToPay } from '../store.js';
import type { PaymentEnvironment } from './environment.js';

export const subscriber = 'orders-payment';

/** The provider has not answered yet; the delivery is tried again later. */
export class PaymentPendingError extends Error {
  override name = 'PaymentPendingError';
  constructor() {
    super('The payment provider has not answered yet.');
  }
}

/** @throws PermanentError when there is no such order */
export async function requireOrder(env: PaymentEnvironment, orderId: string): Promise<OrderToPay> {
  const order = await env.store.orderToPay(orderId);
  if (!order) throw new PermanentError(`There is no order ${orderId}.`);
  return order;
}

/**
 * Applies `command` to the locked order. With `finishes`, the event is claimed in the same
 * transaction, and nothing is written when another attempt had claimed it before.
 * Answers the order's state.
 * @param known the order as it was last; what is decided on is what it is now
 */
export function record(
  env: PaymentEnvironment,
  orderId: string,
  command: OrderCommand,
  finishes?: { id: string },
  known?: KnownOrder,
): Promise<OrderStatus | null> {
  return env.store.transaction(async (tx) => {
    const claiming = finishes && claimInbox(tx, subscriber, finishes.id);
    const [claimed, order] = await Promise.all([claiming, tx.lockOrder(orderId, known)]);
    if (claimed === false) return null;
    if (!order) throw new PermanentError(`There is no order ${orderId}.`);
    return (await changeOrder(tx, env, order, command)).order.status;
  });
}

/** What an answer that is not PENDING or AUTHORISED means for the order. @throws PaymentPendingError */
export function commandFor(payment: ProviderPayment, refundId: string): OrderCommand {
  const { ref: providerRef, amountMinor } = payment;
  switch (payment.status) {
    case 'CAPTURED':
      return { type: 'capturePayment', providerRef, amountMinor, refundId };
    case 'DECLINED':
      return { type: 'declinePayment' };
    case 'VOIDED':
      return { type: 'voidPayment' };
    default:
      throw new PaymentPendingError();
  }
}

/** Gives up waiting for the provider when the time is up, whether or not it heeds the signal. */
export async function answered<T>(
  env: PaymentEnvironment,
  stop: AbortSignal,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(env.paymentTimeoutMs)]);
  let giveUp: (() => void) | undefined;
  const expiry = new Promise<never>((_resolve, reject) => {
    giveUp = () => reject(new PaymentPendingError());
    signal.addEventListener('abort', giveUp, { once: true });
  });
  try {
    return await Promise.race([call(signal), expiry]);
  } catch (error) {
    throw signal.aborted ? new PaymentPendingError() : error;
  } finally {
    if (giveUp) signal.removeEventListener('abort', giveUp);
  }
}
