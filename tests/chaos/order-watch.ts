/** Follows single orders by their idempotency keys, in the databases themselves. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Databases } from './databases.js';
import type { Ground } from './ground.js';

export interface WatchedOrder extends Record<string, unknown> {
  id: string;
  status: string;
  buyerId: string;
}

/** The order with this key, once it is committed. */
export async function findOrder(
  { query }: Pick<Databases, 'query'>,
  key: string,
): Promise<WatchedOrder | undefined> {
  const sql = `SELECT id, status::text AS status, buyer_id AS "buyerId" FROM orders WHERE idempotency_key = $1`;
  return (await query<WatchedOrder>('orders', sql, [key]))[0];
}

/** Waits until the order is there and as `done` wants it. @throws Error with how it is after `timeoutMs` */
export async function untilOrder(
  databases: Pick<Databases, 'query'>,
  key: string,
  done: (order: WatchedOrder) => boolean,
  timeoutMs: number,
): Promise<WatchedOrder> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const order = await findOrder(databases, key);
    if (order && done(order)) return order;
    if (Date.now() > deadline)
      throw new Error(`After ${timeoutMs} ms the order is ${order?.status ?? 'not there'}.`);
    await sleep(100);
  }
}

const uuids = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** A job of several events; on Redis the text names its key, which the id ends. */
const batches = /[\w:]*\bbatch-[0-9a-f]{32}/g;

/**
 * Whether a text from the wire is about the order with this key: it names the key or the order, an
 * event of the order or a job that holds one, or a mail to its buyer.
 */
export function concernsOrder(ground: Pick<Ground, 'databases' | 'redis'>, key: string) {
  const { databases } = ground;
  return async (text: string): Promise<boolean> => {
    if (text.includes(key)) return true;
    const order = await findOrder(databases, key);
    if (!order) return false;
    if (text.includes(order.id)) return true;
    const ids = [...new Set(text.match(uuids))];
    const found = async (name: 'orders' | 'inventory' | 'users', from: string, value: string) =>
      (
        await databases.query(name, `SELECT FROM ${from} = $2 AND id = ANY ($1::uuid[])`, [
          ids,
          value,
        ])
      ).length > 0;
    return (
      (await found('orders', 'outbox WHERE key', order.id)) ||
      (await found('inventory', 'outbox WHERE key', order.id)) ||
      (await found('users', 'mails WHERE user_id::text', order.buyerId)) ||
      (await isInBatch(ground, [...new Set(text.match(batches))], order.id))
    );
  };
}

async function isInBatch(
  { databases, redis }: Pick<Ground, 'databases' | 'redis'>,
  jobs: string[],
  orderId: string,
): Promise<boolean> {
  if (!redis) {
    const sql = `SELECT FROM bullmq.job WHERE id = ANY ($1::text[]) AND strpos(data::text, $2) > 0`;
    return (await databases.query('jobs', sql, [jobs, orderId])).length > 0;
  }
  const held = await Promise.all(jobs.map((job) => redis.command('HGET', job, 'data')));
  return held.some((data) => data.includes(orderId));
}
