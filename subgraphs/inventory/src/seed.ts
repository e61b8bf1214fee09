/**
 * Fills a catalogue with demo products: deterministic, set by set, and only what is missing, so that
 * it can be run again, asked for more, or killed at any time.
 */
import { announcePrices, pricesOf } from './commands/announce-prices.js';
import { receive } from './domain/stock.js';
import { realEffects } from './effects.js';
import { createDemoProduct, demoCategories, type DemoProduct } from './seed/demo-product.js';
import { createStore, type Store, type StoreTransaction } from './store.js';

export interface SeedCatalogueOptions {
  /** As the service's own role. */
  databaseUrl: string;
  /** Products the catalogue is to have at least; three variants each on average. */
  products?: number;
  /** Called after each batch. */
  onProgress?: (done: number, total: number) => void;
}

export interface SeededCatalogue {
  /** What was added by this call. */
  products: number;
  variants: number;
}

const productsPerBatch = 500;
const openingReference = 'opening stock';

/** Seeds what is missing of the first `products` demo products; returns at once when nothing is. */
export async function seedCatalogue({
  databaseUrl,
  products = 240,
  onProgress,
}: SeedCatalogueOptions): Promise<SeededCatalogue> {
  const store = createStore({ databaseUrl, poolMax: 2 });
  const added: SeededCatalogue = { products: 0, variants: 0 };
  try {
    if (await isSeeded(store, products)) return added;
    for (let start = 0; start < products; start += productsPerBatch) {
      const end = Math.min(start + productsPerBatch, products);
      const batch = Array.from({ length: end - start }, (_, nth) => createDemoProduct(start + nth));
      const missing = await store.transaction((tx) => addMissing(tx, batch));
      added.products += missing.length;
      added.variants += missing.reduce((sum, { product }) => sum + product.variants.length, 0);
      onProgress?.(end, products);
    }
    return added;
  } finally {
    await store.close();
  }
}

/** Batches are added in order, so the last one tells. */
async function isSeeded(store: Store, products: number): Promise<boolean> {
  const { product } = createDemoProduct(products - 1);
  return (await store.productsById([product.id])).length > 0;
}

async function addMissing(
  tx: StoreTransaction,
  batch: readonly DemoProduct[],
): Promise<DemoProduct[]> {
  await tx.lockName('seed');
  await tx.addCategories(demoCategories);
  const taken = await tx.findTaken(
    batch.map(({ product }) => product.slug),
    [],
  );
  const missing = batch.filter(({ product }) => !taken.slugs.has(product.slug));
  if (missing.length > 0) await addDemoProducts(tx, await fileUnderKnown(tx, missing));
  return missing;
}

/** The categories may have been there before, under ids of their own. */
async function fileUnderKnown(
  tx: StoreTransaction,
  missing: readonly DemoProduct[],
): Promise<DemoProduct[]> {
  const known = await tx.categoriesBySlug(demoCategories.map(({ slug }) => slug));
  const bySlug = new Map(known.map((category) => [category.slug, category]));
  return missing.map(({ product, stock }) => ({
    product: { ...product, category: bySlug.get(product.category.slug)! },
    stock,
  }));
}

async function addDemoProducts(
  tx: StoreTransaction,
  missing: readonly DemoProduct[],
): Promise<void> {
  const products = missing.map(({ product }) => product);
  const at = products[0]!.createdAt;
  const levels = await tx.addProducts(products);
  const stocked = missing.flatMap(({ stock }) => stock).filter(({ quantity }) => quantity > 0);
  await tx.moveStock(
    receive(stocked).map((change) => ({ ...change, reference: openingReference })),
    levels,
    { at, createId: realEffects.createId },
  );
  await announcePrices(tx, pricesOf(products), realEffects);
}
