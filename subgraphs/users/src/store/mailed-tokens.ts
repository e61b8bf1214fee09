/** Hashes of the single-use tokens in mailed links. */
import type { Sql } from '@tributary/database';

export type MailedTokenPurpose = 'VERIFY_EMAIL' | 'RESET_PASSWORD';

export interface StoredMailedToken {
  tokenHash: Uint8Array;
  userId: string;
  purpose: MailedTokenPurpose;
  createdAt: Date;
  expiresAt: Date;
}

export const mailedTokensIn = (db: Sql) => ({
  async insertMailedToken(token: StoredMailedToken): Promise<void> {
    const { tokenHash, userId, purpose, createdAt, expiresAt } = token;
    await db.$executeRaw`
      INSERT INTO mailed_tokens (token_hash, user_id, purpose, created_at, expires_at)
      VALUES (${tokenHash}, ${userId}::uuid, ${purpose}::mailed_token_purpose, ${createdAt}, ${expiresAt})`;
  },

  /** Whose token it is; null when it is unknown, of another purpose, used or expired. */
  async findMailedTokenOwner(
    tokenHash: Uint8Array,
    purpose: MailedTokenPurpose,
    now: Date,
  ): Promise<string | null> {
    const [token] = await db.$queryRaw<{ userId: string }[]>`
      SELECT user_id AS "userId" FROM mailed_tokens
      WHERE token_hash = ${tokenHash} AND purpose = ${purpose}::mailed_token_purpose
        AND expires_at > ${now}`;
    return token?.userId ?? null;
  },

  /** True for the one caller that uses the token up; the user's others of the purpose end with it. */
  async useMailedToken(
    tokenHash: Uint8Array,
    userId: string,
    purpose: MailedTokenPurpose,
  ): Promise<boolean> {
    const used = await db.$executeRaw`
      DELETE FROM mailed_tokens WHERE token_hash = ${tokenHash}`;
    if (used === 0) return false;
    await db.$executeRaw`
      DELETE FROM mailed_tokens
      WHERE user_id = ${userId}::uuid AND purpose = ${purpose}::mailed_token_purpose`;
    return true;
  },

  async deleteExpiredMailedTokens(now: Date): Promise<void> {
    await db.$executeRaw`DELETE FROM mailed_tokens WHERE expires_at < ${now}`;
  },
});
