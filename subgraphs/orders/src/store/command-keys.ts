/** Callers' idempotency keys of commands on an order; looked up and written under the order's lock. */
import type { Sql } from './database.js';

export interface KeyedCommand {
  orderId: string;
  /** The mutation. */
  command: string;
  key: string;
}

export const commandKeysIn = (db: Sql) => ({
  /** The hash of the request that was carried out under the key. */
  async commandHash({ orderId, command, key }: KeyedCommand): Promise<string | null> {
    const [row] = await db.$queryRaw<{ requestHash: string }[]>`
      SELECT request_hash AS "requestHash" FROM order_command_keys
      WHERE order_id = ${orderId}::uuid AND command = ${command} AND key = ${key}`;
    return row?.requestHash ?? null;
  },

  async saveCommandKey(
    { orderId, command, key }: KeyedCommand,
    requestHash: string,
    at: Date,
  ): Promise<void> {
    await db.$executeRaw`
      INSERT INTO order_command_keys (order_id, command, key, request_hash, created_at)
      VALUES (${orderId}::uuid, ${command}, ${key}, ${requestHash}, ${at})`;
  },
});
