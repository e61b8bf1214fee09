/** The web BFF on a free port, and a browser as far as the BFF can tell: cookies and fetch metadata. */
import { createLogger } from '@tributary/service';
import { createGatewayClient } from '@tributary/service/gateway-client';
import { randomBytes } from 'node:crypto';
import { createApp } from '../src/app.js';
import { startTestGateway, type TestGateway } from './gateway.js';

export interface TestBff {
  url: string;
  gateway: TestGateway;
  close(): Promise<void>;
}

export async function startBff(
  options: { NODE_ENV?: 'production' | 'test'; timeoutMs?: number } = {},
): Promise<TestBff> {
  const { NODE_ENV = 'test', timeoutMs = 5_000 } = options;
  const gateway = await startTestGateway();
  const client = createGatewayClient({ url: gateway.url, timeoutMs });
  const config = { NODE_ENV, BFF_WEB_SESSION_SECRET: randomBytes(32), PUBLIC_WEB_URL: undefined };
  const app = await createApp({ config, logger: createLogger('test', 'silent'), gateway: client });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url: `${url}/graphql`,
    gateway,
    async close() {
      await app.close();
      await client.close();
      await gateway.stop();
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
    for (const line of setCookie) {
      const [pair] = line.split(';') as [string];
      this.cookie = pair.endsWith('=') ? '' : pair;
    }
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

const withoutEmpty = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
