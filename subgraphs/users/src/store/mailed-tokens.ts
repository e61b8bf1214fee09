/** Hashes of the single-use tokens in mailed links. */
import type { Database } from './database.js';

export type MailedTokenPurpose = 'VERIFY_EMAIL' | 'RESET_PASSWORD';

export interface StoredMailedToken {
  tokenHash: Uint8Array;
  userId: string;
  purpose: MailedTokenPurpose;
  createdAt: Date;
  expiresAt: Date;
}

export const mailedTokensIn = (db: Database) => ({
  async insertMailedToken(token: StoredMailedToken): Promise<void> {
    await db.mailedToken.create({ data: { ...token, tokenHash: new Uint8Array(token.tokenHash) } });
  },

  /** Whose token it is; null when it is unknown, of another purpose, used or expired. */
  async findMailedTokenOwner(
    tokenHash: Uint8Array,
    purpose: MailedTokenPurpose,
    now: Date,
  ): Promise<string | null> {
    const token = await db.mailedToken.findFirst({
      where: { tokenHash: new Uint8Array(tokenHash), purpose, expiresAt: { gt: now } },
      select: { userId: true },
    });
    return token?.userId ?? null;
  },

  /** True for the one caller that uses the token up; the user's others of the purpose end with it. */
  async useMailedToken(
    tokenHash: Uint8Array,
    userId: string,
    purpose: MailedTokenPurpose,
  ): Promise<boolean> {
    const used = await db.mailedToken.deleteMany({
      where: { tokenHash: new Uint8Array(tokenHash) },
    });
    if (used.count === 0) return false;
    await db.mailedToken.deleteMany({ where: { userId, purpose } });
    return true;
  },

  async deleteExpiredMailedTokens(now: Date): Promise<void> {
    await db.mailedToken.deleteMany({ where: { expiresAt: { lt: now } } });
  },
});
