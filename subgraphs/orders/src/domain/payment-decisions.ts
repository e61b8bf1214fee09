/** What the payment provider's answers do to an order. */
import type { CommandOf, Decision, OrderChanges, OrderState } from './order.js';
import { orderEvents } from './order-events.js';
import { change, formatMinor, ignored, withFullRefund } from './order-changes.js';
import type { TimelineType } from './timeline.js';

type Move = Pick<OrderChanges, 'status'>;

export const paymentDeciders = {
  authorisePayment: (
    { payment }: OrderState,
    { providerRef, amountMinor }: CommandOf<'authorisePayment'>,
  ): Decision =>
    payment.status === 'AUTHORISED'
      ? ignored
      : change({ payment: { status: 'AUTHORISED', authorisedMinor: amountMinor, providerRef } }, [
          ['PAYMENT_AUTHORISED'],
        ]),

  /** Money that came for an order that has ended is recorded, and goes back. */
  capturePayment: (
    order: OrderState,
    { providerRef, amountMinor, refundId }: CommandOf<'capturePayment'>,
    move: Move,
  ): Decision => {
    if (order.payment.capturedMinor > 0) return ignored;
    const payment = {
      status: 'CAPTURED' as const,
      authorisedMinor: amountMinor,
      capturedMinor: amountMinor,
      providerRef,
    };
    if (move.status)
      return change(
        { ...move, payment },
        [['PAYMENT_CAPTURED'], ['CONFIRMED']],
        [orderEvents.confirmed(order)],
      );
    const captured = { ...order, payment: { ...order.payment, ...payment } };
    const late = change({ payment }, [['PAYMENT_CAPTURED', 'After the order had ended.']]);
    return withFullRefund(captured, late, refundId, 'The order had ended.');
  },

  declinePayment: (
    order: OrderState,
    _command: CommandOf<'declinePayment'>,
    move: Move,
  ): Decision =>
    withoutMoney(order, move, 'DECLINED', 'PAYMENT_DECLINED', 'The payment was declined.'),

  voidPayment: (order: OrderState, _command: CommandOf<'voidPayment'>, move: Move): Decision =>
    withoutMoney(order, move, 'VOIDED', 'PAYMENT_VOIDED', 'The payment was withdrawn.'),

  completeRefund: (order: OrderState, { refundId }: CommandOf<'completeRefund'>): Decision => {
    const refund = order.refunds.find(({ id }) => id === refundId);
    if (!refund || refund.isDone) return ignored;
    const refundedMinor = order.payment.refundedMinor + refund.amountMinor;
    const isAll = refundedMinor >= order.payment.capturedMinor;
    return change(
      {
        doneRefundId: refundId,
        payment: { refundedMinor, status: isAll ? 'REFUNDED' : 'PARTIALLY_REFUNDED' },
      },
      [['REFUNDED', formatMinor(refund.amountMinor, order.currency)]],
      [orderEvents.refunded(order, refundId, refund.amountMinor)],
    );
  },
};

/** The provider will never hold money for this order: it ends now, if it had not ended before. */
function withoutMoney(
  order: OrderState,
  move: Move,
  status: 'DECLINED' | 'VOIDED',
  type: TimelineType,
  reason: string,
): Decision {
  const wasAsked = order.payment.status === 'PENDING' || order.payment.status === 'AUTHORISED';
  if (!wasAsked) return ignored;
  const payment = { status };
  if (!move.status) return change({ payment }, [[type]]);
  return change(
    { ...move, payment },
    [[type], ['CANCELLED', reason]],
    [orderEvents.cancelled(order, reason)],
  );
}
