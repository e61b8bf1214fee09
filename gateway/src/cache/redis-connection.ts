/**
 * The cache's connection to Redis. It answers soon or fails: while Redis is away requests go to the
 * subgraphs. Beside packages/messaging this is all that speaks to Redis. The gateway has no queues, so
 * it does not take its connection from there.
 */
import type { Logger } from '@tributary/service';
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
const connectTimeoutMs = 2_000;
const maxReconnectMs = 1_000;

/** @param onReady called at each new connection, before anything is asked on it */
export function connectRedis(url: string, logger: Logger, onReady: () => void): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    commandTimeout: commandTimeoutMs,
    connectTimeout: connectTimeoutMs,
    retryStrategy: (times) => Math.min(maxReconnectMs, 25 * 2 ** Math.min(times, 6)),
  });
  let isAway = false;
  redis.on('error', (error: Error) => {
    if (!isAway) logger.warn({ err: error }, 'the cache has no Redis: subgraphs are asked instead');
    isAway = true;
  });
  redis.on('ready', () => {
    if (isAway) logger.info('the cache has Redis again');
    isAway = false;
    onReady();
  });
  return redis;
}
