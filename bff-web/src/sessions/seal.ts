/**
 * What keeps a stolen store from being of use: it holds sessions under digests of their ids, sealed with a
 * key that it does not have, each bound to its own digest.
 */
import { createCipheriv, createDecipheriv, hash, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** A session's id, as the cookie holds it: 256 random bits. */
export const createSessionId = (): string => randomBytes(32).toString('base64url');

const sessionId = /^[\w-]{43}$/;

/** The key of an id in the store; null for a text that is none. */
export const storeKey = (id: string): string | null =>
  sessionId.test(id) ? hash('sha256', id, 'base64url') : null;

/** @param secret 32 bytes */
export function seal(secret: Buffer, key: string, content: object): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, secret, nonce).setAAD(Buffer.from(key));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(content)), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** Null for what was sealed with another secret, or for another key, or was changed. */
export function unseal(secret: Buffer, key: string, sealed: Buffer): unknown {
  try {
    const nonce = sealed.subarray(0, nonceBytes);
    const decipher = createDecipheriv(algorithm, secret, nonce)
      .setAAD(Buffer.from(key))
      .setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
    const rest = sealed.subarray(nonceBytes + tagBytes);
    const text = Buffer.concat([decipher.update(rest), decipher.final()]).toString();
    return JSON.parse(text);
  } catch {
    return null;
  }
}
