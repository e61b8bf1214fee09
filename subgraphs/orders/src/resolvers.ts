/** All resolvers of the service. Shapes only: what they do is in resolvers/, commands/ and loaders. */
import { DateTime } from '@tributary/service';
import type { Resolvers } from './generated/resolvers.js';
import { cartMutations } from './resolvers/cart-mutations.js';
import { jobMutations, jobQueries, jobTypes } from './resolvers/jobs.js';
import { orderMutations } from './resolvers/order-mutations.js';
import { orderResolvers } from './resolvers/order.js';
import { queries } from './resolvers/queries.js';
import { salesQueries } from './resolvers/sales.js';
import { userResolvers } from './resolvers/user.js';
import { streamOrder } from './subscriptions/order-stream.js';

export const resolvers: Resolvers = {
  DateTime,
  ...jobTypes,
  Query: { ...queries, ...salesQueries, ...jobQueries },
  Mutation: { ...cartMutations, ...orderMutations, ...jobMutations },
  Subscription: {
    orderUpdated: { subscribe: (_parent, { id }, context) => streamOrder(context, id) },
  },
  ...userResolvers,
  ...orderResolvers,
};
