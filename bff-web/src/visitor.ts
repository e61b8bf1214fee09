/** Who is at the browser during one request: finds the access token to use, and renews it in time. */
import type { BrowserSession, Tokens } from './session-cookie.js';
import type { RefreshOutcome } from './refresh.js';

/** `nobody`: without a session; `unknown`: there is a session, but the tokens could not be renewed just now. */
export type VisitorKind = 'user' | 'nobody' | 'unknown';

export interface Visitor {
  /** The access token to use; null without a session, and for a user who is unknown just now. */
  token(): Promise<string | null>;
  /** A token for another try, after the gateway refused the last one. */
  renewedToken(): Promise<string | null>;
  /** Settled once a token was asked for. */
  kind(): VisitorKind;
  /** The browser has a new session: what follows in this request is its user's. */
  became: (tokens: Tokens) => void;
}

/** An access token with less left than this is renewed before it is used. */
const marginMs = 30_000;

/** @param refresh trades the refresh token in; shared between the browser's requests */
export function createVisitor(
  session: BrowserSession,
  refresh: (refreshToken: string) => Promise<RefreshOutcome>,
  now: () => number = Date.now,
): Visitor {
  let kind: VisitorKind = session.tokens() ? 'user' : 'nobody';
  let current: Promise<string | null> | undefined;
  let renewed: Promise<string | null> | undefined;

  const renew = async (tokens: Tokens, fallback: string | null): Promise<string | null> => {
    const outcome = await refresh(tokens.refreshToken);
    if (outcome.kind === 'refreshed') {
      session.start(outcome.tokens);
      return outcome.tokens.accessToken;
    }
    if (outcome.kind === 'refused') {
      session.end();
      kind = 'nobody';
      return null;
    }
    if (!fallback) kind = 'unknown';
    return fallback;
  };

  const findToken = async (): Promise<string | null> => {
    const tokens = session.tokens();
    if (!tokens) return null;
    const leftMs = Date.parse(tokens.expiresAt) - now();
    if (leftMs > marginMs) return tokens.accessToken;
    return renew(tokens, leftMs > 0 ? tokens.accessToken : null);
  };

  return {
    token: () => (current ??= findToken()),
    renewedToken: () => (renewed ??= renewFresh(session, renew)),
    kind: () => kind,
    became(tokens) {
      session.start(tokens);
      kind = 'user';
      current = Promise.resolve(tokens.accessToken);
      renewed = undefined;
    },
  };
}

async function renewFresh(
  session: BrowserSession,
  renew: (tokens: Tokens, fallback: string | null) => Promise<string | null>,
): Promise<string | null> {
  const tokens = session.tokens();
  return tokens ? renew(tokens, null) : null;
}
