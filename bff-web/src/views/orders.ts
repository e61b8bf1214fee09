/** The order pages, and what placing or changing an order led to. */
import {
  type GatewayResult,
  readParts,
  type UnavailableReason,
} from '@tributary/service/gateway-client';
import type {
  OrderOutcomeFragment,
  OrderPageQuery,
  OrdersPageQuery,
  OrderSummaryFragment,
  PlaceOrderMutation,
  RefundOrderMutation,
} from '../generated/operations.js';
import type { PagePart, ResolversParentTypes } from '../generated/resolvers.js';
import { toOrder, toStatus } from './order.js';

const namesShown = 3;

/**
 * @param absent why there are no orders when nothing failed
 * @throws CodedError for an error that no part of the page can stand for; so does toOrderPage.
 */
export function toOrdersPage(
  result: GatewayResult<OrdersPageQuery>,
  absent: UnavailableReason,
): ResolversParentTypes['OrdersPage'] {
  const parts = readParts<PagePart>(result);
  const orders = parts.take('ORDERS', result.data?.myOrders, 'orders', absent);
  return {
    orders: orders && {
      items: orders.edges.map(({ node }) => toOrderSummary(node)),
      pageInfo: orders.pageInfo,
    },
    unavailable: parts.unavailable,
  };
}

/** In a list: the buyer's own, and that of the order desk. */
export function toOrderSummary(order: OrderSummaryFragment) {
  const { id, number, status, placedAt, lines = [], total } = order;
  return {
    id,
    number,
    ...toStatus(status),
    placedAt,
    quantity: lines.reduce((sum, { quantity }) => sum + quantity, 0),
    names: lines.slice(0, namesShown).map(({ name }) => name),
    total,
  };
}

/** @param absent why there is no order when nothing failed */
export function toOrderPage(
  result: GatewayResult<OrderPageQuery>,
  absent: UnavailableReason,
): ResolversParentTypes['OrderPage'] {
  const parts = readParts<PagePart>(result);
  const order = parts.take('ORDER', result.data?.order, 'orders', absent);
  if (order?.lines.some(({ variant }) => variant === null))
    parts.failed('PRODUCT_DETAILS', 'inventory');
  return { order: order && toOrder(order), unavailable: parts.unavailable };
}

export function toPlaceOrderResult(
  outcome: PlaceOrderMutation['placeOrder'],
): ResolversParentTypes['PlaceOrderResult'] {
  if (outcome.__typename !== 'PlaceOrderSuccess') return outcome;
  return { __typename: 'OrderPlaced', order: toOrder(outcome.order) };
}

export function toOrderResult(outcome: OrderOutcomeFragment): ResolversParentTypes['OrderResult'] {
  if (outcome.__typename !== 'OrderSuccess') return outcome;
  return { __typename: 'OrderChanged', order: toOrder(outcome.order) };
}

export function toRefundResult(
  outcome: RefundOrderMutation['refundOrder'],
): ResolversParentTypes['RefundResult'] {
  if (outcome.__typename !== 'OrderSuccess') return outcome;
  return { __typename: 'OrderChanged', order: toOrder(outcome.order) };
}
