import { requireStaff, requireUser } from '@tributary/service';
import { approveReturn } from '../commands/approve-return.js';
import { cancelOrder } from '../commands/cancel-order.js';
import { deliverOrder } from '../commands/deliver-order.js';
import { placeOrder } from '../commands/place-order.js';
import { refundOrder } from '../commands/refund-order.js';
import { rejectReturn } from '../commands/reject-return.js';
import { requestReturn } from '../commands/request-return.js';
import { shipOrder } from '../commands/ship-order.js';
import { requireCaller } from '../context.js';
import type { MutationResolvers } from '../generated/resolvers.js';
import {
  approveReturnInput,
  partId,
  placeOrderInput,
  readInput,
  reasonInput,
  refundOrderInput,
  rejectReturnInput,
  requestReturnInput,
  requireOrderId,
  shipOrderInput,
} from '../inputs.js';
import { toOrderResult, toPlaceOrderResult, toRefundResult } from './order-results.js';

type OrderMutations = Omit<MutationResolvers, 'addToCart' | 'setCartLine' | 'clearCart'>;

export const orderMutations: OrderMutations = {
  async placeOrder(_parent, args, context) {
    const buyerId = requireUser(context.identity);
    const input = readInput(placeOrderInput, args.input);
    return toPlaceOrderResult(context, await placeOrder(context.env, buyerId, input));
  },

  async cancelOrder(_parent, args, context) {
    const caller = requireCaller(context);
    const { reason, ...input } = readInput(reasonInput, args.input);
    const orderId = requireOrderId(input.orderId);
    return toOrderResult(context, await cancelOrder(context.env, caller, { orderId, reason }));
  },

  async requestReturn(_parent, args, context) {
    const caller = requireCaller(context);
    const input = readInput(requestReturnInput, args.input);
    const request = { ...input, orderId: requireOrderId(input.orderId) };
    return toOrderResult(context, await requestReturn(context.env, caller, request));
  },

  async shipOrder(_parent, args, context) {
    requireStaff(context.identity);
    const input = readInput(shipOrderInput, args.input);
    const shipment = { ...input, orderId: requireOrderId(input.orderId) };
    return toOrderResult(context, await shipOrder(context.env, shipment));
  },

  async deliverOrder(_parent, { input }, context) {
    requireStaff(context.identity);
    const orderId = requireOrderId(input.orderId);
    const shipmentId = partId(input.shipmentId);
    return toOrderResult(context, await deliverOrder(context.env, { orderId, shipmentId }));
  },

  async approveReturn(_parent, args, context) {
    requireStaff(context.identity);
    const input = readInput(approveReturnInput, args.input);
    const ids = { orderId: requireOrderId(input.orderId), returnId: partId(input.returnId) };
    return toOrderResult(context, await approveReturn(context.env, { ...input, ...ids }));
  },

  async rejectReturn(_parent, args, context) {
    requireStaff(context.identity);
    const { reason, ...input } = readInput(rejectReturnInput, args.input);
    const ids = {
      orderId: requireOrderId(input.orderId),
      returnId: requireOrderId(input.returnId),
    };
    return toOrderResult(context, await rejectReturn(context.env, { ...ids, reason }));
  },

  async refundOrder(_parent, args, context) {
    requireStaff(context.identity);
    const { amount, ...input } = readInput(refundOrderInput, args.input);
    const orderId = requireOrderId(input.orderId);
    const refund = { ...input, orderId, amountMinor: amount };
    return toRefundResult(context, orderId, await refundOrder(context.env, refund));
  },
};
