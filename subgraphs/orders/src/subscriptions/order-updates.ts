/**
 * Who watches which order, in this process: one LISTEN connection for all watchers. A watcher is told
 * that its order may have changed, never how; it reads the state itself. When the connection was lost,
 * every watcher is told once it is back, so nothing that happened meanwhile is missed.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { CodedError, createWatch, Gauge, type Logger, type Watch } from '@tributary/service';
import pg from 'pg';

export interface OrderUpdates {
  /**
   * Starts watching; the first change is there at once. End the watch when it is not needed any more.
   * @throws CodedError RATE_LIMITED over the limit, SERVICE_UNAVAILABLE while the process stops
   */
  watch(orderId: string): Watch;
  /** Watchers at the moment. */
  count(): number;
  /** Ends every watch and the connection. */
  close(): Promise<void>;
}

export interface OrderUpdatesOptions {
  databaseUrl: string;
  logger: Logger;
  maxWatchers: number;
}

const watchersGauge = new Gauge({
  name: 'orders_watchers',
  help: 'Orders being watched in this process.',
});

/** Connects in the background and never gives up. */
export function startOrderUpdates({
  databaseUrl,
  logger,
  maxWatchers,
}: OrderUpdatesOptions): OrderUpdates {
  const watches = new Map<string, Set<Watch>>();
  const stopping = new AbortController();
  let count = 0;

  function wakeAll(): void {
    for (const group of watches.values()) for (const watch of group) watch.wake();
  }

  const listening = listenForever({
    databaseUrl,
    logger,
    signal: stopping.signal,
    onListening: wakeAll,
    onOrder: (id) => watches.get(id)?.forEach((watch) => watch.wake()),
  });

  return {
    watch(orderId) {
      if (stopping.signal.aborted) throw new CodedError('SERVICE_UNAVAILABLE');
      if (count >= maxWatchers) throw new CodedError('RATE_LIMITED');
      const watch = createWatch(() => {
        watchersGauge.set(--count);
        const group = watches.get(orderId);
        group?.delete(watch);
        if (group?.size === 0) watches.delete(orderId);
      });
      watches.set(orderId, (watches.get(orderId) ?? new Set()).add(watch));
      watchersGauge.set(++count);
      return watch;
    },
    count: () => count,
    async close() {
      stopping.abort();
      for (const group of watches.values()) for (const watch of group) watch.end();
      await listening;
    },
  };
}

interface ListenOptions {
  databaseUrl: string;
  logger: Logger;
  signal: AbortSignal;
  onListening: () => void;
  onOrder: (orderId: string) => void;
}

async function listenForever(options: ListenOptions): Promise<void> {
  const { logger, signal } = options;
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      await listenOnce({ ...options, onListening: () => ((failures = 0), options.onListening()) });
    } catch (error) {
      logger.warn({ err: error }, 'live order updates are interrupted');
    }
    const waitMs = Math.min(5_000, 100 * 2 ** Math.min(failures, 10));
    await pause(waitMs, undefined, { signal }).catch(() => undefined);
  }
}

/** One connection's life: resolves when the process stops, rejects when the connection is lost. */
async function listenOnce({ databaseUrl, signal, onListening, onOrder }: ListenOptions) {
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: 3_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: 'orders order_updated',
  });
  try {
    const over = new Promise<void>((resolve, reject) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
      client.on('error', reject);
      client.on('end', () => reject(new Error('The connection ended.')));
    });
    over.catch(() => undefined);
    await client.connect();
    client.on('notification', ({ payload }) => payload && onOrder(payload));
    await client.query('LISTEN order_updated');
    onListening();
    await over;
  } finally {
    await client.end().catch(() => undefined);
  }
}
