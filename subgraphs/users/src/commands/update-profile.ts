import { appendEvents } from '@tributary/messaging';
import { CodedError } from '@tributary/service';
import type { Account } from '../store.js';
import { type Environment, userEvent } from './environment.js';

/**
 * Changes the name; an unchanged one makes no event.
 * @throws CodedError UNAUTHENTICATED when the account is closed
 */
export async function updateProfile(
  env: Environment,
  userId: string,
  { name }: { name: string },
): Promise<Account> {
  return env.store.transaction(async (tx) => {
    const account = await tx.lockAccount(userId);
    if (!account) throw new CodedError('UNAUTHENTICATED');
    if (account.name === name) return account;
    await tx.updateAccount(userId, { name });
    const changed = { userId, email: account.email, name };
    await appendEvents(tx, [userEvent(env, 'UserProfileChanged', userId, changed)]);
    return { ...account, name };
  });
}
