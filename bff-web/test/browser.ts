/** The web BFF on a free port, and a browser as far as the BFF can tell: cookies and fetch metadata. */
import { createLogger } from '@tributary/service';
import { createGatewayEvents } from '@tributary/service/gateway-events';
import { createGatewayClient } from '@tributary/service/gateway-client';
import { randomBytes } from 'node:crypto';
import { createSessionsDatabase } from '@tributary/embedded/testing';
import { createApp } from '../src/app.js';
import { postgresSessions } from '../src/sessions/postgres-sessions.js';
import type { SessionStore } from '../src/sessions/session-store.js';
import { startTestGateway, type TestGateway } from './gateway.js';

export interface TestBff {
  url: string;
  gateway: TestGateway;
  secret: Buffer<ArrayBuffer>;
  store: SessionStore;
  close(): Promise<void>;
}

/** One for all tests of a process: sessions do not meet. It goes with the test server. */
let database: ReturnType<typeof createSessionsDatabase> | undefined;

interface BffOptions {
  NODE_ENV?: 'production' | 'test';
  timeoutMs?: number;
  /** Of another BFF, to stand beside it; its own otherwise. */
  gateway?: TestGateway;
  secret?: Buffer<ArrayBuffer>;
  store?: SessionStore;
  storefront?: string;
  inventoryUrl?: string;
  ANSWERS_KEPT_MS?: number;
}

/** Another instance, when it is given what the first one has. */
export async function startBff(options: BffOptions = {}): Promise<TestBff> {
  const { NODE_ENV = 'test', timeoutMs = 5_000, secret = randomBytes(32) } = options;
  const gateway = options.gateway ?? (await startTestGateway());
  const logger = createLogger('test', 'silent');
  const { url: databaseUrl } = await (database ??= createSessionsDatabase());
  const store = options.store ?? postgresSessions({ url: databaseUrl, logger, connections: 4 });
  const client = createGatewayClient({ url: gateway.url, timeoutMs });
  const events = createGatewayEvents({ url: gateway.url });
  const config = {
    NODE_ENV,
    BFF_WEB_SESSION_SECRET: secret,
    PUBLIC_WEB_URL: undefined,
    STOREFRONT_DIR: options.storefront ?? '/nowhere',
    INVENTORY_URL: options.inventoryUrl ?? 'http://127.0.0.1:1',
    ANSWERS_KEPT_MS: options.ANSWERS_KEPT_MS ?? 0,
  };
  const app = await createApp({ config, logger, gateway: client, events, store });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url: `${url}/graphql`,
    gateway,
    secret,
    store,
    async close() {
      await app.close();
      if (!options.store) await store.close();
      await client.close();
      await events.close();
      if (!options.gateway) await gateway.stop();
    },
  };
}

/** A GraphQL answer, loosely: each test asserts the shape it needs. */
export interface Answer {
  status: number;
  // oxlint-disable-next-line typescript/no-explicit-any
  data: any;
  errors?: { message: string; path?: string[]; extensions: Record<string, unknown> }[];
  /** The whole body, as text. */
  body: string;
  setCookie: string[];
}

export class Browser {
  /** The Cookie header, empty without one. */
  cookie = '';

  constructor(private readonly url: string) {}

  /** Sends an operation; a header that is given as '' is left out. */
  async send(
    query: string,
    variables: object = {},
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: withoutEmpty({
        'content-type': 'application/json',
        'sec-fetch-site': 'same-origin',
        cookie: this.cookie,
        ...headers,
      }),
      body: JSON.stringify({ query, variables }),
    });
    const setCookie = response.headers.getSetCookie();
    this.cookie = changeCookies(this.cookie, setCookie);
    const body = await response.text();
    return { status: response.status, setCookie, body, ...(JSON.parse(body) as object) } as Answer;
  }

  /** Opens an account and is signed in with it. */
  async register(email = `${crypto.randomUUID()}@example.com`): Promise<Answer> {
    const input = { email, password: 'a good password', name: 'Ada Lovelace' };
    return this.send(
      `mutation ($input: RegisterInput!) {
        register(input: $input) { __typename ... on SignedIn { profile { id name } } }
      }`,
      { input },
    );
  }
}

/** The Cookie header after an answer with these Set-Cookie headers. */
function changeCookies(cookie: string, setCookie: readonly string[]): string {
  const pairs = new Map(cookie.split('; ').map((pair) => [pair.split('=')[0], pair]));
  for (const line of setCookie) {
    const [pair] = line.split(';') as [string];
    pairs.set(pair.split('=')[0], pair.endsWith('=') ? '' : pair);
  }
  return [...pairs.values()].filter(Boolean).join('; ');
}

const withoutEmpty = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
