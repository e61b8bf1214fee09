/** Which mutations were carried out under which key, so that repeating one does it no second time. */
import type { Sql } from './database.js';

export interface KeyedRequest {
  /** The mutation and its caller: keys of two callers never meet. */
  scope: string;
  key: string;
  /** Digest of the input without its key. */
  requestHash: string;
  /** What the answer is about, should it have to be given again. */
  responseRef: string;
  at: Date;
}

export type KeyClaim = { first: true } | { first: false; requestHash: string; responseRef: string };

export const idempotency = (db: Sql) => ({
  /** Takes the key, or tells what it was used for. Waits for a transaction that holds it just now. */
  async claimKey({ scope, key, requestHash, responseRef, at }: KeyedRequest): Promise<KeyClaim> {
    const inserted = await db.$executeRaw`
      INSERT INTO idempotency_keys (scope, key, request_hash, response_ref, created_at)
      VALUES (${scope}, ${key}, ${requestHash}, ${responseRef}, ${at}) ON CONFLICT DO NOTHING`;
    if (inserted === 1) return { first: true };
    const [known] = await db.$queryRaw<[{ requestHash: string; responseRef: string }]>`
      SELECT request_hash AS "requestHash", response_ref AS "responseRef"
      FROM idempotency_keys WHERE scope = ${scope} AND key = ${key}`;
    return { first: false, ...known };
  },

  /** Gives a key back whose request did nothing. */
  async releaseKey(scope: string, key: string): Promise<void> {
    await db.$executeRaw`DELETE FROM idempotency_keys WHERE scope = ${scope} AND key = ${key}`;
  },
});
