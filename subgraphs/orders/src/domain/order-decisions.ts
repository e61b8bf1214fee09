/** Decides what a command does to an order. Pure: the rules table guards, the deciders say what comes with a move. */
import { hasShipped } from './fulfilment.js';
import {
  type CommandOf,
  type CommandType,
  type Decision,
  type OrderChanges,
  type OrderCommand,
  type OrderState,
  refundableMinor,
} from './order.js';
import {
  change,
  endUnpaid,
  formatMinor,
  ignored,
  refused,
  withFullRefund,
} from './order-changes.js';
import { orderEvents } from './order-events.js';
import { adviceFor, ruleFor, targetOf } from './order-rules.js';
import { paymentDeciders } from './payment-decisions.js';
import { returnDeciders } from './return-decisions.js';
import { shippingDeciders } from './shipping-decisions.js';

export type Decider<T extends CommandType> = (
  order: OrderState,
  command: CommandOf<T>,
  /** Where the rules table leads: empty when the order stays in its state. */
  move: Pick<OrderChanges, 'status'>,
) => Decision;

const deciders: { [T in CommandType]: Decider<T> } = {
  ...paymentDeciders,
  ...shippingDeciders,
  ...returnDeciders,

  reserveStock: (order, _command, move) =>
    change(
      { ...move, payment: { status: 'PENDING' } },
      [['STOCK_RESERVED']],
      [orderEvents.paymentRequested(order)],
    ),

  rejectStock: (order, { shortages }, move) => {
    const list = shortages.map(({ sku, available }) => `${sku} (${available} left)`).join(', ');
    const reason = list ? `Not enough in stock: ${list}.` : 'Not enough in stock.';
    return change(move, [['REJECTED', reason]], [orderEvents.rejected(order, reason)]);
  },

  /** Of a paid order it says that inventory never heard of the payment: it is told again, and answers. */
  expireReservation: (order, _command, move) => {
    if (!move.status)
      return change({}, [['CONFIRMATION_REPEATED']], [orderEvents.confirmed(order)]);
    const reason = 'The payment did not arrive in time.';
    return endUnpaid(order, move, [['RESERVATION_EXPIRED'], ['CANCELLED', reason]], reason);
  },

  failStockCommit: (order, { refundId }, move) => {
    if (!move.status || hasShipped(order))
      return change({}, [['STOCK_COMMIT_FAILED', 'Goods have left already: count the stock.']]);
    const reason = 'It was sold out before the payment arrived; what was paid is paid back.';
    const ended = change(
      move,
      [['STOCK_COMMIT_FAILED'], ['CANCELLED', reason]],
      [orderEvents.cancelled(order, reason)],
    );
    return withFullRefund(order, ended, refundId, reason);
  },

  cancel: (order, { by, reason, refundId }, move) => {
    if (hasShipped(order)) return refused(order, adviceFor('cancel', 'SHIPPED'));
    const note =
      by === 'CLOSURE' ? reason : `${by === 'BUYER' ? 'By the buyer' : 'By staff'}: ${reason}`;
    if (order.status !== 'CONFIRMED') return endUnpaid(order, move, [['CANCELLED', note]], reason);
    const ended = change(move, [['CANCELLED', note]], [orderEvents.cancelled(order, reason)]);
    return withFullRefund(order, ended, refundId, 'The order was cancelled.');
  },

  refund: (order, { refundId, amountMinor, reason, idempotencyKey }) => {
    const left = refundableMinor(order);
    if (amountMinor > left)
      return { outcome: 'REFUSED', refusal: { kind: 'REFUND_TOO_LARGE', refundableMinor: left } };
    return change(
      { newRefund: { id: refundId, amountMinor, reason, idempotencyKey } },
      [['REFUND_REQUESTED', `${formatMinor(amountMinor, order.currency)}: ${reason}`]],
      [orderEvents.refundRequested(order, refundId)],
    );
  },
};

/** What `command` does to `order`: changes with their timeline entries and events, nothing, or a refusal. */
export function decide(order: OrderState, command: OrderCommand): Decision {
  const rule = ruleFor(command.type, order.status);
  if (rule === 'IGNORES') return ignored;
  if (rule === 'REFUSES') return refused(order, adviceFor(command.type, order.status));
  const decider = deciders[command.type] as (
    order: OrderState,
    command: OrderCommand,
    move: Pick<OrderChanges, 'status'>,
  ) => Decision;
  const status = targetOf(rule);
  return decider(order, command, status ? { status } : {});
}
