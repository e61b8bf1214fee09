/** The users service in process on a real database, and short ways to ask it things. */
import {
  createIdentitySigner,
  createLogger,
  type Identity,
  identityHeader,
  type Jwk,
  type Role,
} from '@tributary/service';
import { exportJWK, generateKeyPair } from 'jose';
import pg from 'pg';
import { createTestDatabase } from '@tributary/embedded/testing';
import { createJobsDesk } from '@tributary/messaging';
import { createApp } from '../src/app.js';
import { type MainConfig, readMainConfig } from '../src/config.js';
import { createStore } from '../src/store.js';

export const goodPassword = 'four unrelated words';
export const logger = createLogger('users-test', 'silent');

export async function createKey(kid: string): Promise<Jwk> {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid } as Jwk;
}

/** The public half, as it is handed to those who verify. */
export function publicPart(key: Jwk): Jwk {
  const { d: _secret, ...shared } = key;
  return shared;
}

const gatewayKey = await createKey('gateway');
const signIdentity = await createIdentitySigner(gatewayKey);
const signingKey = await createKey('users-1');

export const as = (
  userId: string,
  sessionId: string | null = null,
  ...roles: Role[]
): Identity => ({
  userId,
  sessionId,
  roles: roles.length > 0 ? roles : ['CUSTOMER'],
});

export interface Answer {
  status: number;
  // oxlint-disable-next-line typescript/no-explicit-any
  data: any;
  errors?: { message: string; extensions: { code: string; retryAfterSeconds?: number } }[];
}

export interface Asked {
  identity?: Identity | null;
  headers?: Record<string, string>;
}

export type UsersApp = Awaited<ReturnType<typeof startApp>>;

/** One process of the service. Several may share a database. */
export async function startApp(
  databaseUrl: string,
  options: {
    config?: Partial<MainConfig>;
    clock?: { now: Date };
    broker?: { jobsDatabaseUrl: string };
  } = {},
) {
  const guest: Identity = { userId: null, sessionId: null, roles: [] };
  const config: MainConfig = {
    ...readMainConfig({
      NODE_ENV: 'test',
      USERS_DATABASE_URL: databaseUrl,
      IDENTITY_PUBLIC_KEY: JSON.stringify(publicPart(gatewayKey)),
      USERS_SIGNING_KEY: JSON.stringify(signingKey),
    }),
    ...options.config,
  };
  const store = createStore(databaseUrl, 10);
  const clock = options.clock ?? { now: new Date() };
  const jobs = createJobsDesk({ service: 'users', ...options.broker, logger });
  const app = await createApp({ config, logger, store, jobs, now: () => clock.now });
  return {
    app,
    store,
    clock,
    passTime: (ms: number) => void (clock.now = new Date(clock.now.getTime() + ms)),
    /** Asks as the gateway would. `identity: null` sends none. */
    async ask(query: string, variables: object = {}, asked: Asked = {}): Promise<Answer> {
      const identity = asked.identity === undefined ? guest : asked.identity;
      const signed = identity ? { [identityHeader]: await signIdentity(identity) } : {};
      const response = await app.inject({
        method: 'POST',
        url: '/graphql',
        headers: { 'content-type': 'application/json', ...signed, ...asked.headers },
        payload: JSON.stringify({ query, variables }),
      });
      return { status: response.statusCode, ...response.json<Omit<Answer, 'status'>>() };
    },
    async stop() {
      await app.close();
      await jobs.close();
      await store.close();
    },
  };
}

/** A database with one process of the service on it. */
export async function startUsers(options: Parameters<typeof startApp>[1] = {}) {
  const database = await createTestDatabase('users');
  const pool = new pg.Pool({ connectionString: database.ownerUrl, max: 2 });
  pool.on('error', () => undefined);
  const users = await startApp(database.url, options);
  return {
    ...users,
    database,
    // oxlint-disable-next-line typescript/no-explicit-any
    rows: async (sql: string, values: unknown[] = []): Promise<any[]> =>
      (await pool.query(sql, values)).rows,
    async stop() {
      await users.stop();
      await pool.end();
      await database.drop();
    },
  };
}

export type Users = Awaited<ReturnType<typeof startUsers>>;

const session =
  '__typename ... on AuthSession { accessToken refreshToken expiresAt user { id email name } }';
export const operations = {
  register: `mutation ($input: RegisterInput!) { outcome: register(input: $input) {
    ${session} ... on EmailTaken { message } ... on WeakPassword { message } } }`,
  login: `mutation ($input: LoginInput!) { outcome: login(input: $input) { ${session}
    ... on InvalidCredentials { message } ... on TooManyAttempts { message retryAfterSeconds } } }`,
  refresh: `mutation ($token: String!) { outcome: refreshSession(refreshToken: $token) { ${session}
    ... on SessionExpired { message } } }`,
  verify: `mutation ($token: String!) { outcome: verifyEmail(token: $token) { __typename
    ... on EmailVerified { user { id email emailVerified } } ... on InvalidToken { message } } }`,
  requestReset: `mutation ($email: String!) { requestPasswordReset(email: $email) }`,
  reset: `mutation ($input: ResetPasswordInput!) { outcome: resetPassword(input: $input) { __typename
    ... on PasswordReset { message } ... on InvalidToken { message } ... on WeakPassword { message } } }`,
  saveAddress: `mutation ($input: SaveAddressInput!) { saveAddress(input: $input) {
    id name line1 line2 city region postalCode country } }`,
  close: `mutation ($password: String!) { outcome: closeAccount(password: $password) { __typename
    ... on AccountClosed { message } ... on InvalidCredentials { message } } }`,
};

let count = 0;
export const newEmail = (): string => `buyer-${++count}@shop.test`;

/** Registers somebody and answers who, with their tokens. */
export async function registerSomebody(
  users: Pick<UsersApp, 'ask'>,
  { email = newEmail(), password = goodPassword, name = 'Grace Hopper' } = {},
) {
  const { data } = await users.ask(operations.register, { input: { email, password, name } });
  const { user, refreshToken, accessToken } = data.outcome;
  const { sid } = JSON.parse(Buffer.from(accessToken.split('.')[1], 'base64url').toString()) as {
    sid: string;
  };
  const id = user.id as string;
  return {
    id,
    email,
    password,
    refreshToken: refreshToken as string,
    accessToken: accessToken as string,
    sessionId: sid,
    identity: as(id, sid),
  };
}

export const address = {
  name: 'Grace Hopper',
  line1: '1 Compiler Street',
  city: 'Arlington',
  postalCode: '22201',
  country: 'US',
};

/** The token in the newest mail of a kind. */
export async function mailedToken(users: Users, to: string, path: string): Promise<string> {
  const mails = await users.rows('SELECT text FROM mails WHERE "to" = $1 ORDER BY id DESC', [to]);
  const links = mails.flatMap(({ text }) => /\/([\w-]+)\?token=([\w-]+)/.exec(text) ?? []);
  const at = links.indexOf(path);
  const token = at < 0 ? undefined : links[at + 1];
  if (!token) throw new Error(`No mail to ${to} has a link to /${path}.`);
  return token;
}
