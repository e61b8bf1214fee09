/**
 * Who watches which stock, in this process. While anybody does, the levels that are watched are read in one
 * statement every so often and compared: sales, which are many, pay nothing for being watched, which few
 * are; however many processes sell or watch, and whatever connection was lost, a difference is seen.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { CodedError, createWatch, Gauge, type Logger, type Watch } from '@tributary/service';
import type { StockView } from '../views.js';

export interface StockUpdates {
  /**
   * Starts watching; the first change is there at once. End the watch when it is not needed any more.
   * @throws CodedError RATE_LIMITED over the limit, SERVICE_UNAVAILABLE while the process stops
   */
  watch(skus: readonly string[]): Watch;
  /** Watchers at the moment. */
  count(): number;
  /** Ends every watch. */
  close(): Promise<void>;
}

export interface StockUpdatesOptions {
  readStock: (skus: readonly string[]) => Promise<StockView[]>;
  logger: Logger;
  intervalMs: number;
  maxWatchers: number;
}

const watchersGauge = new Gauge({
  name: 'inventory_watchers',
  help: 'Subscriptions to stock in this process.',
});

export function startStockUpdates(options: StockUpdatesOptions): StockUpdates {
  const { readStock, logger, intervalMs, maxWatchers } = options;
  const stopping = new AbortController();
  const watches = new Map<string, Set<Watch>>();
  const known = new Map<string, number>();
  let count = 0;
  let looking: Promise<void> | undefined;

  const look = async () => {
    for (const { sku, available } of await readStock([...watches.keys()])) {
      const before = known.get(sku);
      if (!watches.has(sku) || before === available) continue;
      known.set(sku, available);
      watches.get(sku)!.forEach((watch) => watch.wake());
    }
  };
  const lookOnAndOn = async () => {
    while (watches.size > 0 && !stopping.signal.aborted) {
      await look().catch((error: unknown) =>
        logger.warn({ err: error }, 'watched stock could not be read'),
      );
      await pause(intervalMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
    looking = undefined;
  };
  const forget = (skus: readonly string[], watch: Watch) => {
    watchersGauge.set(--count);
    for (const sku of skus) {
      const group = watches.get(sku);
      group?.delete(watch);
      if (group?.size !== 0) continue;
      watches.delete(sku);
      known.delete(sku);
    }
  };

  return {
    watch(skus) {
      if (stopping.signal.aborted) throw new CodedError('SERVICE_UNAVAILABLE');
      if (count >= maxWatchers) throw new CodedError('RATE_LIMITED');
      const watch = createWatch(() => forget(skus, watch));
      for (const sku of skus) watches.set(sku, (watches.get(sku) ?? new Set()).add(watch));
      watchersGauge.set(++count);
      looking ??= lookOnAndOn();
      return watch;
    },
    count: () => count,
    async close() {
      stopping.abort();
      for (const group of watches.values()) for (const watch of group) watch.end();
      await looking;
    },
  };
}
