/** When the access token of a subscriber runs out. It verifies nothing: that has been done. */
import { decodeJwt } from 'jose';

/** As long after its expiry as a token is still good for a query. */
const toleranceSeconds = 5;
const longestTimerMs = 2 ** 31 - 1;

/**
 * Milliseconds until the token in an `authorization` header is no good any more; undefined for none.
 * @param nowMs since 1970
 */
export function leftOfToken(authorization: string | undefined, nowMs: number): number | undefined {
  const token = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
  if (!token) return undefined;
  try {
    const { exp } = decodeJwt(token);
    if (exp === undefined) return undefined;
    const leftMs = (exp + toleranceSeconds) * 1_000 - nowMs;
    return Math.min(Math.max(leftMs, 0), longestTimerMs);
  } catch {
    return undefined; // no token of ours, and nobody was identified by it
  }
}
