/** One pass over all SKUs. Levels, ledger and reservations change in one transaction: no second look. */
import { streamSkus } from './books/skus.js';
import { skuChecks } from './checks/sku-checks.js';
import type { Run } from './run.js';

export async function auditSkus({ sources, tally, progress, signal }: Run): Promise<void> {
  const { inventory } = sources.databases;
  for (const check of skuChecks)
    if (inventory) tally.of(check);
    else tally.skip(check, 'the inventory database was not given');
  if (!inventory) return;
  let done = 0;
  for await (const page of streamSkus(inventory)) {
    signal?.throwIfAborted();
    for (const books of page)
      for (const check of skuChecks) {
        const finding = check.inspect(books);
        if (finding === undefined) continue;
        tally.of(check).examined += 1;
        if (finding) tally.add(check, { subject: books.sku, remedy: check.remedy }, finding);
      }
    progress('stock', (done += page.length));
  }
}
