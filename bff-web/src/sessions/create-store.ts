import type { Logger } from '@tributary/service';
import type { SessionStore } from './session-store.js';

export interface StoreConfig {
  REDIS_URL?: string | undefined;
  SESSIONS_DATABASE_URL?: string | undefined;
}

/** Redis where there is one, else PostgreSQL; only the one in use is loaded. */
export async function createSessionStore(
  { REDIS_URL, SESSIONS_DATABASE_URL }: StoreConfig,
  logger: Logger,
): Promise<SessionStore> {
  if (REDIS_URL) {
    const { redisSessions } = await import('./redis-sessions.js');
    return redisSessions(REDIS_URL, logger);
  }
  const { postgresSessions } = await import('./postgres-sessions.js');
  return postgresSessions({ url: SESSIONS_DATABASE_URL!, logger });
}
