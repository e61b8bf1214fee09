/** Variants and their stock. */
import { stockWord } from '../domain/stock.js';
import type { Resolvers } from '../generated/resolvers.js';
import { levelOf } from '../loaders.js';
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
    stock(variant, _args, { loaders }) {
      const level = levelOf(variant, loaders);
      return level instanceof Promise ? level.then(toStock) : toStock(level);
    },
    withdrawnAt: async (variant, _args, { loaders }) =>
      (await levelOf(variant, loaders))?.withdrawnAt ?? null,
    ...watchFields,
    ...stockBoardFields,
  },
};
