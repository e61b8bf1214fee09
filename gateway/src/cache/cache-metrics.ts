/** What the cache tells Prometheus. */
import { Counter, Gauge } from '@tributary/service';
import type { MemoryStore } from './memory-store.js';

export const readCounter = new Counter({
  name: 'gateway_cache_reads_total',
  help: 'Entities and answers of root fields that were looked for in the cache, by outcome: hit, shared (Redis had it), stale, joined (another request was asking), miss, bypassed (Redis is away).',
  labelNames: ['subgraph', 'outcome'],
});

export const fillCounter = new Counter({
  name: 'gateway_cache_fills_total',
  help: 'What subgraphs answered that may be kept, by outcome: stored, refused (it changed meanwhile).',
  labelNames: ['subgraph', 'outcome'],
});

export const changeCounter = new Counter({
  name: 'gateway_cache_invalidations_total',
  help: 'Changes that ended entries, by source: mutation, told (by services and operators), shared (by other gateways).',
  labelNames: ['source'],
});

export const lateCounter = new Counter({
  name: 'gateway_cache_late_invalidations_total',
  help: 'Changes that other gateways could not be told of before the mutation was answered.',
});

const stores = new Set<MemoryStore>();
const sum = (measure: (store: MemoryStore) => number) =>
  [...stores].reduce((total, store) => total + measure(store), 0);

export const cacheBytes = new Gauge({
  name: 'gateway_cache_bytes',
  help: 'Memory that cached entries take, estimated.',
  collect() {
    this.set(sum(({ bytes }) => bytes));
  },
});

export const cacheEntries = new Gauge({
  name: 'gateway_cache_entries',
  help: 'Cached entries in memory.',
  collect() {
    this.set(sum(({ size }) => size));
  },
});

/** Counts the store until the returned function is called. */
export function measureStore(store: MemoryStore): () => void {
  stores.add(store);
  return () => void stores.delete(store);
}
