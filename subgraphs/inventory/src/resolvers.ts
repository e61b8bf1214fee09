/** The whole schema, put together from its features. */
import { DateTime } from '@tributary/service';
import type { Resolvers } from './generated/resolvers.js';
import { jobMutations, jobQueries, jobTypes } from './resolvers/jobs.js';
import { productQueries, productTypes } from './resolvers/products.js';
import { stockBoardQueries } from './resolvers/stock-board.js';
import { stockReportQueries, stockReportTypes } from './resolvers/stock-report.js';
import { staffMutations, staffQueries } from './resolvers/staff.js';
import { variantQueries, variantTypes } from './resolvers/variants.js';
import { watchMutations, watchQueries } from './resolvers/watches.js';
import { streamStock } from './subscriptions/stock-stream.js';

export const resolvers: Resolvers = {
  DateTime,
  ...jobTypes,
  ...productTypes,
  ...variantTypes,
  ...stockReportTypes,
  Query: {
    ...productQueries,
    ...variantQueries,
    ...staffQueries,
    ...watchQueries,
    ...stockBoardQueries,
    ...stockReportQueries,
    ...jobQueries,
  },
  Subscription: {
    stockChanged: { subscribe: (_root, { skus }, context) => streamStock(context, skus) },
  },
  Mutation: { ...staffMutations, ...watchMutations, ...jobMutations },
};
