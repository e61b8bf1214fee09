/**
 * After the faults: everything is healed and started, and what is under way is given its time. Dead
 * letters are listed and sent again, as the runbook tells the operator to.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Broker, createBroker, type DeadLetter } from '@tributary/messaging';
import { createLogger } from '@tributary/service';
import type { Ground } from './ground.js';

export interface Drained {
  /** How long it took until nothing was under way. */
  tookMs: number;
  deadLetters: string[];
  /** What was still under way when the time was over; empty when all was done. */
  leftovers: string[];
}

export async function drain(ground: Ground, timeoutMs: number): Promise<Drained> {
  const startedAt = Date.now();
  const deadline = startedAt + timeoutMs;
  const broker = createBroker({
    redisUrl: ground.env['REDIS_URL'],
    jobsDatabaseUrl: ground.env['JOBS_DATABASE_URL'],
    logger: createLogger('chaos', 'silent'),
  });
  const deadLetters = new Map<string, string>();
  try {
    let leftovers = ['nothing was looked at'];
    // Twice in a row: between the outbox and the queue an event is in neither for a moment.
    for (let quietLooks = 0; quietLooks < 2 && Date.now() < deadline; await sleep(300)) {
      await replayDeadLetters(broker, deadLetters);
      leftovers = await underWay(ground, broker);
      quietLooks = leftovers.length === 0 ? quietLooks + 1 : 0;
    }
    const tookMs = Date.now() - startedAt;
    return { tookMs, deadLetters: [...deadLetters.values()], leftovers };
  } finally {
    await broker.close();
  }
}

async function replayDeadLetters(broker: Broker, seen: Map<string, string>): Promise<void> {
  for (const letter of await broker.deadLetters().catch(() => [] as DeadLetter[])) {
    // One that dies a second time stays, and is found by the judge as an event that was not applied.
    if (seen.has(`${letter.queue} ${letter.id}`)) continue;
    const { queue, event, attempts, reason } = letter;
    seen.set(
      `${queue} ${letter.id}`,
      `${event.name} of ${event.key} in ${queue} after ${attempts} attempts: ${reason}`,
    );
    await broker.replay(letter.id, queue);
  }
}

/**
 * A worker that dies while it sends a mail holds it for a minute; then its next attempt sends it. As if
 * that minute were over.
 */
export async function releaseMails({ databases }: Pick<Ground, 'databases'>): Promise<void> {
  const sql = `UPDATE mails SET claimed_until = NULL WHERE status <> 'SENT' AND claimed_until IS NOT NULL`;
  await databases.query('users', sql);
}

async function underWay({ databases }: Ground, broker: Broker): Promise<string[]> {
  const left: string[] = [];
  const note = (count: number, what: string) => void (count > 0 && left.push(`${count} ${what}`));
  const outboxes = async () => {
    for (const name of ['users', 'orders', 'inventory'] as const) {
      const sql = 'SELECT count(*)::int AS count FROM outbox WHERE published_at IS NULL';
      const [row] = await databases.query<{ count: number }>(name, sql);
      note(row!.count, `events in the outbox of ${name}`);
    }
  };
  try {
    await outboxes();
    for (const [queue, { waiting, active, delayed }] of Object.entries(await broker.counts()))
      note(waiting + active + delayed, `jobs in ${queue}`);
    const [row] = await databases.query<{ count: number }>(
      'orders',
      `SELECT count(*)::int AS count FROM orders WHERE status IN ('PENDING', 'AWAITING_PAYMENT')`,
    );
    note(row!.count, 'open orders');
    await outboxes();
  } catch (error) {
    left.push((error as Error).message);
  }
  return left;
}
