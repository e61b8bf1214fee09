/** The order desk of staff. */
import { type GatewayResult, readParts } from '@tributary/service/gateway-client';
import type { OrderDeskPageQuery } from '../generated/operations.js';
import type { PagePart, ResolversParentTypes } from '../generated/resolvers.js';
import { toOrderSummary } from './orders.js';

/** @throws CodedError FORBIDDEN and others that no part of the page can stand for */
export function toOrderDeskPage(
  result: GatewayResult<OrderDeskPageQuery>,
): ResolversParentTypes['OrderDeskPage'] {
  const parts = readParts<PagePart>(result);
  const found = parts.take('ORDERS', result.data?.orders, 'orders');
  return {
    orders: found && {
      items: found.edges.map(({ node: { contact, returns = [], ...order } }) => ({
        ...toOrderSummary(order),
        buyer: contact,
        openReturns: returns.filter(({ status }) => status === 'REQUESTED').length,
      })),
      pageInfo: found.pageInfo,
    },
    unavailable: parts.unavailable,
  };
}
