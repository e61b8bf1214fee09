import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConfigError } from '@tributary/service';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientNameHeader } from '../src/client-name.js';
import { readTrustedDocuments } from '../src/documents/trusted-documents.js';
import { type MiniGraph, startMiniGraph } from './mini-graph.js';
import { ask, createKeyPair, type RunningGateway, startGateway } from './running-gateway.js';

const trusted = 'query Products { products { sku } }';
const other = 'query Other { products { name } }';
const older = 'query Older { products { available } }';
const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const manifest = {
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations: [
    { id: hash(trusted), name: 'Products', type: 'query', body: trusted },
    { id: 'short-name', name: 'Dearest', type: 'query', body: 'query Dearest { dearest { sku } }' },
  ],
};

let folder: string;
let graph: MiniGraph;
let gateways: Record<'development' | 'production', RunningGateway>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tributary-manifest-'));
  const file = join(folder, 'mobile.json');
  await writeFile(file, JSON.stringify(manifest));
  const before = join(folder, 'mobile-before.json');
  const operations = [{ id: hash(older), name: 'Older', type: 'query', body: older }];
  await writeFile(before, JSON.stringify({ ...manifest, operations }));
  const keys = await createKeyPair();
  graph = await startMiniGraph(keys.publicKey);
  const start = (env: NodeJS.ProcessEnv) =>
    startGateway({
      supergraphSdl: graph.supergraphSdl,
      identityKey: keys.privateKey,
      env: { ...env, TRUSTED_DOCUMENTS: `mobile=${file}, mobile=${before}` },
    });
  gateways = {
    development: await start({}),
    production: await start({ NODE_ENV: 'production' }),
  };
});
afterAll(async () => {
  for (const gateway of Object.values(gateways)) await gateway.close();
  await graph.close();
  await rm(folder, { recursive: true });
});

const mobile = { [clientNameHeader]: 'mobile', 'apollo-require-preflight': 'true' };
const byHash = async (sha256Hash: string, headers: Record<string, string> = mobile) => {
  const extensions = JSON.stringify({ persistedQuery: { version: 1, sha256Hash } });
  const url = `${gateways.production.url}/graphql?extensions=${encodeURIComponent(extensions)}`;
  return (await (await fetch(url, { headers })).json()) as Awaited<ReturnType<typeof ask>>;
};
const codeOf = ({ errors }: { errors?: { extensions: { code: string } }[] }) =>
  errors?.[0]?.extensions.code;

test('a document of a manifest is asked for by its id alone', async () => {
  expect((await byHash(hash(trusted))).data.products).toBeInstanceOf(Array);
  expect((await byHash('short-name')).data.dearest).toBeDefined();
  expect(codeOf(await byHash(hash(other)))).toBe('PERSISTED_QUERY_NOT_FOUND');
});

test('in production a client with manifests gets nothing else', async () => {
  const { production, development } = gateways;
  expect((await ask(production, trusted, mobile)).data).toBeDefined();
  expect((await ask(production, older, mobile)).data).toBeDefined();
  const refused = await ask(production, other, mobile);
  expect([refused.status, codeOf(refused)]).toEqual([403, 'DOCUMENT_NOT_TRUSTED']);
  expect((await ask(production, other)).data).toBeDefined();
  expect((await ask(development, other, mobile)).data).toBeDefined();
});

test('a document that somebody else had stored does not become trusted', async () => {
  const { url } = gateways.production;
  const persistedQuery = { version: 1, sha256Hash: hash(other) };
  const body = JSON.stringify({ query: other, extensions: { persistedQuery } });
  const headers = { 'content-type': 'application/json' };
  expect((await fetch(`${url}/graphql`, { method: 'POST', headers, body })).status).toBe(200);
  expect((await byHash(hash(other), { ...mobile, [clientNameHeader]: 'web' })).data).toBeDefined();
  expect(codeOf(await byHash(hash(other)))).toBe('DOCUMENT_NOT_TRUSTED');
});

test('every manifest that is of no use is named at the start', async () => {
  await writeFile(join(folder, 'broken.json'), '{"format":"other"}');
  await writeFile(
    join(folder, 'typo.json'),
    JSON.stringify({ ...manifest, operations: [{ id: 'a', body: '{ a' }] }),
  );
  const files = { absent: 'absent.json', broken: 'broken.json', typo: 'typo.json' };
  const manifests = Object.fromEntries(
    Object.entries(files).map(([client, file]) => [client, [join(folder, file)]]),
  );
  expect(faultsOf(manifests).map((fault) => /manifest of (\w+)/.exec(fault)?.[1])).toEqual(
    Object.keys(files),
  );
});

function faultsOf(manifests: Record<string, string[]>): readonly string[] {
  try {
    readTrustedDocuments(manifests);
    return [];
  } catch (error) {
    return (error as ConfigError).faults;
  }
}
