/** The cache, as an operator sets it. */
import type { CacheConfig } from './gateway-cache.js';

interface CacheVariables {
  CACHE_MAX_MB: number;
  CACHE_STALE_SECONDS: number;
  REDIS_URL?: string | undefined;
}

/** Undefined where nothing is to be kept. */
export function readCacheConfig(read: CacheVariables): CacheConfig | undefined {
  if (read.CACHE_MAX_MB === 0) return undefined;
  return {
    maxBytes: read.CACHE_MAX_MB * 1_048_576,
    staleMs: read.CACHE_STALE_SECONDS * 1_000,
    redisUrl: read.REDIS_URL,
  };
}
