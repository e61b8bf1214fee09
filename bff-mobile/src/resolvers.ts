/** The schema's resolvers; each of a screen or a mutation costs one operation on the gateway. */
import { DateTime } from '@tributary/service';
import type { Resolvers } from './generated/resolvers.js';
import { accountMutations, accountQueries, sessionMutations } from './resolvers/account.js';
import { cartMutations, cartQueries } from './resolvers/cart.js';
import { catalogueQueries } from './resolvers/catalogue.js';
import { orderMutations, orderQueries } from './resolvers/orders.js';
import { pushMutations, pushQueries } from './resolvers/push.js';
import { syncMutations, syncQueries } from './resolvers/sync.js';

export const resolvers: Resolvers = {
  DateTime,
  Query: {
    ...catalogueQueries,
    ...cartQueries,
    ...orderQueries,
    ...accountQueries,
    ...syncQueries,
    ...pushQueries,
  },
  Mutation: {
    ...sessionMutations,
    ...cartMutations,
    ...orderMutations,
    ...accountMutations,
    ...syncMutations,
    ...pushMutations,
  },
};
