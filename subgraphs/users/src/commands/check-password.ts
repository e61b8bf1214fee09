/**
 * Comparing a password, throttled. The expensive comparison runs outside the transaction; what it
 * found counts only under the lock, where the throttle is asked again. So of a thousand guesses sent
 * at once no more are answered than of a thousand sent in turn, while any number of right passwords
 * may arrive at once.
 */
import type { Account, Transaction } from '../store.js';
import type { Environment } from './environment.js';
import { accountKey, networkKey, readWait } from './throttling.js';

export interface PresentedPassword {
  /** Normalised. */
  email: string;
  password: string;
  network: Uint8Array | null;
}

export type PasswordVerdict<T> =
  | { granted: T }
  /** 0 when the password is wrong. */
  | { waitMs: number };

/**
 * Runs `onGranted` in the transaction that found the password right, with the account locked. An
 * unknown address costs as much time as a wrong password.
 */
export async function checkPassword<T>(
  env: Environment,
  { email, password, network }: PresentedPassword,
  onGranted: (tx: Transaction, account: Account) => Promise<T>,
): Promise<PasswordVerdict<T>> {
  const byAccount = accountKey('login/account', email);
  const byNetwork = networkKey('login/network', network);
  const { loginsPerAccount, loginsPerNetwork } = env.throttles;
  const readWaits = async (tables: Environment['store'] | Transaction) =>
    Math.max(
      await readWait(tables, byAccount, loginsPerAccount, env.now()),
      await readWait(tables, byNetwork, loginsPerNetwork, env.now()),
    );

  const wait = await readWaits(env.store);
  if (wait > 0) return { waitMs: wait };
  const found = await env.store.findAccountByEmail(email);
  const right = await env.passwords.verify(password, found?.passwordHash ?? null);

  return env.store.transaction(async (tx) => {
    await tx.lockAttempts(byAccount);
    if (byNetwork && !right) await tx.lockAttempts(byNetwork);
    const waitMs = await readWaits(tx);
    if (waitMs > 0) return { waitMs };
    const account = right && found ? await tx.lockAccount(found.id) : null;
    // The password may have been changed while it was being compared.
    if (account && account.passwordHash === found?.passwordHash) {
      await tx.clearAttempts(byAccount);
      return { granted: await onGranted(tx, account) };
    }
    await tx.insertAttempt(env.createId(), byAccount, env.now());
    if (byNetwork) await tx.insertAttempt(env.createId(), byNetwork, env.now());
    return { waitMs: 0 };
  });
}
