/** Live states, each told at once and again after each change; see live/. */
import { CodedError } from '@tributary/service';
import { selectedParts } from '@tributary/service/client-selection';
import { OrderProgressDocument, StockLevelsDocument } from '../generated/operations.js';
import type { SubscriptionResolvers } from '../generated/resolvers.js';
import { progressParts } from '../page-parts.js';
import { toOrder } from '../views/order.js';
import { forStaffOnly } from './staff-parts.js';

const maxSkus = 50;

export const liveSubscriptions = {
  orderProgress: {
    async *subscribe(_root, { id }, { watch, isStaff, hasSession }, info) {
      if (!hasSession()) throw new CodedError('UNAUTHENTICATED');
      const wanted = forStaffOnly(selectedParts(info, progressParts), await isStaff());
      for await (const { data } of watch(OrderProgressDocument, { id, ...wanted }))
        yield { orderProgress: toOrder(data.orderUpdated) };
    },
  },

  stockLevels: {
    async *subscribe(_root, { skus }, { watch }) {
      if (skus.length < 1 || skus.length > maxSkus)
        throw new CodedError('BAD_USER_INPUT', `"skus" must be 1 to ${maxSkus}.`);
      for await (const { data } of watch(StockLevelsDocument, { skus }))
        yield {
          stockLevels: data.stockChanged.map(({ sku, stock }) => ({
            sku,
            available: stock.available,
            availability: stock.level,
          })),
        };
    },
  },
} satisfies SubscriptionResolvers;
