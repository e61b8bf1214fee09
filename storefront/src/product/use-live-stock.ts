import { useMemo } from 'react';
import { useSubscription } from 'urql';
import { StockLevelsDocument, type VariantPartsFragment } from '../generated/documents.js';

/** As many as one stream follows. */
const maxSkus = 50;

/** The variants with the stock that they have now: it changes while one looks. */
export function useLiveStock(variants: readonly VariantPartsFragment[]): VariantPartsFragment[] {
  const skus = useMemo(() => variants.slice(0, maxSkus).map(({ sku }) => sku), [variants]);
  const [{ data, error }] = useSubscription({
    query: StockLevelsDocument,
    variables: { skus },
    pause: skus.length === 0,
  });
  const levels = new Map(
    error ? [] : data?.stockLevels.map(({ sku, ...level }) => [sku, level] as const),
  );
  return variants.map((variant) => ({ ...variant, ...levels.get(variant.sku) }));
}
