import type { Effects } from '../effects.js';
import { createEvent } from '../events.js';
import type { NewProduct, PricedVariant, StoreTransaction } from '../store.js';

/** Variants per event, as the catalogue of events allows. */
const variantsPerEvent = 500;

/** Writes VariantsPriced for these variants: prices or names are now as given. */
export async function announcePrices(
  tx: StoreTransaction,
  variants: readonly PricedVariant[],
  effects: Effects,
): Promise<void> {
  const pricedAt = effects.now().toISOString();
  const events = [];
  for (let start = 0; start < variants.length; start += variantsPerEvent) {
    const batch = variants.slice(start, start + variantsPerEvent);
    events.push(
      createEvent('VariantsPriced', batch[0]!.sku, { variants: batch, pricedAt }, effects),
    );
  }
  await tx.append(events);
}

/** The variants of new products, as carts and orders want to hear of them. */
export const pricesOf = (products: readonly NewProduct[]): PricedVariant[] =>
  products.flatMap(({ name, currency, variants }) =>
    variants.map((variant) => ({
      sku: variant.sku,
      name: `${name} — ${variant.name}`,
      price: { amount: variant.amount, currency },
    })),
  );
