import { hashText } from '../secret-tokens.js';
import type { Account } from '../store.js';
import type { Environment } from './environment.js';

export type VerifyEmailOutcome =
  | { __typename: 'EmailVerified'; account: Account }
  | { __typename: 'InvalidToken'; message: string };

export const invalidToken = {
  __typename: 'InvalidToken',
  message: 'This link is unknown, used or expired. Ask for a new one.',
} as const;

/** Uses up a verification token. */
export async function verifyEmail(env: Environment, token: string): Promise<VerifyEmailOutcome> {
  const tokenHash = hashText(token);
  return env.store.transaction(async (tx) => {
    const userId = await tx.findMailedTokenOwner(tokenHash, 'VERIFY_EMAIL', env.now());
    const account = userId && (await tx.lockAccount(userId));
    if (!account) return invalidToken;
    if (!(await tx.useMailedToken(tokenHash, account.id, 'VERIFY_EMAIL'))) return invalidToken;
    const emailVerifiedAt = account.emailVerifiedAt ?? env.now();
    await tx.updateAccount(account.id, { emailVerifiedAt });
    return { __typename: 'EmailVerified', account: { ...account, emailVerifiedAt } };
  });
}
