/** What gateways may have kept and no longer may when an event of inventory happened. */
import type { EventEnvelope } from '@tributary/messaging';
import { parseEvent } from '@tributary/contracts';
import type { StatedChange } from '@tributary/service';

/** Which products they are of the events do not say: it may be any of them. */
const anyProduct: StatedChange = { type: 'Product' };

export function readCacheChanges({ name, payload }: EventEnvelope): StatedChange[] {
  if (name === 'VariantsPriced')
    return toChanges(parseEvent(name, payload).variants.map(({ sku }) => sku));
  if (name === 'VariantsWithdrawn') return toChanges(parseEvent(name, payload).skus);
  return [];
}

const toChanges = (skus: readonly string[]): StatedChange[] => [
  ...skus.map((sku) => ({ type: 'Variant', key: { sku } })),
  anyProduct,
];
