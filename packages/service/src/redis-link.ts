/**
 * How a service of HTTP holds on to Redis: it connects in the background and never gives up; while Redis is
 * away, a question fails instead of waiting. It imports no client: who has a Redis of its own brings one.
 */
import type { EventEmitter } from 'node:events';
import type { Logger } from './logger.js';

const longestPauseMs = 1_000;

/** For ioredis; beside them goes how long a command may take. */
export const linkOptions = {
  maxRetriesPerRequest: 0,
  connectTimeout: 2_000,
  retryStrategy: (times: number): number => Math.min(longestPauseMs, 25 * 2 ** Math.min(times, 6)),
};

/** Logs that Redis went away, once, and that it is back. Without a listener its errors would end the process. */
export function logPresence(
  redis: EventEmitter,
  logger: Logger,
  { away, back }: { away: string; back: string },
): void {
  let isAway = false;
  redis.on('error', (error: Error) => {
    if (!isAway) logger.warn({ err: error }, away);
    isAway = true;
  });
  redis.on('ready', () => {
    if (isAway) logger.info(back);
    isAway = false;
  });
}
