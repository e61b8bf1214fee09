/** The schema's resolvers; each of a page or a mutation costs one operation on the gateway. */
import { DateTime } from '@tributary/service';
import type { Resolvers } from './generated/resolvers.js';
import { accountMutations, accountQueries } from './resolvers/account.js';
import { cartMutations, cartQueries } from './resolvers/cart.js';
import { catalogueQueries } from './resolvers/catalogue.js';
import { orderMutations, orderQueries } from './resolvers/orders.js';
import { sessionMutations } from './resolvers/session.js';
import { formatPrice } from './views/price.js';

export const resolvers: Resolvers = {
  DateTime,
  Query: { ...catalogueQueries, ...cartQueries, ...orderQueries, ...accountQueries },
  Mutation: { ...sessionMutations, ...cartMutations, ...orderMutations, ...accountMutations },
  Price: { formatted: (price, { locale }) => formatPrice(price, locale) },
};
