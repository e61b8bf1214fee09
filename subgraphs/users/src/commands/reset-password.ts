import { weaknessOf } from '../domain/password-policy.js';
import { hashText } from '../secret-tokens.js';
import type { Environment } from './environment.js';
import { accountKey } from './throttling.js';
import { invalidToken } from './verify-email.js';

export interface ResetPasswordOutcome {
  __typename: 'PasswordReset' | 'InvalidToken' | 'WeakPassword';
  message: string;
}

/**
 * Sets a new password with a mailed token and ends all sessions. A password that is too weak leaves
 * the token as it was. Having read the mail also proves the address.
 */
export async function resetPassword(
  env: Environment,
  { token, password }: { token: string; password: string },
): Promise<ResetPasswordOutcome> {
  const tokenHash = hashText(token);
  const userId = await env.store.findMailedTokenOwner(tokenHash, 'RESET_PASSWORD', env.now());
  const owner = userId && (await env.store.findAccount(userId));
  if (!owner) return invalidToken;
  const weakness = weaknessOf(password, owner.email);
  if (weakness) return { __typename: 'WeakPassword', message: weakness };
  const passwordHash = await env.passwords.hash(password);

  return env.store.transaction(async (tx) => {
    const now = env.now();
    const account = await tx.lockAccount(owner.id);
    if (!account || !(await tx.useMailedToken(tokenHash, owner.id, 'RESET_PASSWORD')))
      return invalidToken;
    const emailVerifiedAt = account.emailVerifiedAt ?? now;
    await tx.updateAccount(account.id, { passwordHash, emailVerifiedAt });
    await tx.revokeAllSessions(account.id, now);
    await tx.clearAttempts(accountKey('login/account', account.email));
    return {
      __typename: 'PasswordReset',
      message: 'Your new password is set, and you are signed out on all devices. Please sign in.',
    };
  });
}
