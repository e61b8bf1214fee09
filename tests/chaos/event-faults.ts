/** Deliveries that come twice, late or out of order, made in the outbox and in the broker's memory. */
import { subscribers } from '@tributary/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ground } from './ground.js';
import type { ServiceDatabase } from './schedule.js';

/** A time that no event was published at; the retention never looks so near to an event's own time. */
const withheld = '1970-01-02T00:00:00Z';

/**
 * Publishes events a second time. The broker would recognise a job that it has just done by its id, so
 * it is made to forget them first: what is left to stop the second effect is the inbox.
 */
export async function repeatEvents(
  ground: Ground,
  database: ServiceDatabase,
  events: number,
): Promise<void> {
  const { databases } = ground;
  const rows = await databases.query<{ id: string }>(
    database,
    'SELECT id FROM outbox WHERE published_at IS NOT NULL ORDER BY random() LIMIT $1',
    [events],
  );
  const ids = rows.map(({ id }) => id);
  await forgetJobs(ground, ids);
  await databases.query(
    database,
    'UPDATE outbox SET published_at = NULL WHERE id = ANY ($1::uuid[])',
    [ids],
  );
}

async function forgetJobs({ databases, redis }: Ground, ids: string[]): Promise<void> {
  if (!redis)
    await databases.query(
      'jobs',
      `DELETE FROM bullmq.job WHERE state = 'completed' AND id = ANY ($1::text[])`,
      [ids],
    );
  else if (ids.length > 0) {
    const forget = `for _, queue in ipairs(KEYS) do for _, id in ipairs(ARGV) do
      if redis.call('ZREM', queue .. ':completed', id) == 1 then redis.call('DEL', queue .. ':' .. id) end
    end end`;
    const queues = subscribers.map((name) => `tributary:${name}`);
    await redis.command('EVAL', forget, String(queues.length), ...queues, ...ids);
  }
}

/** Statements sent together are one transaction, which holds it to its end. */
const oneAtATime = `SELECT pg_advisory_xact_lock(hashtext('chaos_withhold'));`;

/**
 * Holds back a third of the events written meanwhile, and lets them go when others have passed them. Of two at
 * the same time the one that ends first lets go of all.
 */
export async function withholdEvents(
  { databases }: Ground,
  database: ServiceDatabase,
  forMs: number,
): Promise<void> {
  await databases.query(
    database,
    `${oneAtATime}
     CREATE OR REPLACE FUNCTION chaos_withhold() RETURNS trigger LANGUAGE plpgsql AS
       $$BEGIN NEW.published_at = '${withheld}'; RETURN NEW; END$$;
     CREATE OR REPLACE TRIGGER chaos_withhold BEFORE INSERT ON outbox FOR EACH ROW
       WHEN (random() < 0.33) EXECUTE FUNCTION chaos_withhold();`,
  );
  await sleep(forMs);
  await releaseEvents({ databases }, database);
}

/** Also harmless where nothing is withheld. */
export async function releaseEvents(
  { databases }: Pick<Ground, 'databases'>,
  database: ServiceDatabase,
): Promise<void> {
  await databases.query(
    database,
    `${oneAtATime}
     DROP TRIGGER IF EXISTS chaos_withhold ON outbox;
     DROP FUNCTION IF EXISTS chaos_withhold();
     UPDATE outbox SET published_at = NULL WHERE published_at = '${withheld}';`,
  );
}
