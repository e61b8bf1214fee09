import { CodedError } from '@tributary/service';
import type { Environment } from './environment.js';
import { mailToken } from './mail-token.js';
import { accountKey, countAttempt, requireNoWait } from './throttling.js';

/**
 * Mails the verification link again, unless the address is verified.
 * @throws CodedError UNAUTHENTICATED (closed account), RATE_LIMITED
 */
export async function resendVerification(env: Environment, userId: string): Promise<true> {
  const wait = await env.store.transaction(async (tx) => {
    const account = await tx.lockAccount(userId);
    if (!account) throw new CodedError('UNAUTHENTICATED');
    if (account.emailVerifiedAt) return 0;
    const key = accountKey('verify/account', account.email);
    const wait = await countAttempt(env, tx, key, env.throttles.mailsPerAccount);
    if (wait === 0) await mailToken(env, tx, account, 'VERIFY_EMAIL');
    return wait;
  });
  requireNoWait(wait);
  return true;
}
