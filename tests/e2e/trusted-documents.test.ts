/** A gateway in production between the BFFs and the services: it runs what their builds registered, and nothing else. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runningEmbedded } from '@tributary/embedded';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import {
  addresses,
  clientsOfGateway,
  manifestOf,
  processes,
  root,
  trustedDocuments,
} from '../../scripts/stack.js';
import { createClient, poll } from '../support/graphql.js';
import { freePorts } from '../support/running-stack.js';

const started: ChildProcess[] = [];
let urls: Record<string, string>;

beforeAll(async () => {
  const stackEnv = inject('stackEnv');
  const embedded = await runningEmbedded(stackEnv['TRIBUTARY_DATA_DIR']!);
  const services = { ...embedded!.env, ...addresses(stackEnv), LOG_LEVEL: 'warn' };
  const ports = await freePorts();
  const at = (variable: string) => `http://127.0.0.1:${ports[variable]}`;
  urls = {
    gateway: at('GATEWAY_PORT'),
    'bff-web': at('BFF_WEB_PORT'),
    'bff-mobile': at('BFF_MOBILE_PORT'),
  };
  const env = { ...services, GATEWAY_URL: `${urls['gateway']}/graphql`, ...ports };
  start('gateway', { ...env, ...trustedDocuments(), NODE_ENV: 'production' });
  for (const name of clientsOfGateway) start(name, env);
  for (const url of Object.values(urls)) await poll(() => isReady(url), Boolean);
});
afterAll(async () => {
  await Promise.all(
    started.map((child) => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      return ended;
    }),
  );
});

function start(name: string, env: Record<string, string>): void {
  const { workspace, entry } = processes.find((process) => process.name === name)!;
  const file = join(root, workspace, 'dist', `${entry}.js`);
  const options = { cwd: join(root, workspace), env: { ...process.env, ...env } };
  started.push(
    spawn(process.execPath, [file], { ...options, stdio: ['ignore', 'ignore', 'inherit'] }),
  );
}

const isReady = (url: string) =>
  fetch(`${url}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );

interface Manifest {
  operations: { id: string; body: string }[];
}
const manifests = clientsOfGateway.map(
  (client) => [client, JSON.parse(readFileSync(manifestOf(client), 'utf8')) as Manifest] as const,
);
const ask = (client: string, query: string) =>
  createClient(`${urls['gateway']}/graphql`)(query, {}, { 'apollographql-client-name': client });

it('a BFF’s own documents are run', async () => {
  const page = await createClient(`${urls['bff-web']}/graphql`)('{ homePage { newest { name } } }');
  expect(page.errors).toBeUndefined();
  expect(page.data.homePage.newest.length).toBeGreaterThan(0);
  const screen = await createClient(`${urls['bff-mobile']}/graphql`)(
    '{ homeScreen { newest { __typename } } }',
  );
  expect(screen.errors).toBeUndefined();
  const metrics = await (await fetch(`${urls['bff-web']}/metrics`)).text();
  expect(metrics).toMatch(/gateway_operations_total\{operation="\w+",outcome="ok"\} [1-9]/);
});

it.each(manifests)('every document of %s is trusted', async (client, { operations }) => {
  expect(operations.length).toBeGreaterThan(5);
  for (const { body } of operations) {
    const { errors = [] } = await ask(client, body);
    const codes = errors.map(({ extensions }) => extensions.code);
    expect(codes).not.toContain('DOCUMENT_NOT_TRUSTED');
    expect(codes).not.toContain('GRAPHQL_VALIDATION_FAILED');
  }
});

it.each(clientsOfGateway)('any other document is refused to %s', async (client) => {
  const { status, errors } = await ask(client, '{ categories { slug } }');
  expect([status, errors?.[0]?.extensions.code]).toEqual([403, 'DOCUMENT_NOT_TRUSTED']);
  expect((await ask('somebody', '{ categories { slug } }')).errors).toBeUndefined();
});
