/** Variants and their stock. */
import { stockWord } from '../domain/stock.js';
import type { Resolvers } from '../generated/resolvers.js';
import { stockBoardFields } from './stock-board.js';
import { watchFields } from './watches.js';

export const variantQueries: Resolvers['Query'] = {
  variant: (_root, { sku }, { loaders }) => loaders.variantsBySku.load(sku),
};

export const variantTypes: Resolvers = {
  Variant: {
    __resolveReference: ({ sku }, { loaders }) => loaders.variantsBySku.load(sku),
    async product({ productId }, _args, { loaders }) {
      const product = await loaders.productsById.load(productId);
      if (!product) throw new Error(`Product ${productId} is gone.`);
      return product;
    },
    async stock({ sku }, _args, { loaders }) {
      const available = (await loaders.stockBySku.load(sku))?.available ?? 0;
      return { available, level: stockWord(available) };
    },
    withdrawnAt: async ({ sku }, _args, { loaders }) =>
      (await loaders.stockBySku.load(sku))?.withdrawnAt ?? null,
    ...watchFields,
    ...stockBoardFields,
  },
};
