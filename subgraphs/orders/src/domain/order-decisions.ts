/** Decides what a command does to an order. Pure: the rules table guards, the deciders say what comes with a move. */
import {
  type Change,
  type CommandOf,
  type CommandType,
  type Decision,
  type OrderChanges,
  type OrderCommand,
  type OrderState,
  refundableMinor,
} from './order.js';
import { orderEvents } from './order-events.js';
import { paymentDeciders } from './payment-decisions.js';
import { change, endUnpaid, withFullRefund } from './order-changes.js';
import { ruleFor } from './order-rules.js';

export type Decider<T extends CommandType> = (
  order: OrderState,
  command: CommandOf<T>,
  /** Where the rules table leads: empty when the order stays in its state. */
  move: Pick<OrderChanges, 'status'>,
) => Decision;

const deciders: { [T in CommandType]: Decider<T> } = {
  ...paymentDeciders,

  reserveStock: (order, _command, move) =>
    change(
      { ...move, payment: { status: 'PENDING' } },
      [['STOCK_RESERVED']],
      [orderEvents.paymentRequested(order)],
    ),

  rejectStock: (order, { shortages }, move) => {
    const list = shortages.map(({ sku, available }) => `${sku} (${available} left)`).join(', ');
    const reason = `Not enough in stock: ${list}.`;
    return change(move, [['REJECTED', reason]], [orderEvents.rejected(order, reason)]);
  },

  expireReservation: (order, _command, move) => {
    const reason = 'The payment did not arrive in time.';
    return endUnpaid(order, move, [['RESERVATION_EXPIRED'], ['CANCELLED', reason]], reason);
  },

  failStockCommit: (order, { refundId }, move) => {
    const reason = 'It was sold out before the payment arrived; what was paid is paid back.';
    const ended = change(
      move,
      [['STOCK_COMMIT_FAILED'], ['CANCELLED', reason]],
      [orderEvents.cancelled(order, reason)],
    );
    return withFullRefund(order, ended, refundId, reason);
  },

  cancel: (order, { by, reason, refundId }, move) => {
    const note = `${by === 'BUYER' ? 'By the buyer' : 'By staff'}: ${reason}`;
    if (order.status !== 'CONFIRMED') return endUnpaid(order, move, [['CANCELLED', note]], reason);
    const ended = change(move, [['CANCELLED', note]], [orderEvents.cancelled(order, reason)]);
    return withFullRefund(order, ended, refundId, reason);
  },

  ship: (order, { trackingCode }, move) =>
    change(
      { ...move, trackingCode },
      [['SHIPPED', trackingCode]],
      [orderEvents.shipped(order, trackingCode)],
    ),

  deliver: (order, _command, move) => change(move, [['DELIVERED']], [orderEvents.delivered(order)]),

  requestReturn: (order, { reason }) =>
    order.isReturnRequested
      ? { outcome: 'IGNORED' }
      : change(
          { isReturnRequested: true },
          [['RETURN_REQUESTED', reason]],
          [orderEvents.returnRequested(order, reason)],
        ),

  approveReturn: (order, { restock, refundId }, move) => {
    if (!order.isReturnRequested) return invalidState(order);
    const note = restock ? 'The goods go back into stock.' : 'The goods are written off.';
    const returned = change(move, [['RETURNED', note]], [orderEvents.returned(order, restock)]);
    return withFullRefund(order, returned, refundId, 'The goods came back.');
  },

  refund: (order, { refundId, amountMinor, reason, idempotencyKey }) => {
    const left = refundableMinor(order);
    if (amountMinor > left)
      return { outcome: 'REFUSED', refusal: { kind: 'REFUND_TOO_LARGE', refundableMinor: left } };
    return change(
      { newRefund: { id: refundId, amountMinor, reason, idempotencyKey } },
      [['REFUND_REQUESTED', reason]],
      [orderEvents.refundRequested(order, refundId)],
    );
  },
};

/** What `command` does to `order`: changes with their timeline entries and events, nothing, or a refusal. */
export function decide(order: OrderState, command: OrderCommand): Decision {
  const rule = ruleFor(command.type, order.status);
  if (rule === 'IGNORES') return { outcome: 'IGNORED' };
  if (rule === 'REFUSES') return invalidState(order);
  const decider = deciders[command.type] as (
    order: OrderState,
    command: OrderCommand,
    move: Pick<OrderChanges, 'status'>,
  ) => Decision;
  return decider(order, command, rule === 'STAYS' ? {} : { status: rule });
}

const invalidState = ({ status }: OrderState): Exclude<Decision, Change> => ({
  outcome: 'REFUSED',
  refusal: { kind: 'INVALID_STATE', status },
});
