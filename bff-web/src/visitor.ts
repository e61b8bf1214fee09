/** Who is at the browser during one request: finds the access token to use, and renews it in time. */
import type { BrowserSession } from './session-cookie.js';
import type { Replacement, Tokens } from './sessions/sessions.js';

/** `nobody`: without a session; `unknown`: there is a session, but its tokens cannot be had just now. */
export type VisitorKind = 'user' | 'nobody' | 'unknown';

export interface Visitor {
  /** The access token to use; null without a session, and for a user who is unknown just now. */
  token(): Promise<string | null>;
  /** A token for another try, after the gateway refused the last one. */
  renewedToken(): Promise<string | null>;
  /** Settled once a token was asked for. */
  kind(): VisitorKind;
  /** The browser has a new session: what follows in this request is its user's. @throws CodedError */
  became: (tokens: Tokens) => Promise<void>;
}

/** An access token with less left than this is renewed before it is used. */
const marginMs = 30_000;

/** @param refresh trades a refresh token in */
export function createVisitor(
  session: BrowserSession,
  refresh: (refreshToken: string) => Promise<Replacement>,
  now: () => number = Date.now,
): Visitor {
  let kind: VisitorKind = session.isUnknown ? 'unknown' : session.tokens ? 'user' : 'nobody';
  let current: Promise<string | null> | undefined;
  let renewed: Promise<string | null> | undefined;

  const renew = async (tokens: Tokens, fallback: string | null): Promise<string | null> => {
    const outcome = await session.replace(tokens, () => refresh(tokens.refreshToken));
    if (outcome.kind === 'refreshed') return outcome.tokens.accessToken;
    if (outcome.kind === 'refused') {
      kind = 'nobody';
      return null;
    }
    if (!fallback) kind = 'unknown';
    return fallback;
  };

  const findToken = async (): Promise<string | null> => {
    const { tokens } = session;
    if (!tokens) return null;
    const leftMs = Date.parse(tokens.expiresAt) - now();
    if (leftMs > marginMs) return tokens.accessToken;
    return renew(tokens, leftMs > 0 ? tokens.accessToken : null);
  };

  return {
    token: () => (current ??= findToken()),
    renewedToken: () =>
      (renewed ??= session.tokens ? renew(session.tokens, null) : Promise.resolve(null)),
    kind: () => kind,
    async became(tokens) {
      await session.start(tokens);
      kind = 'user';
      current = Promise.resolve(tokens.accessToken);
      renewed = undefined;
    },
  };
}
