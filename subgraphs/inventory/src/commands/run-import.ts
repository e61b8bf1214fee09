/**
 * Runs an import in chunks. Each chunk commits its products together with the progress, so that a
 * worker that dies at any point, or two that run the same import, neither skip nor repeat a line.
 */
import {
  keepFailures,
  type LineFailure,
  readImportLines,
  refuseTaken,
  type SourceLine,
} from '../domain/import-lines.js';
import { receive } from '../domain/stock.js';
import type { Effects } from '../effects.js';
import { CatalogueConflict, type Store, type StoreTransaction } from '../store.js';
import { announcePrices, pricesOf } from './announce-prices.js';
import { toNewProduct } from './create-product.js';
import { type ReadLine, readProducts } from './read-products.js';

const linesPerChunk = 100;
/** Another writer can take a slug between the check and the insert; the chunk is then read again. */
const triesPerChunk = 3;

/** Goes on where the import stands, to its end or until `signal` aborts (then it throws). */
export async function runImport(
  store: Store,
  importId: string,
  effects: Effects,
  signal?: AbortSignal,
): Promise<void> {
  const source = await store.importSource(importId);
  if (source === null) throw new Error(`There is no import ${importId}.`);
  const lines = readImportLines(source);
  while (await runChunk(store, importId, lines, effects)) signal?.throwIfAborted();
}

/** Marks an import as stopped that could not be finished. What was done stays. */
export async function abandonImport(
  store: Store,
  importId: string,
  effects: Effects,
): Promise<void> {
  await store.transaction(async (tx) => {
    const found = await tx.lockImport(importId);
    if (!found || found.status === 'COMPLETED') return;
    await tx.saveProgress({ ...found, status: 'FAILED', at: effects.now() });
  });
}

/** One chunk; false when the import is done. */
async function runChunk(
  store: Store,
  importId: string,
  lines: readonly SourceLine[],
  effects: Effects,
): Promise<boolean> {
  for (let tries = 1; ; tries++) {
    try {
      return await store.transaction((tx) => importChunk(tx, importId, lines, effects));
    } catch (error) {
      if (!(error instanceof CatalogueConflict) || tries === triesPerChunk) throw error;
    }
  }
}

async function importChunk(
  tx: StoreTransaction,
  importId: string,
  lines: readonly SourceLine[],
  effects: Effects,
): Promise<boolean> {
  const found = await tx.lockImport(importId);
  if (!found || found.status === 'COMPLETED') return false;
  const chunk = lines.slice(found.processed, found.processed + linesPerChunk);
  const failures = await importLines(tx, importId, chunk, effects);
  const processed = found.processed + chunk.length;
  const done = processed >= found.total;
  await tx.saveProgress({
    id: importId,
    status: done ? 'COMPLETED' : 'RUNNING',
    processed,
    failures: keepFailures(found.failures, failures),
    at: effects.now(),
  });
  return !done;
}

/** Adds what can be added of these lines and answers with the others. */
async function importLines(
  tx: StoreTransaction,
  importId: string,
  chunk: readonly SourceLine[],
  effects: Effects,
): Promise<LineFailure[]> {
  const { read, failures } = readProducts(chunk);
  const taken = await tx.findTaken(
    read.map(({ slug }) => slug),
    read.flatMap(({ skus }) => skus),
  );
  const found = await tx.categoriesBySlug([...new Set(read.map(({ category }) => category))]);
  const categories = new Map(found.map((category) => [category.slug, category]));
  const checked = refuseTaken(read, taken, categories);
  await addProducts(tx, importId, checked.accepted, categories, effects);
  return [...failures, ...checked.failures];
}

async function addProducts(
  tx: StoreTransaction,
  importId: string,
  lines: readonly ReadLine[],
  categories: ReadonlyMap<string, Parameters<typeof toNewProduct>[1]>,
  effects: Effects,
): Promise<void> {
  if (lines.length === 0) return;
  const products = lines.map(({ product }) =>
    toNewProduct(product, categories.get(product.category)!, effects),
  );
  const levels = await tx.addProducts(products);
  const received = lines.flatMap(({ product }) => product.variants).filter((each) => each.quantity);
  await tx.moveStock(
    receive(received).map((change) => ({ ...change, reference: `import ${importId}` })),
    levels,
    { at: effects.now(), createId: effects.createId },
  );
  await announcePrices(tx, pricesOf(products), effects);
}
