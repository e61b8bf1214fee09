/** What gateways share in Redis: the log of changes and the entries. */
import type { Logger } from '@tributary/service';
import type { ChangeLog } from './change-log.js';
import { connectRedis } from './redis-connection.js';
import { type HistoryOptions, RedisHistory } from './redis-history.js';
import { RedisLog } from './redis-log.js';
import { createRedisStore } from './redis-store.js';
import type { SharedStore } from './shared-store.js';

export interface RedisCacheOptions extends Omit<HistoryOptions, 'redis'> {
  url: string;
  logger: Logger;
}

export interface RedisCache {
  log: ChangeLog;
  store: SharedStore;
}

/** Returns at once; until Redis answers, nothing is served from the cache. */
export function openRedisCache({ url, logger, ...options }: RedisCacheOptions): RedisCache {
  const redis = connectRedis(url, logger, () => history.reconnected());
  const history = new RedisHistory({ redis, ...options });
  return {
    log: new RedisLog(history, logger, () => redis.disconnect()),
    store: createRedisStore(redis, history, options.tombstones),
  };
}
