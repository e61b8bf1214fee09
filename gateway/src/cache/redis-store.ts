/** Entries in Redis. Keys hold what callers asked for, so they go there as digests only. */
import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Entry } from './memory-store.js';
import { redisKey } from './redis-connection.js';
import type { RedisHistory } from './redis-history.js';
import type { SharedStore } from './shared-store.js';
import type { Tombstones } from './tombstones.js';

const maxTextLength = 1_048_576;
const maxWriting = 1_000;

const stored = z.object({
  text: z.string(),
  tags: z.array(z.string()),
  position: z.number(),
  isPrivate: z.boolean(),
  expiresAt: z.number(),
  staleUntil: z.number(),
});

export function createRedisStore(
  redis: Redis,
  history: RedisHistory,
  tombstones: Tombstones,
): SharedStore {
  let writing = 0;
  return {
    async get(keys) {
      const { name } = history;
      if (name === undefined || keys.length === 0) return [];
      const { generation } = tombstones;
      try {
        const texts = await redis.mget(keys.map((key) => redisKey.entry(name, digest(key))));
        return texts.map((text) => (text === null ? undefined : decode(text, generation)));
      } catch {
        return [];
      }
    },
    set(key, entry) {
      const { name } = history;
      if (name === undefined || entry.mark.generation !== tombstones.generation) return;
      if (entry.text.length > maxTextLength || writing >= maxWriting) return;
      const ttlMs = Math.max(1, Math.ceil(entry.expiresAt - Date.now()));
      writing++;
      redis
        .set(redisKey.entry(name, digest(key)), encode(entry), 'PX', ttlMs)
        .catch(() => undefined)
        .finally(() => writing--);
    },
  };
}

const digest = (key: string): string => createHash('sha256').update(key).digest('base64url');

function encode({ mark, ...entry }: Entry): string {
  return JSON.stringify({ ...entry, position: mark.position });
}

/** Undefined for what another version wrote. */
function decode(text: string, generation: number): Entry | undefined {
  const read = stored.safeParse(JSON.parse(text));
  if (!read.success) return undefined;
  const { position, ...entry } = read.data;
  return { ...entry, mark: { generation, position } };
}
