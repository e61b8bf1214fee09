/** The mobile BFF on a free port, and a device that keeps its tokens. */
import { fileURLToPath } from 'node:url';
import { createLogger } from '@tributary/service';
import { createGatewayClient } from '@tributary/service/gateway-client';
// The gateway for tests is the same for both BFFs; no code of the web BFF comes with it.
import { startTestGateway, type TestGateway } from '../../bff-web/test/gateway.js';
import { createApp } from '../src/app.js';
import { readReleasedDocuments } from '../src/documents/released-documents.js';

const releases = fileURLToPath(new URL('../releases', import.meta.url));

export interface TestBff {
  url: string;
  gateway: TestGateway;
  close(): Promise<void>;
}

export async function startBff(
  NODE_ENV: 'production' | 'test' = 'test',
  now = () => new Date(),
  served: { MOBILE_APP_DIR?: string; PUBLIC_IMAGES_URL?: string } = {},
): Promise<TestBff> {
  const gateway = await startTestGateway();
  const client = createGatewayClient({ url: gateway.url, timeoutMs: 1_500 });
  const logger = createLogger('test', 'silent');
  const app = await createApp({
    config: {
      NODE_ENV,
      MOBILE_SYNC_SECRET: 'a secret of which nobody else knows',
      IMAGE_RESIZER_URL: undefined,
      ...served,
    },
    now,
    logger,
    gateway: client,
    documents: readReleasedDocuments(releases),
  });
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
  errors?: { message: string; extensions: Record<string, unknown> }[];
}

export class Device {
  accessToken = '';
  refreshToken = '';

  constructor(private readonly url: string) {}

  async send(
    query: string,
    variables: object = {},
    authorization = this.accessToken && `Bearer ${this.accessToken}`,
  ): Promise<Answer> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
      body: JSON.stringify({ query, variables }),
    });
    return { status: response.status, ...((await response.json()) as object) } as Answer;
  }

  /** Opens an account and keeps its tokens. */
  async register(): Promise<void> {
    const email = `${crypto.randomUUID()}@example.com`;
    const input = { email, password: 'a good password', name: 'Ada Lovelace' };
    const { data } = await this.send(
      `mutation ($input: RegisterInput!) {
        register(input: $input) { ... on SignedIn { accessToken refreshToken } }
      }`,
      { input },
    );
    this.keep(data.register);
  }

  keep(tokens: { accessToken: string; refreshToken: string }): void {
    this.accessToken = tokens.accessToken;
    this.refreshToken = tokens.refreshToken;
  }
}
