import { appendEvents } from '@tributary/messaging';
import { CodedError } from '@tributary/service';
import { checkPassword } from './check-password.js';
import { type Client, type Environment, userEvent } from './environment.js';
import { accountKey, accountScopes, requireNoWait } from './throttling.js';

export interface CloseAccountOutcome {
  __typename: 'AccountClosed' | 'InvalidCredentials';
  message: string;
}

/**
 * Closes the caller's account: here all personal data goes in this transaction, elsewhere when
 * UserErased arrives. Wrong passwords count as failed sign-ins.
 * @throws CodedError UNAUTHENTICATED (closed already), RATE_LIMITED
 */
export async function closeAccount(
  env: Environment,
  userId: string,
  password: string,
  client: Client,
): Promise<CloseAccountOutcome> {
  const account = await env.store.findAccount(userId);
  if (!account) throw new CodedError('UNAUTHENTICATED');
  const presented = { email: account.email, password, network: client.network };
  const verdict = await checkPassword(env, presented, async (tx) => {
    await tx.eraseAccount(userId, env.now());
    for (const scope of accountScopes) await tx.clearAttempts(accountKey(scope, account.email));
    await appendEvents(tx, [userEvent(env, 'UserErased', userId, { userId })]);
    return true;
  });
  if ('granted' in verdict)
    return { __typename: 'AccountClosed', message: 'Your account is closed.' };
  requireNoWait(verdict.waitMs);
  return { __typename: 'InvalidCredentials', message: 'That is not your password.' };
}
