/** Reads of the catalogue that are only shown, each for a whole batch of keys in one statement. */
import type { CategoryView, ProductView } from '../views.js';
import { toProduct } from './catalogue-reads.js';
import type { PrismaClient } from './database.js';

const productSelect = {
  id: true,
  slug: true,
  name: true,
  description: true,
  categoryId: true,
  images: true,
  minPriceAmount: true,
  maxPriceAmount: true,
  currency: true,
} as const;

export const catalogueViews = (prisma: PrismaClient) => ({
  /** @param ids UUIDs; unknown ones are absent from the answer */
  async productsById(ids: readonly string[]): Promise<ProductView[]> {
    const where = { id: { in: [...ids] } };
    return (await prisma.product.findMany({ where, select: productSelect })).map(toProduct);
  },

  async productBySlug(slug: string): Promise<ProductView | null> {
    const row = await prisma.product.findUnique({ where: { slug }, select: productSelect });
    return row && toProduct(row);
  },

  categoriesById: (ids: readonly string[]): Promise<CategoryView[]> =>
    prisma.category.findMany({ where: { id: { in: [...ids] } } }),

  /** All of them, by name. */
  categories: (): Promise<CategoryView[]> =>
    prisma.category.findMany({ orderBy: [{ name: 'asc' }, { id: 'asc' }] }),
});
