/** Callers' idempotency keys of commands on an order; looked up and written under the order's lock. */
import type { Database } from './database.js';

export interface KeyedCommand {
  orderId: string;
  /** The mutation. */
  command: string;
  key: string;
}

export const commandKeysIn = (db: Database) => ({
  /** The hash of the request that was carried out under the key. */
  async commandHash({ orderId, command, key }: KeyedCommand): Promise<string | null> {
    const row = await db.commandKey.findUnique({
      where: { orderId_command_key: { orderId, command, key } },
      select: { requestHash: true },
    });
    return row?.requestHash ?? null;
  },

  async saveCommandKey(command: KeyedCommand, requestHash: string, at: Date): Promise<void> {
    await db.commandKey.createMany({ data: [{ ...command, requestHash, createdAt: at }] });
  },
});
