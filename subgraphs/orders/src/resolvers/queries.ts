import {
  decodeCursor,
  encodeCursor,
  requirePageSize,
  requireStaff,
  toConnection,
} from '@tributary/service';
import { CodedError } from '@tributary/service';
import { visibleOrder } from '../context.js';
import type { QueryResolvers } from '../generated/resolvers.js';
import { isUuid } from '../inputs.js';
import { readOrderFilter } from '../order-filter.js';
import type { ListPosition } from '../store.js';
import type { OrderView } from '../views.js';
import { readBuyerOrders } from './user.js';

export const queries: QueryResolvers = {
  order: (_parent, { id }, context) => visibleOrder(context, id),

  myOrders: (_parent, args, context, info) =>
    context.identity.userId ? readBuyerOrders(context, context.identity.userId, args, info) : null,

  async orders(_parent, args, { identity, env }) {
    requireStaff(identity);
    const first = requirePageSize(args.first ?? 20);
    const after = args.after ? readPosition(args.after) : null;
    const filter = readOrderFilter(args.filter);
    const rows = filter ? await env.store.listOrders(filter, first + 1, after) : [];
    return toConnection(rows, first, cursorOf, args.after);
  },
};

const cursorOf = ({ placedAt, id }: OrderView) => encodeCursor([placedAt.toISOString(), id]);

function readPosition(cursor: string): ListPosition {
  const [placedAt, id] = decodeCursor(cursor, 2).map(String) as [string, string];
  const position = { placedAt: new Date(placedAt), id };
  if (Number.isNaN(position.placedAt.getTime()) || !isUuid(id))
    throw new CodedError('BAD_USER_INPUT', '"after" is not a cursor of this list.');
  return position;
}
