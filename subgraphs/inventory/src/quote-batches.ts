/**
 * Quotes that are asked for in the same turn of the event loop share one statement. Nothing is kept:
 * each answer was read after its question came.
 */
import type { QuoteView } from './views.js';

type ReadQuotes = (skus: readonly string[]) => Promise<QuoteView[]>;

interface Waiting {
  skus: readonly string[];
  resolve: (quotes: QuoteView[]) => void;
  reject: (error: unknown) => void;
}

/** Calls that share a statement at most, so that the statement stays short. */
const callsMax = 50;

/** @param read answers known SKUs, in any order; when it fails, so do all who share it */
export function createQuoteBatches(read: ReadQuotes): ReadQuotes {
  let waiting: Waiting[] = [];

  function answerAll(): void {
    const calls = waiting;
    waiting = [];
    for (let start = 0; start < calls.length; start += callsMax)
      void answer(read, calls.slice(start, start + callsMax));
  }

  return (skus) =>
    new Promise((resolve, reject) => {
      if (waiting.push({ skus, resolve, reject }) === 1) setImmediate(answerAll);
    });
}

async function answer(read: ReadQuotes, calls: readonly Waiting[]): Promise<void> {
  try {
    const [only] = calls;
    if (calls.length === 1) return only!.resolve(await read(only!.skus));
    const quotes = await read([...new Set(calls.flatMap(({ skus }) => skus))]);
    const bySku = new Map(quotes.map((quote) => [quote.sku, quote]));
    for (const { skus, resolve } of calls) resolve(skus.flatMap((sku) => bySku.get(sku) ?? []));
  } catch (error) {
    for (const { reject } of calls) reject(error);
  }
}
