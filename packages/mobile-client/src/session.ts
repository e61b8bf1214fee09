/**
 * The device's session: its pair of tokens, kept in the storage, and the refresh that turns one pair into the
 * next. However many requests find the token expired, one refresh is under way: a refresh token works once,
 * and its reuse would end the session.
 */
import { isPassing, RefusedError, SignedOutError } from './client-error.js';
import { RefreshSessionDocument, type TokensFragment } from './generated/operations.js';
import { keepValue } from './kept-value.js';
import type { Storage } from './platform.js';
import type { Transport } from './transport.js';

export interface Session {
  /** Whether somebody is signed in, as far as is known. */
  isSignedIn(): Promise<boolean>;
  /** Who, as told at sign-in or the last refresh. */
  profile(): Promise<TokensFragment['profile'] | null>;
  /** Keeps what `login` or `register` answered. */
  begin(tokens: TokensFragment): Promise<void>;
  end(): Promise<void>;
  /**
   * Runs it with an access token, null for nobody; once more with a new one when that has expired.
   * @throws SignedOutError when the session has ended, here or elsewhere; and what `request` throws
   */
  withToken<T>(request: (accessToken: string | null) => Promise<T>): Promise<T>;
}

export interface SessionOptions {
  transport: Transport;
  storage: Storage;
  now: () => number;
  /** Called when the server has ended the session. */
  onSignedOut: () => Promise<void>;
}

/** A token that ends within this is not worth sending. */
const marginMs = 10_000;

export function createSession({ transport, storage, now, onSignedOut }: SessionOptions): Session {
  const kept = keepValue<TokensFragment | null>(storage, 'session', null);
  let refreshing: Promise<TokensFragment> | undefined;
  const signOut = async (): Promise<never> => {
    await kept.clear();
    await onSignedOut();
    throw new SignedOutError('The session has ended: sign in again.');
  };

  async function refresh({ refreshToken }: TokensFragment): Promise<TokensFragment> {
    const { refreshSession } = await transport.send(RefreshSessionDocument, { refreshToken }, null);
    if (refreshSession.__typename !== 'SignedIn') return signOut();
    await kept.write(refreshSession);
    return refreshSession;
  }

  /** The pair that comes after `stale`, whoever asked for it first. */
  async function renewed(stale: TokensFragment): Promise<TokensFragment> {
    const current = await kept.read();
    if (current === null) throw new SignedOutError('The session has ended: sign in again.');
    if (current.refreshToken !== stale.refreshToken) return current;
    refreshing ??= refresh(current).finally(() => (refreshing = undefined));
    return refreshing;
  }

  return {
    isSignedIn: async () => (await kept.read()) !== null,
    profile: async () => (await kept.read())?.profile ?? null,
    begin: kept.write,
    end: kept.clear,
    async withToken(request) {
      const known = await kept.read();
      if (!known) return request(null);
      const isFresh = Date.parse(known.expiresAt) - marginMs > now();
      const tokens = isFresh ? known : await renewed(known);
      try {
        return await request(tokens.accessToken);
      } catch (error) {
        if (!isRefusedToken(error)) throw error;
        return await request((await renewed(tokens)).accessToken);
      }
    },
  };
}

/** A session that was ended from another device answers UNAUTHENTICATED; the refresh then says so. */
const isRefusedToken = (error: unknown) =>
  error instanceof RefusedError &&
  !isPassing(error) &&
  (error.code === 'TOKEN_EXPIRED' || error.code === 'UNAUTHENTICATED');
