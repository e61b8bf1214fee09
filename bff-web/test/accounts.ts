/** Accounts, sessions and tokens by the rules the BFFs rely on: rotation, and reuse ends the session. */
import { generateKeyPairSync, randomBytes, randomUUID, sign, verify } from 'node:crypto';

export interface Account {
  id: string;
  email: string;
  name: string;
  password: string;
  isGuest: boolean;
  roles: string[];
}

interface Session {
  id: string;
  accountId: string;
  refreshToken: string;
  device: string;
}

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

export class Accounts {
  /** Life of the access tokens issued from now on. */
  accessTokenMs = 900_000;
  private readonly accounts = new Map<string, Account>();
  private readonly sessions = new Map<string, Session>();
  private readonly usedRefreshTokens = new Map<string, string>();

  startGuest() {
    const account = {
      id: randomUUID(),
      email: '',
      name: 'Guest',
      password: '',
      isGuest: true,
      roles: [],
    };
    this.accounts.set(account.id, account);
    return this.signIn(account);
  }

  /** A guest who registers becomes the account, with the same id. */
  register(input: Pick<Account, 'email' | 'name' | 'password'>, caller: Account | null = null) {
    if ([...this.accounts.values()].some(({ email }) => email === input.email))
      return { __typename: 'EmailTaken' as const, message: 'There is such an account.' };
    if (input.password.length < 10)
      return { __typename: 'WeakPassword' as const, message: 'Use 10 characters or more.' };
    const id = caller?.isGuest ? caller.id : randomUUID();
    const account = { ...input, id, isGuest: false, roles: ['CUSTOMER'] };
    this.accounts.set(account.id, account);
    return this.signIn(account);
  }

  login({ email, password }: Pick<Account, 'email' | 'password'>) {
    const account = [...this.accounts.values()].find((found) => found.email === email);
    return account?.password === password
      ? this.signIn(account)
      : { __typename: 'InvalidCredentials' as const, message: 'They do not belong together.' };
  }

  /** Makes staff of somebody, who has to sign in again for it. */
  promote(email: string): void {
    const account = [...this.accounts.values()].find((found) => found.email === email)!;
    account.roles = ['CUSTOMER', 'STAFF'];
  }

  refresh(refreshToken: string) {
    const reused = this.usedRefreshTokens.get(refreshToken);
    if (reused) this.sessions.delete(reused);
    const session = [...this.sessions.values()].find((one) => one.refreshToken === refreshToken);
    if (!session) return { __typename: 'SessionExpired' as const, message: 'Sign in again.' };
    this.usedRefreshTokens.set(refreshToken, session.id);
    return this.issue(session);
  }

  /** Ends a session; false when there was none. */
  end(sessionId: string | null): boolean {
    return sessionId !== null && this.sessions.delete(sessionId);
  }

  sessionsOf(accountId: string, current: string | null) {
    return [...this.sessions.values()]
      .filter((session) => session.accountId === accountId)
      .map(({ id, device }) => ({
        id,
        device,
        createdAt: '2026-01-31T12:00:00.000Z',
        lastUsedAt: '2026-01-31T13:00:00.000Z',
        current: id === current,
      }));
  }

  sessionIds(): string[] {
    return [...this.sessions.keys()];
  }

  /** Whose token this is, or the code of what is wrong with it. */
  identify(token: string): { account: Account; sessionId: string } | string {
    const [header, payload, signature] = token.split('.');
    const signed = Buffer.from(`${header}.${payload}`);
    if (!signature || !verify(null, signed, publicKey, Buffer.from(signature, 'base64url')))
      return 'UNAUTHENTICATED';
    const claims = JSON.parse(Buffer.from(payload!, 'base64url').toString()) as Claims;
    if (claims.exp * 1000 <= Date.now()) return 'TOKEN_EXPIRED';
    const account = this.accounts.get(claims.sub);
    return account && this.sessions.has(claims.sid)
      ? { account, sessionId: claims.sid }
      : 'UNAUTHENTICATED';
  }

  private signIn(account: Account) {
    const session = { id: randomUUID(), accountId: account.id, refreshToken: '', device: 'Test' };
    this.sessions.set(session.id, session);
    return this.issue(session);
  }

  private issue(session: Session) {
    session.refreshToken = randomBytes(48).toString('base64url');
    const expiresAt = Date.now() + this.accessTokenMs;
    const claims = {
      sid: session.id,
      roles: this.accounts.get(session.accountId)!.roles,
      sub: session.accountId,
      iss: 'tributary-users',
      aud: 'tributary',
      jti: randomUUID(),
      exp: expiresAt / 1000,
    };
    const signed = `${encode({ alg: 'EdDSA', kid: randomUUID() })}.${encode(claims)}`;
    const signature = sign(null, Buffer.from(signed), privateKey).toString('base64url');
    return {
      __typename: 'AuthSession' as const,
      accessToken: `${signed}.${signature}`,
      refreshToken: session.refreshToken,
      expiresAt: new Date(expiresAt).toISOString(),
      account: this.accounts.get(session.accountId)!,
    };
  }
}

interface Claims {
  sub: string;
  sid: string;
  exp: number;
}
