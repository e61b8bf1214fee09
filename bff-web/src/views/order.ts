/** One order as pages show it. What is offered here the orders service still decides. */
import type { OrderDetailsFragment } from '../generated/operations.js';
import type { OrderStatus, ResolversParentTypes } from '../generated/resolvers.js';
import { canCancel, canRequestReturn, paymentTexts, statusTexts, toSteps } from './progress.js';

export function toOrder(order: OrderDetailsFragment): ResolversParentTypes['Order'] {
  const { id, number, placedAt, subtotal, shipping, total, shippingAddress, payment } = order;
  const { status, timeline } = order;
  return {
    id,
    number,
    placedAt,
    ...toStatus(status),
    lines: order.lines.map(({ variant, ...line }) => ({
      ...line,
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
    canRequestReturn: canRequestReturn(status, timeline),
  };
}

export const toStatus = (status: OrderStatus) => ({ status, statusText: statusTexts[status] });
