import { passwordResetMail, verificationMail } from '../domain/mail-contents.js';
import { createSecretToken } from '../secret-tokens.js';
import type { Account, Transaction } from '../store.js';
import type { Environment } from './environment.js';
import { queueMail } from './queue-mail.js';

const hourMs = 3_600_000;
const kinds = {
  VERIFY_EMAIL: { lifetimeMs: 24 * hourMs, path: '/verify-email', write: verificationMail },
  RESET_PASSWORD: { lifetimeMs: hourMs, path: '/reset-password', write: passwordResetMail },
} as const;

/** Mails a locked account a link with a new single-use token. */
export async function mailToken(
  env: Environment,
  tx: Transaction,
  account: Account,
  purpose: keyof typeof kinds,
): Promise<void> {
  const { lifetimeMs, path, write } = kinds[purpose];
  const { token, tokenHash } = createSecretToken();
  const createdAt = env.now();
  const expiresAt = new Date(createdAt.getTime() + lifetimeMs);
  await tx.insertMailedToken({ tokenHash, userId: account.id, purpose, createdAt, expiresAt });
  const contents = write(account.name, `${env.publicWebUrl}${path}?token=${token}`);
  await queueMail(env, tx, account, contents, `${purpose}:${env.createId()}`);
}
