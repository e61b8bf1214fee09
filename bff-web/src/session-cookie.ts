/**
 * The browser's session: the tokens of its user, sealed into a cookie that scripts cannot read and
 * nobody without the key can open or make. The server keeps nothing.
 */
import secureSession from '@fastify/secure-session';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** What signing in or refreshing gives. `expiresAt` is the access token's end, ISO 8601. */
export interface Tokens {
  accessToken: string;
  refreshToken: string;
  expiresAt: string;
}

export interface BrowserSession {
  tokens(): Tokens | null;
  /** Replaces whatever was in the cookie. */
  start(tokens: Tokens): void;
  /** Takes the cookie away. */
  end(): void;
}

export interface SessionCookieOptions {
  /** 32 bytes. */
  key: Buffer;
  /** HTTPS only, and by the name's prefix bound to this very host. */
  secure: boolean;
}

const lifetimeSeconds = 30 * 24 * 3600;

export const sessionCookieName = (secure: boolean): string =>
  secure ? '__Host-tributary' : 'tributary';

/** Opens the cookie of each request and seals what has changed into the answer. */
export async function registerSessionCookie(
  app: FastifyInstance,
  { key, secure }: SessionCookieOptions,
): Promise<void> {
  await app.register(secureSession, {
    key,
    cookieName: sessionCookieName(secure),
    expiry: lifetimeSeconds,
    cookie: { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: lifetimeSeconds },
  });
}

export function browserSession({ session }: FastifyRequest): BrowserSession {
  return {
    tokens: () => session.get('tokens') ?? null,
    start(tokens) {
      session.regenerate();
      session.deleted = false;
      session.set('tokens', tokens);
    },
    end: () => session.delete(),
  };
}

declare module '@fastify/secure-session' {
  interface SessionData {
    tokens: Tokens;
  }
}
