/** Staff: the order desk. Asked for by anybody else, all of it is FORBIDDEN. */
import { selectedParts } from '@tributary/service/client-selection';
import {
  ApproveReturnDocument,
  DeliverOrderDocument,
  OrderDeskPageDocument,
  RefundOrderDocument,
  RejectReturnDocument,
  ShipOrderDocument,
} from '../generated/operations.js';
import type { MutationResolvers, OrderDeskFilter, QueryResolvers } from '../generated/resolvers.js';
import { orderDeskPageParts, orderParts } from '../page-parts.js';
import { toOrderDeskPage } from '../views/order-desk.js';
import { toOrderResult, toRefundResult } from '../views/orders.js';

export const orderDeskQueries = {
  async orderDeskPage(_root, { filter, first, after }, { ask, requireStaff }, info) {
    await requireStaff();
    const wanted = selectedParts(info, orderDeskPageParts);
    const found = await ask(OrderDeskPageDocument, {
      first,
      after,
      filter: filter && toOrderFilter(filter),
      ...wanted,
    });
    return toOrderDeskPage(found);
  },
} satisfies QueryResolvers;

/** Times go on as text. */
const toOrderFilter = ({ placedFrom, placedTo, ...rest }: OrderDeskFilter) => ({
  ...rest,
  placedFrom: placedFrom?.toISOString(),
  placedTo: placedTo?.toISOString(),
});

export const orderDeskMutations = {
  async shipOrder(_root, { input }, { change, requireStaff }, info) {
    await requireStaff();
    const variables = { input, ...selectedParts(info, orderParts) };
    return toOrderResult((await change(ShipOrderDocument, variables)).data.shipOrder);
  },

  async deliverOrder(_root, { input }, { change, requireStaff }, info) {
    await requireStaff();
    const variables = { input, ...selectedParts(info, orderParts) };
    return toOrderResult((await change(DeliverOrderDocument, variables)).data.deliverOrder);
  },

  async approveReturn(_root, { input }, { change, requireStaff }, info) {
    await requireStaff();
    const variables = { input, ...selectedParts(info, orderParts) };
    return toOrderResult((await change(ApproveReturnDocument, variables)).data.approveReturn);
  },

  async rejectReturn(_root, { input }, { change, requireStaff }, info) {
    await requireStaff();
    const variables = { input, ...selectedParts(info, orderParts) };
    return toOrderResult((await change(RejectReturnDocument, variables)).data.rejectReturn);
  },

  async refundOrder(_root, { input }, { change, requireStaff }, info) {
    await requireStaff();
    const variables = { input, ...selectedParts(info, orderParts) };
    return toRefundResult((await change(RefundOrderDocument, variables)).data.refundOrder);
  },
} satisfies MutationResolvers;
