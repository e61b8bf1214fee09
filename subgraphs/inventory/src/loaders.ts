/** One request's batches: however many products a query touches, each kind of read is one statement. */
import DataLoader from 'dataloader';
import { isSku, isUuid } from './inputs.js';
import type { Store } from './store.js';
import type { CategoryView, MovementView, ProductView, StockView, VariantView } from './views.js';

const maxBatchSize = 5_000;

/** @param userId the caller, null for a guest */
export function createLoaders(store: Store, userId: string | null) {
  const variantsBySku = loadOne<VariantView>(
    isSku,
    (skus) => store.variantsBySku(skus),
    ({ sku }) => sku,
  );
  const stock = loadOne<StockView>(isSku, store.stockBySku, ({ sku }) => sku);
  const movements = new Map<number, DataLoader<string, MovementView[]>>();
  return {
    productsById: loadOne<ProductView>(
      isUuid,
      (ids) => store.productsById(ids),
      ({ id }) => id,
    ),
    categoriesById: loadOne<CategoryView>(
      isUuid,
      (ids) => store.categoriesById(ids),
      ({ id }) => id,
    ),
    variantsBySku,
    /** Units that can be bought now; null for an unknown SKU. */
    stockBySku: stock,
    /** Null for a SKU that the caller does not watch. */
    watchedBySku: loadOne<{ sku: string }>(
      isSku,
      async (skus) => (userId ? store.watchedSkus(userId, skus) : []),
      ({ sku }) => sku,
    ),
    /** The latest movements of a SKU, `first` at most; one batch for each `first`. */
    movementsBySku: (first: number) => {
      const known = movements.get(first);
      if (known) return known;
      const loader = loadGroups<MovementView>(
        (skus) => store.movementsBySku(skus, first),
        ({ sku }) => sku,
      );
      movements.set(first, loader);
      return loader;
    },
    /** For staff: withdrawn ones too. */
    allVariantsByProduct: loadGroups<VariantView>(
      (ids) => store.allVariantsByProduct(ids),
      ({ productId }) => productId,
    ),
    variantsByProduct: loadVariants(async (productIds) => {
      const variants = await store.variantsByProduct(productIds);
      for (const variant of variants) variantsBySku.prime(variant.sku, variant);
      return variants;
    }),
    /** The same for who will ask for their stock, too: it is then there. */
    stockedVariantsByProduct: loadVariants((ids) => store.stockedVariantsByProduct(ids)),
  };
}

const loadVariants = (read: (productIds: readonly string[]) => Promise<VariantView[]>) =>
  loadGroups<VariantView>(read, ({ productId }) => productId);

export type Loaders = ReturnType<typeof createLoaders>;

/** A variant's level: at once where it was read together with the variant. */
export const levelOf = (
  { sku, level }: VariantView,
  { stockBySku }: Loaders,
): StockView | Promise<StockView | null> => level ?? stockBySku.load(sku);

/** Loads the rows of each key, in the order they are read. */
function loadGroups<V>(
  read: (keys: readonly string[]) => Promise<V[]>,
  keyOf: (value: V) => string,
): DataLoader<string, V[]> {
  return new DataLoader(
    async (keys) => {
      const groups = new Map<string, V[]>(keys.map((key) => [key, []]));
      for (const value of await read(keys)) groups.get(keyOf(value))?.push(value);
      return keys.map((key) => groups.get(key)!);
    },
    { maxBatchSize },
  );
}

/** Loads one row per key. A text that cannot be such a key is simply not found. */
function loadOne<V>(
  isKey: (key: string) => boolean,
  read: (keys: readonly string[]) => Promise<V[]>,
  keyOf: (value: V) => string,
): DataLoader<string, V | null> {
  return new DataLoader(
    async (keys) => {
      const wanted = keys.filter(isKey);
      const values = wanted.length > 0 ? await read(wanted) : [];
      const byKey = new Map(values.map((value) => [keyOf(value), value]));
      return keys.map((key) => byKey.get(key) ?? null);
    },
    { maxBatchSize },
  );
}
