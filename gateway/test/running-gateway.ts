/** A gateway on a real socket, over a supergraph file of its own, and a client for it. */
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Jwk, type Logger } from '@tributary/service';
import { exportJWK, generateKeyPair } from 'jose';
import { pino } from 'pino';
import { type AppOptions, createApp } from '../src/app.js';
import { type GatewayConfig, readGatewayConfig } from '../src/config.js';

export const silent: Logger = pino({ level: 'silent' });

export interface KeyPair {
  privateKey: Jwk;
  publicKey: Jwk;
}

export async function createKeyPair(): Promise<KeyPair> {
  const pair = await generateKeyPair('EdDSA', { extractable: true });
  return {
    privateKey: (await exportJWK(pair.privateKey)) as Jwk,
    publicKey: (await exportJWK(pair.publicKey)) as Jwk,
  };
}

export interface RunningGateway {
  url: string;
  replaceSupergraph(supergraphSdl: string): Promise<void>;
  close(): Promise<void>;
}

export interface RunningGatewayOptions {
  supergraphSdl: string;
  /** Without it the gateway stands alone. */
  identityKey?: Jwk;
  config?: Partial<GatewayConfig>;
  env?: NodeJS.ProcessEnv;
  logger?: Logger;
  plugins?: AppOptions['plugins'];
}

export async function startGateway(options: RunningGatewayOptions): Promise<RunningGateway> {
  const folder = await mkdtemp(join(tmpdir(), 'tributary-gateway-'));
  const file = join(folder, 'supergraph.graphql');
  const replaceSupergraph = async (supergraphSdl: string) => {
    await writeFile(`${file}.tmp`, supergraphSdl);
    await rename(`${file}.tmp`, file);
  };
  await replaceSupergraph(options.supergraphSdl);
  const config = readGatewayConfig({
    ...(options.identityKey
      ? { GATEWAY_IDENTITY_KEY: JSON.stringify(options.identityKey) }
      : { STANDALONE: 'true' }),
    SUPERGRAPH_FILE: file,
    ...options.env,
  });
  const app = await createApp({
    config: { ...config, ...options.config },
    logger: options.logger ?? silent,
    ...(options.plugins && { plugins: options.plugins }),
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    replaceSupergraph,
    close: async () => {
      await app.close();
      await rm(folder, { recursive: true });
    },
  };
}

export interface GraphqlError {
  message: string;
  path?: (string | number)[];
  extensions: { code: string; service?: string } & Record<string, unknown>;
}

/** Any JSON: a test looks into it and fails when it is not there. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Json = any;

export interface Answer {
  status: number;
  headers: Headers;
  data?: Json;
  errors?: GraphqlError[];
  extensions?: Record<string, Json>;
}

/** Posts one operation. */
export async function ask(
  { url }: { url: string },
  query: string,
  headers: Record<string, string> = {},
  variables: object = {},
): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const body = (await response.json()) as Omit<Answer, 'status' | 'headers'>;
  return { status: response.status, headers: response.headers, ...body };
}

/** Polls until `holds` answers true. @throws after 10 s, with what was waited for. */
export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
