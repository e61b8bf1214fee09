import { describe, expect, it } from 'vitest';
import { parseEvent } from '@tributary/contracts';
import { applyChanges } from '../src/domain/apply-changes.js';
import {
  type Change,
  type Decision,
  type OrderCommand,
  type OrderState,
  orderStatuses,
} from '../src/domain/order.js';
import { decide } from '../src/domain/order-decisions.js';
import { erasedBuyerId } from '../src/domain/order-events.js';
import { anOrder, aReturn, commands, paid, refundId } from './builders.js';

/**
 * The whole matrix, written down once more, of commands that take all there is: · nothing happens,
 * X refused, = stays, else the new state. Parts are in order-parts.test.ts.
 */
const matrix = `
                   PENDING          AWAITING_PAYMENT CONFIRMED SHIPPED   DELIVERED REJECTED CANCELLED RETURNED
 reserveStock      AWAITING_PAYMENT ·                ·         ·         ·         ·        ·         ·
 rejectStock       REJECTED         ·                ·         ·         ·         ·        ·         ·
 expireReservation CANCELLED        CANCELLED        =         =         =         ·        ·         ·
 failStockCommit   ·                ·                CANCELLED =         =         ·        ·         ·
 authorisePayment  ·                =                ·         ·         ·         ·        ·         ·
 capturePayment    ·                CONFIRMED        ·         ·         ·         =        =         ·
 declinePayment    ·                CANCELLED        ·         ·         ·         ·        =         ·
 voidPayment       ·                CANCELLED        ·         ·         ·         ·        =         ·
 completeRefund    ·                ·                =         =         =         =        =         =
 cancel            CANCELLED        CANCELLED        CANCELLED X         X         X        ·         X
 ship              X                X                SHIPPED   X         X         X        X         X
 deliver           X                X                X         DELIVERED X         X        X         X
 requestReturn     X                X                X         X         =         X        X         X
 approveReturn     X                X                X         X         RETURNED  X        X         X
 rejectReturn      X                X                X         X         =         X        X         X
 refund            X                X                =         =         =         X        X         X
`;

const rows = matrix
  .trim()
  .split('\n')
  .slice(1)
  .map((row) => row.trim().split(/\s+/));

const cells = rows.flatMap(([command, ...outcomes]) =>
  outcomes.map((outcome, column) => ({ command, status: orderStatuses[column]!, outcome })),
);

function outcomeOf(decision: Decision): string {
  if (decision.outcome === 'IGNORED') return '·';
  if (decision.outcome === 'REFUSED') return 'X';
  return decision.changes.status ?? '=';
}

function change(order: OrderState, command: OrderCommand): Change {
  const decision = decide(order, command);
  if (decision.outcome !== 'CHANGED')
    throw new Error(`Expected a change, but got: ${decision.outcome}`);
  return decision;
}

const eventNames = ({ events }: Change) => events.map(({ name }) => name);

