/**
 * The browser's session as a request sees it: the cookie holds an id that means nothing and that scripts
 * cannot read; the tokens are where sessions/ keeps them.
 */
import { CodedError } from '@tributary/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  type Replacement,
  sessionLifetimeMs,
  type Sessions,
  type Tokens,
} from './sessions/sessions.js';

export interface BrowserSession {
  /** The cookie's id; null without one. */
  readonly id: string | null;
  readonly tokens: Tokens | null;
  /** There is a cookie, and nobody can say just now what it is worth. */
  readonly isUnknown: boolean;
  /** A new id for the cookie; what was under the old one is gone. @throws CodedError when the store is away */
  start(tokens: Tokens): Promise<void>;
  /** Trades the tokens in, once for all who ask at the same time. */
  replace(used: Tokens, work: () => Promise<Replacement>): Promise<Replacement>;
  /** Takes the cookie away, and the session with it. */
  end(): Promise<void>;
}

export interface CookieOptions {
  sessions: Sessions;
  /** HTTPS only, and by the name's prefix bound to this very host. */
  secure: boolean;
}

export const sessionCookieName = (secure: boolean): string =>
  secure ? '__Host-tributary' : 'tributary';

/** Reads the session of a request; what changes of it goes out with `reply`. */
export async function browserSession(
  request: FastifyRequest,
  reply: FastifyReply,
  options: CookieOptions,
): Promise<BrowserSession> {
  const id = request.cookies[sessionCookieName(options.secure)] ?? null;
  const session = new CookieSession(id, reply, options);
  await session.load();
  return session;
}

class CookieSession implements BrowserSession {
  tokens: Tokens | null = null;
  isUnknown = false;

  constructor(
    public id: string | null,
    private readonly reply: FastifyReply,
    private readonly options: CookieOptions,
  ) {}

  async load(): Promise<void> {
    if (this.id === null) return;
    try {
      this.tokens = await this.options.sessions.read(this.id);
      if (!this.tokens) this.clear();
    } catch {
      this.isUnknown = true;
    }
  }

  async start(tokens: Tokens): Promise<void> {
    const before = this.id;
    const id = await this.options.sessions.start(tokens).catch(storeIsAway);
    // What is left behind when this fails nobody can use: the cookie is another one.
    if (before !== null) await this.options.sessions.end(before).catch(() => undefined);
    Object.assign(this, { id, tokens, isUnknown: false });
    void this.reply.setCookie(sessionCookieName(this.options.secure), id, {
      ...this.attributes(),
      maxAge: sessionLifetimeMs / 1000,
    });
  }

  async replace(used: Tokens, work: () => Promise<Replacement>): Promise<Replacement> {
    if (this.id === null) return { kind: 'refused' };
    const outcome = await this.options.sessions
      .replace(this.id, used, work)
      .catch((): Replacement => ({ kind: 'unreachable' }));
    if (outcome.kind === 'refreshed') this.tokens = outcome.tokens;
    if (outcome.kind === 'refused') this.clear();
    return outcome;
  }

  async end(): Promise<void> {
    if (this.id !== null) await this.options.sessions.end(this.id).catch(storeIsAway);
    this.clear();
  }

  private clear(): void {
    Object.assign(this, { id: null, tokens: null, isUnknown: false });
    if (this.reply.sent || this.reply.raw.headersSent) return;
    void this.reply.clearCookie(sessionCookieName(this.options.secure), this.attributes());
  }

  private attributes() {
    const { secure } = this.options;
    return { path: '/', httpOnly: true, sameSite: 'lax', secure } as const;
  }
}

function storeIsAway(): never {
  throw new CodedError('SERVICE_UNAVAILABLE', 'Sessions cannot be kept just now; try again later.');
}
