import { CodedError } from '@tributary/service';
import type { Effects } from '../effects.js';
import { createEvent } from '../events.js';
import type { Store } from '../store.js';

/**
 * Takes a variant off sale for good. Orders that hold it keep it; doing it again changes nothing.
 * @throws CodedError NOT_FOUND
 */
export async function withdrawVariant(store: Store, sku: string, effects: Effects): Promise<void> {
  await store.transaction(async (tx) => {
    const [level] = await tx.lockLevels([sku]);
    const [variant] = await tx.variantsBySku([sku]);
    if (!level || !variant) throw new CodedError('NOT_FOUND', `There is no variant "${sku}".`);
    if (level.withdrawn) return;
    await tx.lockProduct(variant.productId);
    const at = effects.now();
    await tx.withdrawVariant(variant.productId, sku, at);
    const payload = { skus: [sku], withdrawnAt: at.toISOString() };
    await tx.append([createEvent('VariantsWithdrawn', sku, payload, effects)]);
  });
}
