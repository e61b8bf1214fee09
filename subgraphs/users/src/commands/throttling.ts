/** Counting and refusing, for everything that is throttled. The rule itself is domain/throttle.ts. */
import { CodedError } from '@tributary/service';
import { attemptsToRead, type ThrottlePolicy, waitMs } from '../domain/throttle.js';
import { hashText } from '../secret-tokens.js';
import type { Tables, ThrottleKey, Transaction } from '../store.js';
import type { Environment } from './environment.js';

/** What is throttled by account; closing an account forgets these. */
export const accountScopes = ['login/account', 'reset/account', 'verify/account'] as const;
type Scope =
  | (typeof accountScopes)[number]
  | 'login/network'
  | 'register/network'
  | 'guest/network'
  | 'reset/network';

export const accountKey = (scope: (typeof accountScopes)[number], email: string): ThrottleKey => ({
  scope,
  subject: hashText(email),
});

/** Null when the network is unknown: then it cannot be throttled. */
export const networkKey = (scope: Scope, network: Uint8Array | null): ThrottleKey | null =>
  network && { scope, subject: network };

/** Milliseconds to wait before the next attempt; 0 when it may be made. */
export async function readWait(
  tables: Tables,
  key: ThrottleKey | null,
  policy: ThrottlePolicy,
  now: Date,
): Promise<number> {
  if (!key) return 0;
  const since = new Date(now.getTime() - policy.memoryMs);
  const { windowMs } = policy;
  const known = { since, windowMs, limit: attemptsToRead(policy) };
  return waitMs(await tables.countAttempts(key, known), now, policy);
}

/** Counts an attempt if it may be made (0), else answers the milliseconds to wait. */
export async function countAttempt(
  { createId, now }: Environment,
  tx: Transaction,
  key: ThrottleKey | null,
  policy: ThrottlePolicy,
): Promise<number> {
  if (!key) return 0;
  const [, wait] = await Promise.all([tx.lockAttempts(key), readWait(tx, key, policy, now())]);
  if (wait === 0) await tx.insertAttempt(createId(), key, now());
  return wait;
}

export const toSeconds = (ms: number): number => Math.ceil(ms / 1000);

/** For where the schema has no outcome for it. `extensions.retryAfterSeconds` says how long to wait. */
export function requireNoWait(ms: number): void {
  if (ms === 0) return;
  const retryAfterSeconds = toSeconds(ms);
  throw new CodedError('RATE_LIMITED', `Too many attempts. Try again in ${retryAfterSeconds} s.`, {
    extensions: { retryAfterSeconds },
  });
}
