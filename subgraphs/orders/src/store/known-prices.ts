/** Prices as inventory last announced them. News may come late and out of order: the newest stays. */
import type { SoldVariant } from '../domain/cart.js';
import type { Sql } from './database.js';

export const knownPricesIn = (db: Sql) => ({
  /** Variants that were on sale when inventory was last heard of, and SKUs known to be withdrawn. */
  async knownPrices(
    skus: readonly string[],
  ): Promise<{ sold: Map<string, SoldVariant>; withdrawn: Set<string> }> {
    const rows = await db.$queryRaw<(SoldVariant & { isGone: boolean })[]>`
      SELECT sku, name, amount AS "unitPriceMinor", currency,
        coalesce(withdrawn_at >= priced_at, false) AS "isGone"
      FROM known_prices WHERE sku = ANY (${skus}::text[])`;
    const sold = new Map<string, SoldVariant>();
    const withdrawn = new Set<string>();
    for (const { isGone, ...variant } of rows)
      if (isGone) withdrawn.add(variant.sku);
      else sold.set(variant.sku, variant);
    return { sold, withdrawn };
  },

  async saveKnownPrices(variants: readonly SoldVariant[], pricedAt: Date): Promise<void> {
    const rows = JSON.stringify(variants);
    // In the order of SKUs, so that two of these at once cannot lock each other out.
    await db.$executeRaw`
      INSERT INTO known_prices (sku, name, amount, currency, priced_at)
      SELECT DISTINCT ON (sku) sku, name, "unitPriceMinor", currency, ${pricedAt}
      FROM jsonb_to_recordset(${rows}::text::jsonb)
        AS row (sku text, name text, "unitPriceMinor" int, currency text)
      ORDER BY sku
      ON CONFLICT (sku) DO UPDATE SET
        name = EXCLUDED.name, amount = EXCLUDED.amount, currency = EXCLUDED.currency,
        priced_at = EXCLUDED.priced_at,
        renamed_words = CASE
          WHEN known_prices.renamed_words IS NOT NULL OR known_prices.name NOT IN ('', EXCLUDED.name)
          THEN array_to_tsvector(search_words(EXCLUDED.name)) END
      WHERE known_prices.priced_at <= EXCLUDED.priced_at`;
  },

  /** Also for a SKU that was never heard of: its first price may still be on the way. */
  async saveWithdrawals(skus: readonly string[], withdrawnAt: Date): Promise<void> {
    await db.$executeRaw`
      INSERT INTO known_prices (sku, name, amount, currency, priced_at, withdrawn_at)
      SELECT DISTINCT sku, '', 0, 'EUR', 'epoch'::timestamptz, ${withdrawnAt}::timestamptz
      FROM unnest(${skus}::text[]) AS sku ORDER BY sku
      ON CONFLICT (sku) DO UPDATE SET
        withdrawn_at = greatest(known_prices.withdrawn_at, EXCLUDED.withdrawn_at)`;
  },
});
