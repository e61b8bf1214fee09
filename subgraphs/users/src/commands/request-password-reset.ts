import type { Client, Environment } from './environment.js';
import { mailToken } from './mail-token.js';
import { accountKey, countAttempt, networkKey, requireNoWait } from './throttling.js';

/**
 * Mails a reset link if there is such an account and it was not mailed too often just now; the answer
 * never tells which. `email` is normalised. The caller evens out the time it takes.
 * @throws CodedError RATE_LIMITED when the network asked too often
 */
export async function requestPasswordReset(
  env: Environment,
  email: string,
  client: Client,
): Promise<true> {
  const { resetsPerNetwork, mailsPerAccount } = env.throttles;
  const byNetwork = networkKey('reset/network', client.network);
  const byAccount = accountKey('reset/account', email);
  const wait = await env.store.transaction(async (tx) => {
    const wait = await countAttempt(env, tx, byNetwork, resetsPerNetwork);
    if (wait > 0) return wait;
    const mailable = (await countAttempt(env, tx, byAccount, mailsPerAccount)) === 0;
    const found = await tx.findAccountByEmail(email);
    const account = mailable && found ? await tx.lockAccount(found.id) : null;
    if (account) await mailToken(env, tx, account, 'RESET_PASSWORD');
    return 0;
  });
  requireNoWait(wait);
  return true;
}
