/** An order's fields. Whoever holds an order here may see all of it: the ways to one check that. */
import type { Currency } from '@tributary/contracts';
import { requireStaff } from '@tributary/service';
import { type Context, visibleOrder } from '../context.js';
import { lineTotalMinor } from '../domain/pricing.js';
import type { Resolvers } from '../generated/resolvers.js';
import type { OrderLineView } from '../views.js';

/** Of an order that was read without. */
async function loadLines(
  { loaders }: Context,
  id: string,
  currency: Currency,
): Promise<OrderLineView[]> {
  const lines = await loaders.linesByOrder.load(id);
  return lines.map((line) => ({ ...line, currency }));
}

export const orderResolvers: Pick<Resolvers, 'Order' | 'OrderLine'> = {
  Order: {
    __resolveReference: ({ id }, context) => visibleOrder(context, id),
    subtotal: ({ subtotalMinor, currency }) => ({ amount: subtotalMinor, currency }),
    shipping: ({ shippingMinor, currency }) => ({ amount: shippingMinor, currency }),
    total: ({ totalMinor, currency }) => ({ amount: totalMinor, currency }),

    contact({ buyerId }, _args, { identity, loaders }) {
      requireStaff(identity);
      return buyerId ? loaders.contactByBuyer.load(buyerId) : null;
    },

    buyer: ({ buyerId }) => (buyerId ? { id: buyerId } : null),

    lines: ({ id, currency, loadedLines }, _args, context) =>
      loadedLines ?? loadLines(context, id, currency),

    async payment({ id, currency }, _args, { loaders }) {
      const { status, capturedMinor, refundedMinor } = await loaders.paymentByOrder.load(id);
      return {
        status,
        captured: { amount: capturedMinor, currency },
        refunded: { amount: refundedMinor, currency },
      };
    },

    timeline: ({ id }, _args, { loaders }) => loaders.timelineByOrder.load(id),
    shipments: ({ id }, _args, { loaders }) => loaders.shipmentsByOrder.load(id),
    returns: ({ id }, _args, { loaders }) => loaders.returnsByOrder.load(id),
  },

  OrderLine: {
    unitPrice: ({ unitPriceMinor, currency }) => ({ amount: unitPriceMinor, currency }),
    lineTotal: (line) => ({ amount: lineTotalMinor(line), currency: line.currency }),
    variant: ({ sku }) => ({ sku }),
  },
};
