import { createHash } from 'node:crypto';
import { CodedError } from '@tributary/service';
import type { Effects } from '../effects.js';
import type { StoreTransaction } from '../store.js';

/** A mutation that carries an idempotency key. */
export interface KeyedMutation {
  /** Name of the mutation. */
  name: string;
  /** Who asks: the keys of two callers never meet. */
  callerId: string;
  key: string;
  /** The input without its key; the same key with another one is refused. */
  request: unknown;
  /** What the answer will be about. */
  responseRef: string;
}

/**
 * Does `work` for the first request with this key; a repetition gets the reference that the first one
 * left, and nothing is done. Work that answers false did nothing, and the key stays free.
 * @returns the reference, or null when `work` answered false
 * @throws CodedError IDEMPOTENCY_KEY_REUSED
 */
export async function once(
  tx: StoreTransaction,
  { name, callerId, key, request, responseRef }: KeyedMutation,
  { now }: Effects,
  work: () => Promise<boolean>,
): Promise<string | null> {
  const scope = `${name}:${callerId}`;
  const requestHash = createHash('sha256').update(JSON.stringify(request)).digest('hex');
  const claim = await tx.claimKey({ scope, key, requestHash, responseRef, at: now() });
  if (!claim.first) {
    if (claim.requestHash !== requestHash) throw new CodedError('IDEMPOTENCY_KEY_REUSED');
    return claim.responseRef;
  }
  if (await work()) return responseRef;
  await tx.releaseKey(scope, key);
  return null;
}
