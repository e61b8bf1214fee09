/** What orders adds to a user, and the cart. */
import {
  CodedError,
  type Connection,
  decodeCursor,
  encodeCursor,
  isStaff,
  requirePageSize,
  requireUser,
  toConnection,
} from '@tributary/service';
import { selects } from '@tributary/service/client-selection';
import type { GraphQLResolveInfo } from 'graphql';
import { lineTotalMinor, subtotalMinor } from '../domain/pricing.js';
import type { Context } from '../context.js';
import type { Resolvers } from '../generated/resolvers.js';
import { isUuid } from '../inputs.js';
import type { ChangesPage } from '../store.js';
import type { OrderView } from '../views.js';

export const userResolvers: Pick<Resolvers, 'User' | 'Cart' | 'CartLine'> = {
  User: {
    __resolveReference: ({ id }) => ({ id }),

    async cart({ id }, _args, { identity, loaders }) {
      if (requireUser(identity) !== id) throw new CodedError('FORBIDDEN');
      return { __typename: 'Cart', lines: await loaders.cartLinesByUser.load(id) };
    },

    orders({ id }, args, context, info) {
      const { identity } = context;
      if (requireUser(identity) !== id && !isStaff(identity)) throw new CodedError('FORBIDDEN');
      return readBuyerOrders(context, id, args, info);
    },

    async changedOrders({ id }, args, { identity, loaders }) {
      if (requireUser(identity) !== id) throw new CodedError('FORBIDDEN');
      const first = requirePageSize(args.first ?? 20);
      const after = args.after ? readChange(args.after) : null;
      const page = { buyerId: id, limit: first + 1, since: args.since ?? null, after };
      const rows = await loaders.changedOrders.load(page);
      return toConnection(rows, first, cursorOfChange, args.after);
    },
  },

  Cart: {
    totalQuantity: ({ lines }) => lines.reduce((sum, { quantity }) => sum + quantity, 0),
    subtotal: ({ lines }) =>
      lines[0] ? { amount: subtotalMinor(lines), currency: lines[0].currency } : null,
    lines: ({ lines }) => [...lines],
  },

  CartLine: {
    unitPrice: ({ unitPriceMinor, currency }) => ({ amount: unitPriceMinor, currency }),
    lineTotal: (line) => ({ amount: lineTotalMinor(line), currency: line.currency }),
    variant: ({ sku }) => ({ sku }),
  },
};

const linePaths = ['edges.node.lines'];
const addressPaths = ['edges.node.shippingAddress'];

/** A page of a buyer's orders. Who may see it the caller has decided. @throws CodedError BAD_USER_INPUT */
export async function readBuyerOrders(
  { env }: Pick<Context, 'env'>,
  buyerId: string,
  args: { first?: number | null; after?: string | null },
  info: GraphQLResolveInfo,
): Promise<Connection<OrderView>> {
  const first = requirePageSize(args.first ?? 10);
  const beforeId = args.after ? readOrderId(args.after) : null;
  const parts = { withLines: selects(info, linePaths), withAddress: selects(info, addressPaths) };
  const page = { buyerId, limit: first + 1, beforeId, ...parts };
  const rows = isUuid(buyerId) ? await env.store.ordersOfBuyer(page) : [];
  return toConnection(rows, first, (order) => encodeCursor([order.id]), args.after);
}

const cursorOfChange = ({ updatedAt, id }: OrderView) => encodeCursor([updatedAt.getTime(), id]);

function readChange(cursor: string): ChangesPage['after'] {
  const [time, id] = decodeCursor(cursor, 2);
  const updatedAt = new Date(typeof time === 'number' ? time : Number.NaN);
  if (typeof id === 'string' && isUuid(id) && !Number.isNaN(updatedAt.getTime()))
    return { updatedAt, id };
  throw new CodedError('BAD_USER_INPUT', '"after" is not a cursor of this list.');
}

function readOrderId(cursor: string): string {
  const [id] = decodeCursor(cursor, 1);
  if (typeof id === 'string' && isUuid(id)) return id;
  throw new CodedError('BAD_USER_INPUT', '"after" is not a cursor of this list.');
}
