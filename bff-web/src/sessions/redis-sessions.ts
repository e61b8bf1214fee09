/** Sessions in Redis, which forgets them by itself when their time is over. */
import type { Logger } from '@tributary/service';
import { linkOptions, logPresence } from '@tributary/service/redis-link';
import { Redis } from 'ioredis';
import type { SessionStore } from './session-store.js';

const entryOf = (key: string) => `{tributary:web-session:${key}}`;
const leaseOf = (key: string) => `${entryOf(key)}:lease`;

/** While Redis is away every question fails at once. */
export function redisSessions(url: string, logger: Logger): SessionStore {
  const redis = new Redis(url, { ...linkOptions, commandTimeout: 1_000 });
  logPresence(redis, logger, {
    away: 'the sessions have no Redis',
    back: 'the sessions have Redis again',
  });
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
