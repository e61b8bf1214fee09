/** Opaque secrets that are handed out once and stored only as a hash. */
import { createHash, randomBytes } from 'node:crypto';

export interface SecretToken {
  /** For the holder: 256 random bits in base64url. */
  token: string;
  /** For the database. A fast hash is enough: nobody can guess 256 random bits. */
  tokenHash: Uint8Array;
}

export function createSecretToken(): SecretToken {
  const token = randomBytes(32).toString('base64url');
  return { token, tokenHash: hashText(token) };
}

/** SHA-256 of a token, an address or a network. */
export const hashText = (text: string): Uint8Array => createHash('sha256').update(text).digest();
