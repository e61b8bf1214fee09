/** The order as it is once `changes` are written: what the store does in SQL, said once more in memory. */
import type { OrderChanges, OrderState, ReturnState } from './order.js';
import { addUnits, subtractUnits } from './units.js';

export function applyChanges(order: OrderState, changes: OrderChanges): OrderState {
  return {
    ...order,
    status: changes.status ?? order.status,
    payment: { ...order.payment, ...changes.payment },
    refunds: refundsAfter(order, changes),
    lines: linesAfter(order, changes),
    shipments: shipmentsAfter(order, changes),
    returns: returnsAfter(order, changes),
  };
}

function refundsAfter({ refunds }: OrderState, { newRefund, doneRefundId }: OrderChanges) {
  const kept = refunds.map((refund) =>
    refund.id === doneRefundId ? { ...refund, isDone: true } : refund,
  );
  if (!newRefund) return kept;
  return [...kept, { id: newRefund.id, amountMinor: newRefund.amountMinor, isDone: false }];
}

function linesAfter(
  { lines }: OrderState,
  { newShipment, approvedReturns = [] }: OrderChanges,
): OrderState['lines'] {
  const shipped = new Map(newShipment?.lines.map(({ sku, quantity }) => [sku, quantity]));
  const returned = new Map(
    addUnits(...approvedReturns.map((part) => part.lines)).map(({ sku, quantity }) => [
      sku,
      quantity,
    ]),
  );
  return lines.map((line) => ({
    ...line,
    shippedQuantity: line.shippedQuantity + (shipped.get(line.sku) ?? 0),
    returnedQuantity: line.returnedQuantity + (returned.get(line.sku) ?? 0),
  }));
}

function shipmentsAfter(
  { shipments }: OrderState,
  { newShipment, deliveredShipmentIds = [] }: OrderChanges,
): OrderState['shipments'] {
  const kept = shipments.map((shipment) =>
    deliveredShipmentIds.includes(shipment.id) ? { ...shipment, isDelivered: true } : shipment,
  );
  return newShipment ? [...kept, { id: newShipment.id, isDelivered: false }] : kept;
}

function returnsAfter(
  { returns }: OrderState,
  { newReturn, approvedReturns = [], rejectedReturn }: OrderChanges,
): readonly ReturnState[] {
  let after = [...returns];
  const replace = (id: string, part: Partial<ReturnState>) =>
    (after = after.map((one) => (one.id === id ? { ...one, ...part } : one)));
  for (const { id, splitFrom, lines } of approvedReturns) {
    const source = after.find((one) => one.id === (splitFrom ?? id));
    if (!source) continue;
    if (splitFrom === null) replace(id, { status: 'APPROVED' });
    else {
      replace(splitFrom, { lines: subtractUnits(source.lines, lines) });
      after.push({ id, status: 'APPROVED', reason: source.reason, lines });
    }
  }
  if (rejectedReturn) replace(rejectedReturn.id, { status: 'REJECTED' });
  return newReturn ? [...after, { ...newReturn, status: 'REQUESTED' }] : after;
}
