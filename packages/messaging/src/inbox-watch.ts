/** Tells when a subscriber has applied events: for tools that announce facts again and want to know. Reads only. */
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

export interface InboxWatch {
  /**
   * Resolves when the subscriber has applied all of these events.
   * @throws StalledError when none more is applied for `stallMs`
   */
  untilApplied(subscriber: string, eventIds: readonly string[], stallMs?: number): Promise<void>;
  close(): Promise<void>;
}

/** Nobody applies events: the subscriber's worker, or the relay before it, is away or has given them up. */
export class StalledError extends Error {
  override name = 'StalledError';
  constructor(
    readonly subscriber: string,
    readonly waiting: number,
  ) {
    super(`${waiting} events for "${subscriber}" wait and none is applied.`);
  }
}

const lookEveryMs = 100;

/** @param databaseUrl of the subscriber's service; connects at the first look */
export function createInboxWatch(databaseUrl: string): InboxWatch {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 1,
    connectionTimeoutMillis: 5_000,
    query_timeout: 30_000,
  });
  pool.on('error', () => undefined);

  async function countApplied(subscriber: string, eventIds: readonly string[]): Promise<number> {
    const { rows } = await pool.query<{ applied: number }>(
      `SELECT count(*)::int AS applied FROM inbox WHERE subscriber = $1 AND event_id = ANY($2::uuid[])`,
      [subscriber, eventIds],
    );
    return rows[0]!.applied;
  }

  return {
    async untilApplied(subscriber, eventIds, stallMs = 30_000) {
      let applied = 0;
      for (let movedAt = Date.now(); ; await pause(lookEveryMs)) {
        const now = await countApplied(subscriber, eventIds);
        if (now === eventIds.length) return;
        if (now > applied) movedAt = Date.now();
        applied = now;
        if (Date.now() - movedAt > stallMs)
          throw new StalledError(subscriber, eventIds.length - applied);
      }
    },
    close: () => pool.end(),
  };
}