describe('an order', () => {
  it.each(cells)('$status, $command: $outcome', ({ command, status, outcome }) => {
    const refunds = [{ id: refundId, amountMinor: 100, isDone: false }];
    const order = anOrder({
      status,
      ...((command === 'approveReturn' || command === 'rejectReturn') && { returns: [aReturn()] }),
      ...(command === 'completeRefund' && { refunds, payment: paid() }),
    });
    expect(outcomeOf(decide(order, commands[command as OrderCommand['type']]))).toBe(outcome);
  });

  it('covers every command in the matrix', () => {
    expect(rows.map(([command]) => command!).toSorted()).toEqual(Object.keys(commands).toSorted());
  });

  it('leaves a timeline entry and sound events with every change', () => {
    for (const { command, status } of cells) {
      const decision = decide(anOrder({ status }), commands[command as OrderCommand['type']]);
      if (decision.outcome !== 'CHANGED') continue;
      expect(decision.timeline.length).toBeGreaterThan(0);
      for (const event of decision.events)
        expect(() => parseEvent(event.name, event.payload)).not.toThrow();
    }
  });

  it('asks for the payment once its stock is reserved', () => {
    const reserved = change(anOrder(), commands.reserveStock);
    expect(eventNames(reserved)).toEqual(['PaymentRequested']);
    expect(reserved.changes.payment?.status).toBe('PENDING');
  });

  it('frees stock and gives up the payment when it ends unpaid', () => {
    for (const command of [commands.expireReservation, commands.cancel])
      expect(eventNames(change(anOrder({ status: 'AWAITING_PAYMENT' }), command))).toEqual([
        'OrderCancelled',
        'PaymentCancelRequested',
      ]);
  });

  it('pays everything back when it is cancelled after payment', () => {
    for (const command of [commands.cancel, commands.failStockCommit]) {
      const ended = change(anOrder({ status: 'CONFIRMED' }), command);
      expect(eventNames(ended)).toEqual(['OrderCancelled', 'RefundRequested']);
      expect(ended.changes.newRefund?.amountMinor).toBe(2_490);
    }
  });

  it('pays back only what is left after earlier refunds', () => {
    const refunds = [{ id: 'earlier', amountMinor: 2_000, isDone: false }];
    const ended = change(anOrder({ status: 'CONFIRMED', refunds }), commands.cancel);
    expect(ended.changes.newRefund?.amountMinor).toBe(490);
  });

  it('asks for no refund of nothing', () => {
    const refunds = [{ id: 'earlier', amountMinor: 2_490, isDone: true }];
    const ended = change(anOrder({ status: 'CONFIRMED', refunds }), commands.cancel);
    expect(ended.changes.newRefund).toBeUndefined();
    expect(eventNames(ended)).toEqual(['OrderCancelled']);
  });

  it('refuses a refund of more than is left, and says how much that is', () => {
    const refunds = [{ id: 'earlier', amountMinor: 2_000, isDone: false }];
    const order = anOrder({ status: 'SHIPPED', refunds });
    expect(decide(order, { ...commands.refund, amountMinor: 491 })).toEqual({
      outcome: 'REFUSED',
      refusal: { kind: 'REFUND_TOO_LARGE', refundableMinor: 490 },
    });
    expect(decide(order, { ...commands.refund, amountMinor: 490 }).outcome).toBe('CHANGED');
  });

  it.each(['CANCELLED', 'REJECTED'] as const)(
    'sends money back that is captured after it was %s, once',
    (status) => {
      const order = anOrder({ status, payment: { ...anOrder().payment, status: 'PENDING' } });
      const late = change(order, commands.capturePayment);
      expect(eventNames(late)).toEqual(['RefundRequested']);
      expect(late.changes).toMatchObject({
        payment: { status: 'CAPTURED', capturedMinor: 2_490 },
        newRefund: { amountMinor: 2_490 },
      });
      const after = applyChanges(order, late.changes);
      expect(decide(after, commands.capturePayment)).toEqual({ outcome: 'IGNORED' });
    },
  );

  it.each([1, 2_489, 2_490, 2_491])(
    'takes no second capture into account once %i has been captured',
    (capturedMinor) => {
      const payment = paid({ capturedMinor });
      for (const status of ['AWAITING_PAYMENT', 'CANCELLED', 'REJECTED'] as const)
        expect(decide(anOrder({ status, payment }), commands.capturePayment)).toEqual({
          outcome: 'IGNORED',
        });
    },
  );

  it('takes no second capture into account while the first goes back', () => {
    const payment = paid({ status: 'PARTIALLY_REFUNDED', refundedMinor: 490 });
    const refunds = [
      { id: 'a', amountMinor: 490, isDone: true },
      { id: 'b', amountMinor: 2_000, isDone: false },
    ];
    const order = anOrder({ status: 'CANCELLED', payment, refunds });
    expect(decide(order, commands.capturePayment)).toEqual({ outcome: 'IGNORED' });
  });

  it('becomes partially, then fully refunded', () => {
    const refunds = [
      { id: 'a', amountMinor: 490, isDone: false },
      { id: 'b', amountMinor: 2_000, isDone: false },
    ];
    const order = anOrder({ status: 'SHIPPED', refunds });
    const first = change(order, { type: 'completeRefund', refundId: 'a' });
    expect(first.changes.payment).toEqual({ refundedMinor: 490, status: 'PARTIALLY_REFUNDED' });
    const after = applyChanges(order, first.changes);
    expect(decide(after, { type: 'completeRefund', refundId: 'a' }).outcome).toBe('IGNORED');
    const second = change(after, { type: 'completeRefund', refundId: 'b' });
    expect(second.changes.payment).toEqual({ refundedMinor: 2_490, status: 'REFUNDED' });
  });

  it('tells inventory again of a payment that it had not heard of', () => {
    for (const status of ['CONFIRMED', 'SHIPPED', 'DELIVERED'] as const) {
      const told = change(anOrder({ status }), commands.expireReservation);
      expect(eventNames(told)).toEqual(['OrderConfirmed']);
      expect(told.changes).toEqual({});
    }
  });

  it('that has left is not undone by missing stock, but says so to staff', () => {
    const failed = change(anOrder({ status: 'SHIPPED' }), commands.failStockCommit);
    expect(failed).toMatchObject({ changes: {}, events: [] });
    expect(failed.timeline[0]).toMatchObject({
      type: 'STOCK_COMMIT_FAILED',
      note: expect.stringContaining('count the stock'),
    });
  });

  it('takes no return back that nobody asked for, and no request twice', () => {
    const order = anOrder({ status: 'DELIVERED' });
    expect(decide(order, commands.approveReturn).outcome).toBe('REFUSED');
    const requested = applyChanges(order, change(order, commands.requestReturn).changes);
    expect(decide(requested, commands.requestReturn).outcome).toBe('IGNORED');
    expect(eventNames(change(requested, commands.approveReturn))).toEqual([
      'OrderReturned',
      'RefundRequested',
    ]);
  });

  it('still speaks of a buyer whose account is closed, by nobody’s id', () => {
    const [event] = change(anOrder({ status: 'CONFIRMED', buyerId: null }), commands.ship).events;
    expect(event!.payload).toMatchObject({ buyerId: erasedBuyerId });
    expect(() => parseEvent(event!.name, event!.payload)).not.toThrow();
  });
});
