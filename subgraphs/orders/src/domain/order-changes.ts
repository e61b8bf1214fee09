/** What decisions are made of. */
import {
  type Change,
  type NewEvent,
  type OrderChanges,
  type OrderState,
  refundableMinor,
} from './order.js';
import { orderEvents } from './order-events.js';

export function change(
  changes: OrderChanges,
  timeline: readonly (readonly [type: string, note?: string | null])[],
  events: NewEvent[] = [],
): Change {
  const notes = timeline.map(([type, note]) => ({ type, note: note ?? null }));
  return { outcome: 'CHANGED', changes, timeline: notes, events };
}

/** Ends an order that nothing was captured for: whatever the provider holds, or may yet hold, is to be given up. */
export function endUnpaid(
  order: OrderState,
  move: Pick<OrderChanges, 'status'>,
  timeline: readonly (readonly [type: string, note?: string | null])[],
  reason: string,
): Change {
  return change(move, timeline, [
    orderEvents.cancelled(order, reason),
    orderEvents.paymentCancelRequested(order),
  ]);
}

/** Adds the refund of all that is left of what was captured, if anything is. */
export function withFullRefund(
  order: Pick<OrderState, 'id' | 'number' | 'buyerId' | 'payment' | 'refunds'>,
  base: Change,
  refundId: string,
  reason: string,
): Change {
  const amountMinor = refundableMinor(order);
  if (amountMinor === 0) return base;
  return {
    outcome: 'CHANGED',
    changes: {
      ...base.changes,
      newRefund: { id: refundId, amountMinor, reason, idempotencyKey: null },
    },
    timeline: [...base.timeline, { type: 'REFUND_REQUESTED', note: null }],
    events: [...base.events, orderEvents.refundRequested(order, refundId)],
  };
}
