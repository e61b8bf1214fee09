/** Puts the cache together. */
import type { Logger } from '@tributary/service';
import type { GraphQLSchema } from 'graphql';
import type { SubgraphDataSource } from '../subgraph-data-source.js';
import { changeCounter, measureStore } from './cache-metrics.js';
import { CacheReader } from './cache-reader.js';
import { type Change, tagsOfChange, type TypeFacts } from './change.js';
import { type ChangeLog, createOwnLog } from './change-log.js';
import { createFetchCache, type FetchCache } from './fetch-cache.js';
import { Flights } from './flights.js';
import { createMemoryStore } from './memory-store.js';
import { openRedisCache } from './redis-cache.js';
import { Tombstones } from './tombstones.js';
import { watchMutations } from './watch-mutations.js';

export interface CacheConfig {
  /** Memory for entries. */
  maxBytes: number;
  /** Longest time after its age that an entry is served while it is fetched anew. */
  staleMs: number;
  /** Where gateways share entries and changes. */
  redisUrl?: string | undefined;
}

export interface GatewayCacheOptions extends CacheConfig {
  refreshTimeoutMs: number;
  logger: Logger;
  now?: () => number;
}

export interface GatewayCache {
  /** For the operations of a supergraph that was loaded; changes are understood with it from now on. */
  forSchema(supergraph: GraphQLSchema): FetchCache;
  /** The subgraph with its mutations watched. */
  watch(name: string, source: SubgraphDataSource): SubgraphDataSource;
  /** Resolves when nobody reads any more what was before. Never rejects. */
  invalidate(changes: readonly Change[], source: ChangeSource): Promise<void>;
  close(): Promise<void>;
}

export type ChangeSource = 'mutation' | 'told';

const noFacts: TypeFacts = { interfacesOf: () => [], keySetsOf: () => [] };

export function createGatewayCache(options: GatewayCacheOptions): GatewayCache {
  const { maxBytes, staleMs, refreshTimeoutMs, redisUrl, logger, now = () => Date.now() } = options;
  let facts = noFacts;
  const tombstones = new Tombstones();
  const memory = createMemoryStore(maxBytes);
  const stopMeasuring = measureStore(memory);
  const bury = (changes: readonly Change[], position: number) => {
    for (const change of changes) tombstones.bury(tagsOfChange(change, facts), position);
  };
  const forget = () => {
    tombstones.restart();
    memory.clear();
  };
  const redis = redisUrl
    ? openRedisCache({ url: redisUrl, tombstones, bury, forget, logger })
    : undefined;
  const log: ChangeLog = redis?.log ?? createOwnLog(tombstones, bury);
  const flights = new Flights(tombstones);
  const shared = redis?.store;
  const parts = { memory, shared, log, tombstones, flights, staleMs, refreshTimeoutMs, now };
  const reader = new CacheReader(parts);
  const invalidate: GatewayCache['invalidate'] = async (changes, source) => {
    changeCounter.inc({ source }, changes.length);
    await log.append(changes);
  };
  const watched = new WeakMap<SubgraphDataSource, SubgraphDataSource>();
  return {
    invalidate,
    forSchema(supergraph) {
      const cache = createFetchCache(supergraph, reader);
      facts = cache.facts;
      return cache;
    },
    watch(name, source) {
      const known =
        watched.get(source) ??
        watchMutations(name, source, (changes) => invalidate(changes, 'mutation'));
      watched.set(source, known);
      return known;
    },
    async close() {
      stopMeasuring();
      await log.close();
    },
  };
}
