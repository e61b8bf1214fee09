/** Sessions in Redis, which forgets them by itself when their time is over. */
import type { Logger } from '@tributary/service';
import { Redis } from 'ioredis';
import type { SessionStore } from './session-store.js';

const entryOf = (key: string) => `{tributary:web-session:${key}}`;
const leaseOf = (key: string) => `${entryOf(key)}:lease`;

/** Connects in the background and never gives up; while Redis is away every question fails at once. */
export function redisSessions(url: string, logger: Logger): SessionStore {
  const redis = new Redis(url, {
    maxRetriesPerRequest: 0,
    commandTimeout: 1_000,
    connectTimeout: 2_000,
    retryStrategy: (times) => Math.min(1_000, 25 * 2 ** Math.min(times, 6)),
  });
  let isAway = false;
  redis.on('error', (error: Error) => {
    if (!isAway) logger.warn({ err: error }, 'the sessions have no Redis');
    isAway = true;
  });
  redis.on('ready', () => (isAway = false));
  return {
    read: (key) => redis.getBuffer(entryOf(key)),
    async write(key, sealed, lifetimeMs) {
      await redis.set(entryOf(key), sealed, 'PX', lifetimeMs);
      await redis.del(leaseOf(key));
    },
    remove: async (key) => void (await redis.del(entryOf(key), leaseOf(key))),
    lease: async (key, leaseMs) =>
      (await redis.set(leaseOf(key), '1', 'PX', leaseMs, 'NX')) === 'OK',
    giveUpLease: async (key) => void (await redis.del(leaseOf(key))),
    ping: async () => void (await redis.ping()),
    close: async () => void (await redis.quit().catch(() => redis.disconnect())),
  };
}
