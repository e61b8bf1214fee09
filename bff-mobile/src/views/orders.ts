/** The order screens, and what placing or changing an order led to. */
import {
  type GatewayResult,
  readParts,
  type UnavailableReason,
} from '@tributary/service/gateway-client';
import type {
  OrderOutcomeFragment,
  OrderPartsFragment,
  OrderScreenQuery,
  OrdersScreenQuery,
  PlaceOrderMutation,
} from '../generated/operations.js';
import type {
  Order,
  OrderScreen,
  OrdersScreen,
  ResolversTypes,
  ScreenPart,
} from '../generated/resolvers.js';
import { nextOf } from './catalogue.js';

/**
 * @param absent why there are no orders when nothing failed
 * @throws CodedError for an error that no part of the screen can stand for; so does toOrderScreen.
 */
export function toOrdersScreen(
  result: GatewayResult<OrdersScreenQuery>,
  absent: UnavailableReason,
): OrdersScreen {
  const parts = readParts<ScreenPart>(result);
  const orders = parts.take('ORDERS', result.data?.myOrders, 'orders', absent);
  return {
    orders: orders?.edges.map(({ node: { lines = [], ...order } }) => ({
      ...order,
      lines: lines.map(toOrderLine),
    })),
    next: orders && nextOf(orders.pageInfo),
    unavailable: parts.unavailable,
  };
}

/** @param absent why there is no order when nothing failed */
export function toOrderScreen(
  result: GatewayResult<OrderScreenQuery>,
  absent: UnavailableReason,
): OrderScreen {
  const parts = readParts<ScreenPart>(result);
  const order = parts.take('ORDER', result.data?.order, 'orders', absent);
  return { order: order && toOrder(order), unavailable: parts.unavailable };
}

const toOrderLine = ({ lineTotal, ...line }: OrderPartsFragment['lines'][number]) => ({
  ...line,
  total: lineTotal,
});

export function toOrder(order: OrderPartsFragment): Order {
  const { id, number, status, placedAt, lines, shipping, total, timeline } = order;
  return {
    id,
    number,
    status,
    placedAt,
    lines: lines.map(toOrderLine),
    shipping,
    total,
    payment: order.payment.status,
    address: order.shippingAddress,
    timeline,
  };
}

export function toPlaceOrderResult(
  outcome: PlaceOrderMutation['placeOrder'],
): Awaited<ResolversTypes['PlaceOrderResult']> {
  if (outcome.__typename !== 'PlaceOrderSuccess') return outcome;
  return { __typename: 'OrderPlaced', order: toOrder(outcome.order) };
}

export function toOrderResult(
  outcome: OrderOutcomeFragment,
): Awaited<ResolversTypes['OrderResult']> {
  if (outcome.__typename !== 'OrderSuccess') return outcome;
  return { __typename: 'OrderChanged', order: toOrder(outcome.order) };
}
