import { CodedError } from '@tributary/service';
import type { Effects } from '../effects.js';
import type { UpdateProduct } from '../inputs.js';
import type { Store } from '../store.js';
import { announcePrices } from './announce-prices.js';

/**
 * Changes what a product says of itself; a new name is announced for its variants.
 * @throws CodedError NOT_FOUND, BAD_USER_INPUT for an unknown category
 */
export async function updateProduct(
  store: Store,
  { id, category: categorySlug, name, description, images }: UpdateProduct,
  effects: Effects,
): Promise<void> {
  const [category] = categorySlug ? await store.categoriesBySlug([categorySlug]) : [];
  if (categorySlug && !category)
    throw new CodedError('BAD_USER_INPUT', `"input.category": no category "${categorySlug}".`);
  await store.transaction(async (tx) => {
    const product = await tx.lockProduct(id);
    if (!product) throw new CodedError('NOT_FOUND', 'There is no such product.');
    const changes = {
      category,
      name: name ?? undefined,
      description: description ?? undefined,
      images: images ?? undefined,
    };
    await tx.updateProduct(id, changes, effects.now());
    if (name != null && name !== product.name)
      await announcePrices(tx, await tx.pricedVariants(id), effects);
  });
}
