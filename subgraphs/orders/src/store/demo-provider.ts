/**
 * The books of the built-in payment provider. It plays an outside system: each function is a
 * transaction of its own, and none of them is offered inside an order's transaction.
 */
import type { Currency } from '@tributary/contracts';
import { type Database, type Sql, sql } from './database.js';

export type BookStatus = 'NEW' | 'PENDING' | 'AUTHORISED' | 'DECLINED' | 'CAPTURED' | 'VOIDED';

export interface BookEntry {
  key: string;
  ref: string;
  status: BookStatus;
  amount: number;
  currency: string;
  token: string;
  attempts: number;
  answersAt: Date;
  refunded: number;
}

export interface BookOpening {
  key: string;
  ref: string;
  status: BookStatus;
  amountMinor: number;
  currency: Currency;
  token: string;
  answersAt: Date;
}

export type ProviderBooks = ReturnType<typeof createProviderBooks>;

export const createProviderBooks = (db: Database) => ({
  find: (key: string): Promise<BookEntry | null> => readEntry(db, key),

  /** Opens an entry unless there is one, which is answered as it is; counts the attempt in both cases. */
  async countAttempt(opening: BookOpening): Promise<BookEntry> {
    const { key, ref, status, amountMinor, currency, token, answersAt } = opening;
    const [entry] = await db.$queryRaw<BookEntry[]>`
      INSERT INTO demo_provider_payments (key, ref, status, amount, currency, token, attempts, answers_at)
      VALUES (${key}, ${ref}, ${status}, ${amountMinor}, ${currency}, ${token}, 1, ${answersAt})
      ON CONFLICT (key) DO UPDATE SET attempts = demo_provider_payments.attempts + 1
      RETURNING ${columns}`;
    return entry!;
  },

  /** Moves an entry, if it is in one of the states `from`; answers how it is now. */
  async move(key: string, from: readonly BookStatus[], to: BookStatus): Promise<BookEntry> {
    const [moved] = await db.$queryRaw<BookEntry[]>`
      UPDATE demo_provider_payments SET status = ${to}
      WHERE key = ${key} AND status = ANY (${from}::text[])
      RETURNING ${columns}`;
    return moved ?? requireEntry(db, key);
  },

  /** Gives up a hold, or makes the key unusable when nothing was ever authorised with it. */
  async close(key: string, ref: string, now: Date): Promise<BookEntry> {
    await db.$executeRaw`
      INSERT INTO demo_provider_payments (key, ref, status, amount, currency, token, answers_at)
      VALUES (${key}, ${ref}, 'VOIDED', 0, '', '', ${now})
      ON CONFLICT (key) DO UPDATE SET status = 'VOIDED'
      WHERE demo_provider_payments.status IN ('NEW', 'AUTHORISED')`;
    return requireEntry(db, key);
  },

  /** Pays back once per refund key; false when the payment has not that much left. */
  refund: (key: string, refundKey: string, amountMinor: number): Promise<boolean> =>
    db.transaction(async (tx) => {
      const [, earlier] = await Promise.all([
        tx.$queryRaw`SELECT 1 FROM demo_provider_payments WHERE key = ${key} FOR UPDATE`,
        tx.$queryRaw<unknown[]>`SELECT 1 FROM demo_provider_refunds WHERE key = ${refundKey}`,
      ]);
      if (earlier.length > 0) return true;
      const paid = await tx.$executeRaw`
        UPDATE demo_provider_payments SET refunded = refunded + ${amountMinor}
        WHERE key = ${key} AND status = 'CAPTURED' AND refunded + ${amountMinor} <= amount`;
      if (paid === 0) return false;
      await tx.$executeRaw`
        INSERT INTO demo_provider_refunds (key, payment_key, amount)
        VALUES (${refundKey}, ${key}, ${amountMinor})`;
      return true;
    }),
});

const columns = sql`key, ref, status, amount, currency, token, attempts,
  answers_at AS "answersAt", refunded`;

async function readEntry(db: Sql, key: string): Promise<BookEntry | null> {
  const [entry] = await db.$queryRaw<BookEntry[]>`
    SELECT ${columns} FROM demo_provider_payments WHERE key = ${key}`;
  return entry ?? null;
}

async function requireEntry(db: Sql, key: string): Promise<BookEntry> {
  const entry = await readEntry(db, key);
  if (!entry) throw new Error('The provider has no such payment.');
  return entry;
}
