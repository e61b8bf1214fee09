/** Turns a notice of the provider's into work for the payment queue, once per notice. */
import { claimInbox } from '@tributary/messaging';
import { append } from '../../commands/change-order.js';
import type { EventEnvironment } from '../../commands/environment.js';
import type { NewEvent, OrderState } from '../../domain/order.js';
import type { Notice } from './webhook-event.js';

/** The inbox that notices are claimed in; no queue has this name. */
export const subscriber = 'stripe-webhooks';

export type NoticeOutcome = 'TAKEN' | 'REPEATED' | 'UNKNOWN_ORDER';

/** The claim and the event commit together. */
export async function takeNotice(env: EventEnvironment, notice: Notice): Promise<NoticeOutcome> {
  return env.store.transaction(async (tx) => {
    const order = await tx.orderState(notice.orderId);
    if (!order) return 'UNKNOWN_ORDER';
    if (!(await claimInbox(tx, subscriber, notice.id))) return 'REPEATED';
    await append(tx, env, [workFor(order, notice)], env.now());
    return 'TAKEN';
  });
}

/** A refund of ours that is not done is asked after; everything else is a question about the payment. */
function workFor({ id: orderId, refunds }: OrderState, { refundId }: Notice): NewEvent {
  const refund = refunds.find(({ id }) => id === refundId);
  return refund && !refund.isDone
    ? { name: 'RefundRequested', key: orderId, payload: { orderId, refundId: refund.id } }
    : { name: 'PaymentNotified', key: orderId, payload: { orderId } };
}
