/**
 * The cache's connection to Redis. It answers soon or fails: while Redis is away requests go to the
 * subgraphs. Beside packages/messaging this is all that speaks to Redis. The gateway has no queues, so
 * it does not take its connection from there.
 */
import type { Logger } from '@tributary/service';
import { linkOptions, logPresence } from '@tributary/service/redis-link';
import { Redis } from 'ioredis';

/** Keys share a hash tag, so that a cluster keeps them in one place. */
const prefix = '{tributary:cache}';
export const redisKey = {
  /** How many changes there were. */
  count: `${prefix}:count`,
  changes: `${prefix}:changes`,
  /** Names the history that the count belongs to. */
  history: `${prefix}:history`,
  entry: (history: string, digest: string) => `${prefix}:${history}:${digest}`,
};

const commandTimeoutMs = 250;

/** @param onReady called at each new connection, before anything is asked on it */
export function connectRedis(url: string, logger: Logger, onReady: () => void): Redis {
  const redis = new Redis(url, {
    ...linkOptions,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    commandTimeout: commandTimeoutMs,
  });
  logPresence(redis, logger, {
    away: 'the cache has no Redis: subgraphs are asked instead',
    back: 'the cache has Redis again',
  });
  redis.on('ready', onReady);
  return redis;
}
