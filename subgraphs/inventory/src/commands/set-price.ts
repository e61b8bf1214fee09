import { CodedError } from '@tributary/service';
import type { Effects } from '../effects.js';
import type { SetPrice } from '../inputs.js';
import type { Store } from '../store.js';
import { announcePrices } from './announce-prices.js';

/**
 * Sets the price of a variant and, with it, its product's range.
 * @throws CodedError NOT_FOUND; BAD_USER_INPUT for a currency that its siblings are not priced in
 */
export async function setPrice(
  store: Store,
  { sku, amount, currency }: SetPrice,
  effects: Effects,
): Promise<void> {
  await store.transaction(async (tx) => {
    const [variant] = await tx.variantsBySku([sku]);
    if (!variant) throw new CodedError('NOT_FOUND', `There is no variant "${sku}".`);
    await tx.lockProduct(variant.productId);
    const siblings = (await tx.pricedVariants(variant.productId)).filter(
      (each) => each.sku !== sku,
    );
    const other = siblings.find(({ price }) => price.currency !== currency);
    if (other)
      throw new CodedError(
        'BAD_USER_INPUT',
        `"input.currency": the product's other variants are priced in ${other.price.currency}.`,
      );
    await tx.setPrice(variant.productId, sku, { amount, currency }, effects.now());
    const priced = await tx.pricedVariants(variant.productId);
    await announcePrices(
      tx,
      priced.filter((each) => each.sku === sku),
      effects,
    );
  });
}
