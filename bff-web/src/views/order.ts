/** One order as pages show it. What is offered here the orders service still decides. */
import type { OrderDetailsFragment } from '../generated/operations.js';
import type { OrderStatus, ResolversParentTypes } from '../generated/resolvers.js';
import { canCancel, paymentTexts, returnTexts, statusTexts, toSteps } from './progress.js';
import { returnableUnits } from './returnable.js';

export function toOrder(order: OrderDetailsFragment): ResolversParentTypes['Order'] {
  const { id, number, placedAt, subtotal, shipping, total, shippingAddress, payment } = order;
  const { status, timeline = [], shipments = [], returns = [], contact } = order;
  const returnable = returnableUnits(order);
  const names = new Map(order.lines.map(({ sku, name }) => [sku, name]));
  const named = <U extends { sku: string }>(units: readonly U[]) =>
    units.map((unit) => ({ ...unit, name: names.get(unit.sku) ?? unit.sku }));
  return {
    id,
    number,
    placedAt,
    ...toStatus(status),
    lines: order.lines.map(({ variant, ...line }) => ({
      ...line,
      returnableQuantity: Math.max(0, returnable.get(line.sku) ?? 0),
      productSlug: variant?.product.slug,
      picture: variant?.product.images[0],
    })),
    subtotal,
    shipping,
    total,
    shippingAddress,
    payment: {
      text: paymentTexts[payment.status],
      captured: payment.captured,
      refunded: payment.refunded,
    },
    steps: toSteps(status, timeline),
    canCancel: canCancel(status),
    canRequestReturn: [...returnable.values()].some((units) => units > 0),
    parcels: shipments.map((parcel) => ({ ...parcel, lines: named(parcel.lines) })),
    returns: returns.map((part) => ({
      ...part,
      statusText: returnTexts[part.status],
      lines: named(part.lines),
    })),
    buyer: contact,
  };
}

export const toStatus = (status: OrderStatus) => ({ status, statusText: statusTexts[status] });
