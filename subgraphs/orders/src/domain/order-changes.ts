/** What decisions are made of. */
import {
  type Change,
  type Decision,
  type LineFault,
  type NewEvent,
  type OrderChanges,
  type OrderState,
  refundableMinor,
} from './order.js';
import { orderEvents } from './order-events.js';
import type { TimelineType } from './timeline.js';

type Entry = readonly [type: TimelineType, note?: string | null];
type NoChange = Exclude<Decision, Change>;

export const ignored: NoChange = { outcome: 'IGNORED' };
export const unknownPart: NoChange = { outcome: 'REFUSED', refusal: { kind: 'UNKNOWN_PART' } };

/** @param advice what the caller can do instead, for people */
export const refused = ({ status }: OrderState, advice: string | null = null): NoChange => ({
  outcome: 'REFUSED',
  refusal: { kind: 'INVALID_STATE', status, advice },
});

export const invalidLines = (message: string, faults: readonly LineFault[]): NoChange => ({
  outcome: 'REFUSED',
  refusal: { kind: 'INVALID_LINES', message, faults },
});

export function change(
  changes: OrderChanges,
  timeline: readonly Entry[],
  events: NewEvent[] = [],
): Change {
  const notes = timeline.map(([type, note]) => ({ type, note: note ?? null }));
  return { outcome: 'CHANGED', changes, timeline: notes, events };
}

/** Ends an order that nothing was captured for: whatever the provider holds, or may yet hold, is to be given up. */
export function endUnpaid(
  order: OrderState,
  move: Pick<OrderChanges, 'status'>,
  timeline: readonly Entry[],
  reason: string,
): Change {
  return change(move, timeline, [
    orderEvents.cancelled(order, reason),
    orderEvents.paymentCancelRequested(order),
  ]);
}

/** Adds the refund of all that is left of what was captured, if anything is. */
export const withFullRefund = (
  order: OrderState,
  base: Change,
  refundId: string,
  reason: string,
): Change => withRefund(order, base, { refundId, amountMinor: refundableMinor(order), reason });

/** Adds a refund of our own making; one of nothing is none. */
export function withRefund(
  order: OrderState,
  base: Change,
  { refundId, amountMinor, reason }: { refundId: string; amountMinor: number; reason: string },
): Change {
  if (amountMinor <= 0) return base;
  const note = `${formatMinor(amountMinor, order.currency)}: ${reason}`;
  return {
    outcome: 'CHANGED',
    changes: {
      ...base.changes,
      newRefund: { id: refundId, amountMinor, reason, idempotencyKey: null },
    },
    timeline: [...base.timeline, { type: 'REFUND_REQUESTED', note }],
    events: [...base.events, orderEvents.refundRequested(order, refundId)],
  };
}

/** `12.05 EUR`; all currencies of the store have two decimals. */
export function formatMinor(amountMinor: number, currency: string): string {
  const digits = String(amountMinor).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)} ${currency}`;
}
