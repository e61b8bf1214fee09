/** Reads of the catalogue that are only shown, each for a whole batch of keys in one statement. */
import type { CategoryView, ProductView } from '../views.js';
import { productColumns, type ProductRow, toProduct } from './catalogue-reads.js';
import type { Sql } from './database.js';

/** More categories than a shop has: then they are forgotten and read anew. */
const rememberedMax = 1_000;

export const catalogueViews = (db: Sql) => {
  // A category never changes once it is there, so what was read once need not be read again.
  const remembered = new Map<string, CategoryView>();
  return {
    /** @param ids UUIDs; unknown ones are absent from the answer */
    async productsById(ids: readonly string[]): Promise<ProductView[]> {
      const rows = await db.$queryRaw<ProductRow[]>`
        SELECT ${productColumns} FROM products p
        WHERE p.id = ANY ((SELECT ${ids}::uuid[])::uuid[])`;
      return rows.map(toProduct);
    },

    async productBySlug(slug: string): Promise<ProductView | null> {
      const [row] = await db.$queryRaw<ProductRow[]>`
        SELECT ${productColumns} FROM products p WHERE p.slug = ${slug}`;
      return row ? toProduct(row) : null;
    },

    /** One that was read before; undefined says nothing. */
    knownCategory: (id: string): CategoryView | undefined => remembered.get(id),

    categoriesById: async (ids: readonly string[]): Promise<CategoryView[]> => {
      const unknown = ids.filter((id) => !remembered.has(id));
      if (unknown.length > 0) {
        if (remembered.size >= rememberedMax) remembered.clear();
        const rows = await db.$queryRaw<CategoryView[]>`
          SELECT id, slug, name FROM categories WHERE id = ANY (${unknown}::uuid[])`;
        for (const row of rows) remembered.set(row.id, row);
      }
      return ids.flatMap((id) => remembered.get(id) ?? []);
    },

    /** All of them, by name. */
    categories: (): Promise<CategoryView[]> =>
      db.$queryRaw`SELECT id, slug, name FROM categories ORDER BY name, id`,
  };
};
