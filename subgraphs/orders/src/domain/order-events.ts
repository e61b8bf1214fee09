/** The events an order's decisions speak in. */
import type { ApprovedReturn, NewEvent, OrderChanges, OrderState, Units } from './order.js';

/** Stands for the buyer of an order whose account is closed: nobody has this id. */
export const erasedBuyerId = '00000000-0000-0000-0000-000000000000';

type Subject = Pick<OrderState, 'id' | 'number' | 'buyerId'>;
type Sale = Subject & Pick<OrderState, 'totalMinor' | 'currency'> & { lines: readonly Units[] };

const subject = ({ id, number, buyerId }: Subject) => ({
  orderId: id,
  orderNumber: number,
  buyerId: buyerId ?? erasedBuyerId,
});

const linesOf = ({ lines }: { lines: readonly Units[] }) =>
  lines.map(({ sku, quantity }) => ({ sku, quantity }));

const totalOf = (order: Sale) => ({ amount: order.totalMinor, currency: order.currency });

export const orderEvents = {
  placed: (order: Sale): NewEvent => ({
    name: 'OrderPlaced',
    key: order.id,
    payload: { ...subject(order), lines: linesOf(order), total: totalOf(order) },
  }),
  rejected: (order: Subject, reason: string): NewEvent => ({
    name: 'OrderRejected',
    key: order.id,
    payload: { ...subject(order), reason },
  }),
  paymentRequested: (order: Subject): NewEvent => ({
    name: 'PaymentRequested',
    key: order.id,
    payload: { orderId: order.id },
  }),
  paymentCancelRequested: (order: Subject): NewEvent => ({
    name: 'PaymentCancelRequested',
    key: order.id,
    payload: { orderId: order.id },
  }),
  refundRequested: (order: Subject, refundId: string): NewEvent => ({
    name: 'RefundRequested',
    key: order.id,
    payload: { orderId: order.id, refundId },
  }),
  confirmed: (order: Sale): NewEvent => ({
    name: 'OrderConfirmed',
    key: order.id,
    payload: { ...subject(order), lines: linesOf(order), total: totalOf(order) },
  }),
  cancelled: (order: Subject, reason: string): NewEvent => ({
    name: 'OrderCancelled',
    key: order.id,
    payload: { ...subject(order), reason },
  }),
  shipped: (
    order: Subject,
    shipment: NonNullable<OrderChanges['newShipment']>,
    isPartial: boolean,
  ): NewEvent => ({
    name: 'OrderShipped',
    key: order.id,
    payload: {
      ...subject(order),
      trackingCode: shipment.trackingCode,
      shipmentId: shipment.id,
      lines: linesOf(shipment),
      isPartial,
    },
  }),
  delivered: (order: Subject, shipmentIds: string[], isPartial: boolean): NewEvent => ({
    name: 'OrderDelivered',
    key: order.id,
    payload: { ...subject(order), shipmentIds, isPartial },
  }),
  returnRequested: (
    order: Subject,
    request: { returnId: string; reason: string; lines: readonly Units[] },
  ): NewEvent => ({
    name: 'ReturnRequested',
    key: order.id,
    payload: { ...subject(order), ...request, lines: linesOf(request) },
  }),
  returnRejected: (order: Subject, returnId: string, reason: string): NewEvent => ({
    name: 'ReturnRejected',
    key: order.id,
    payload: { ...subject(order), returnId, reason },
  }),
  returned: (order: OrderState, part: ApprovedReturn): NewEvent => ({
    name: 'OrderReturned',
    key: order.id,
    payload: {
      ...subject(order),
      lines: linesOf(part),
      restock: part.restock,
      returnId: part.id,
      orderLines: linesOf(order),
    },
  }),
  refunded: (order: OrderState, refundId: string, amountMinor: number): NewEvent => ({
    name: 'OrderRefunded',
    key: order.id,
    payload: {
      ...subject(order),
      refundId,
      refunded: { amount: amountMinor, currency: order.currency },
    },
  }),
};
