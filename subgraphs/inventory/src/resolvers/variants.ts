/** Variants and their stock. */
import { stockWord } from '../domain/stock.js';
import type { Resolvers } from '../generated/resolvers.js';
import type { StockView } from '../views.js';
import { stockBoardFields } from './stock-board.js';
import { watchFields } from './watches.js';

export const variantQueries: Resolvers['Query'] = {
  variant: (_root, { sku }, { loaders }) => loaders.variantsBySku.load(sku),
};

const toStock = (level: StockView | null) => {
  const available = level?.available ?? 0;
  return { available, level: stockWord(available) };
};

export const variantTypes: Resolvers = {
  Variant: {
    __resolveReference: ({ sku }, { loaders }) => loaders.variantsBySku.load(sku),
    async product({ productId }, _args, { loaders }) {
      const product = await loaders.productsById.load(productId);
      if (!product) throw new Error(`Product ${productId} is gone.`);
      return product;
    },
    stock: ({ sku, level }, _args, { loaders }) =>
      level ? toStock(level) : loaders.stockBySku.load(sku).then(toStock),
    withdrawnAt: async ({ sku }, _args, { loaders }) =>
      (await loaders.stockBySku.load(sku))?.withdrawnAt ?? null,
    ...watchFields,
    ...stockBoardFields,
  },
};
