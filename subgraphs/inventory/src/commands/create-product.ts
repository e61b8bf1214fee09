import { CodedError } from '@tributary/service';
import type { Effects } from '../effects.js';
import type { CreateProduct } from '../inputs.js';
import { CatalogueConflict, type NewProduct, type Store } from '../store.js';
import type { CategoryView } from '../views.js';
import { announcePrices, pricesOf } from './announce-prices.js';

export type CreateProductOutcome = { productId: string } | { taken: string };

/**
 * Adds a product with its variants, out of stock. A slug or SKU in use is an outcome that names it.
 * @throws CodedError BAD_USER_INPUT for an unknown category
 */
export async function createProduct(
  store: Store,
  input: CreateProduct,
  effects: Effects,
): Promise<CreateProductOutcome> {
  const [category] = await store.categoriesBySlug([input.category]);
  if (!category)
    throw new CodedError('BAD_USER_INPUT', `"input.category": no category "${input.category}".`);
  const product = toNewProduct(input, category, effects);
  try {
    await store.transaction(async (tx) => {
      await tx.addProducts([product]);
      await announcePrices(tx, pricesOf([product]), effects);
    });
    return { productId: product.id };
  } catch (error) {
    if (!(error instanceof CatalogueConflict)) throw error;
    return { taken: await describeTaken(store, input) };
  }
}

export function toNewProduct(
  { slug, name, description, images, variants }: CreateProduct,
  category: CategoryView,
  { createId, now }: Effects,
): NewProduct {
  const { currency } = variants[0]!;
  const id = createId();
  return { id, slug, name, description, images, variants, category, currency, createdAt: now() };
}

async function describeTaken(store: Store, { slug, variants }: CreateProduct): Promise<string> {
  const taken = await store.findTaken(
    [slug],
    variants.map(({ sku }) => sku),
  );
  if (taken.slugs.size > 0) return `The slug "${slug}" is in use.`;
  return `In use: ${[...taken.skus].map((sku) => `SKU "${sku}"`).join(', ')}.`;
}
