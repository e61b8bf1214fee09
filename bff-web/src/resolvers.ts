/** The schema's resolvers; each of a page or a mutation costs one operation on the gateway. */
import { DateTime } from '@tributary/service';
import type { Resolvers } from './generated/resolvers.js';
import { accountMutations, accountQueries } from './resolvers/account.js';
import { cartMutations, cartQueries } from './resolvers/cart.js';
import { catalogueMutations, catalogueQueries } from './resolvers/catalogue.js';
import { liveSubscriptions } from './resolvers/live.js';
import { orderDeskMutations, orderDeskQueries } from './resolvers/order-desk.js';
import { orderMutations, orderQueries } from './resolvers/orders.js';
import { sessionMutations } from './resolvers/session.js';
import { staffCatalogueMutations, staffCatalogueQueries } from './resolvers/staff-catalogue.js';
import { staffFigureMutations, staffFigureQueries } from './resolvers/staff-figures.js';
import { formatPrice } from './views/price.js';

export const resolvers: Resolvers = {
  DateTime,
  Query: {
    ...catalogueQueries,
    ...cartQueries,
    ...orderQueries,
    ...accountQueries,
    ...staffCatalogueQueries,
    ...orderDeskQueries,
    ...staffFigureQueries,
  },
  Mutation: {
    ...sessionMutations,
    ...catalogueMutations,
    ...cartMutations,
    ...orderMutations,
    ...accountMutations,
    ...staffCatalogueMutations,
    ...orderDeskMutations,
    ...staffFigureMutations,
  },
  Subscription: liveSubscriptions,
  SalesTotal: { formatted: (total, { locale }) => formatPrice(total, locale) },
  Price: { formatted: (price, { locale }) => formatPrice(price, locale) },
};
