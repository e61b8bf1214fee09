import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chooseEncoding } from '@tributary/service/small-answers';
import { compressionThreshold } from '../src/front/small-answers.js';
import { type PlainSubgraphs, startPlainSubgraphs } from './plain-subgraphs.js';
import { ask, type RunningGateway, startGateway } from './running-gateway.js';

let subgraphs: PlainSubgraphs;
let gateway: RunningGateway;

beforeAll(async () => {
  subgraphs = await startPlainSubgraphs();
  const { supergraphSdl } = subgraphs;
  const env = { NODE_ENV: 'production', CORS_ORIGINS: 'https://shop.example' };
  gateway = await startGateway({ supergraphSdl, env });
});
afterAll(async () => {
  await gateway.close();
  await subgraphs.close();
});

const json = { 'content-type': 'application/json' };
const small = '{ books { isbn } }';
/** Its answer is longer than the threshold. */
const large = `{ books { ${Array.from({ length: 40 }, (_, i) => `a_rather_long_name_of_a_field_that_is_asked_for_many_times_${i}: title`).join(' ')} } }`;

/** As it comes over the wire: fetch would decompress it. */
async function post(query: string, headers: Record<string, string>) {
  const options = {
    method: 'POST',
    headers: { ...json, ...headers },
    body: JSON.stringify({ query }),
  };
  const response = await request(`${gateway.url}/graphql`, options as never);
  return { headers: response.headers, bytes: Buffer.from(await response.body.arrayBuffer()) };
}

describe('compression', () => {
  test('makes large answers small, in the best way that the client knows', async () => {
    const plain = await post(large, {});
    expect(plain.bytes.length).toBeGreaterThan(compressionThreshold);
    expect(plain.headers['content-encoding']).toBeUndefined();
    const unpack = { br: brotliDecompressSync, gzip: gunzipSync };
    for (const [encoding, header] of [
      ['br', 'gzip, deflate, br'],
      ['gzip', 'gzip;q=0.5, br;q=0'],
    ] as const) {
      const { headers, bytes } = await post(large, { 'accept-encoding': header });
      expect(headers).toMatchObject({
        'content-encoding': encoding,
        vary: 'origin, accept-encoding',
      });
      expect(Number(headers['content-length'])).toBe(bytes.length);
      expect(bytes.length).toBeLessThan(plain.bytes.length / 2);
      expect(unpack[encoding](bytes)).toEqual(plain.bytes);
    }
  });

  test('leaves small answers alone', async () => {
    const { headers } = await post(small, { 'accept-encoding': 'br' });
    expect(headers['content-encoding']).toBeUndefined();
  });

  test('reads what a client takes', () => {
    expect(chooseEncoding('GZIP')).toBe('gzip');
    expect(chooseEncoding('gzip;q=1.0, br;q=0.1')).toBe('br');
    expect(chooseEncoding('br;q=0.0, deflate')).toBeUndefined();
    expect(chooseEncoding(undefined)).toBeUndefined();
  });
});

test('every answer says to browsers that it is no page', async () => {
  for (const path of ['/health/live', '/nothing']) {
    const { headers } = await fetch(gateway.url + path);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
  }
  const { headers } = await ask(gateway, small);
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
});

test('browsers are told to stay with https where the front is https, and only there', async () => {
  const { supergraphSdl } = subgraphs;
  const behindTls = await startGateway({ supergraphSdl, env: { PUBLIC_HTTPS: 'true' } });
  const headerOf = async (url: string, path: string) =>
    (await fetch(url + path)).headers.get('strict-transport-security');
  for (const path of ['/health/live', '/', '/graphql'])
    expect(await headerOf(behindTls.url, path)).toBe('max-age=31536000');
  expect(await headerOf(gateway.url, '/health/live')).toBeNull();
  await behindTls.close();
});

test('a body may be as large as is configured', async () => {
  const { supergraphSdl } = subgraphs;
  const narrow = await startGateway({ supergraphSdl, env: { BODY_LIMIT_BYTES: '200' } });
  expect((await ask(narrow, small)).errors).toBeUndefined();
  const refused = await ask(narrow, small.padEnd(200));
  expect([refused.status, refused.errors?.[0]?.extensions.code]).toEqual([
    413,
    'PAYLOAD_TOO_LARGE',
  ]);
  const wide = await startGateway({ supergraphSdl, env: { BODY_LIMIT_BYTES: '3000000' } });
  expect((await ask(wide, small.padEnd(2_500_000))).errors).toBeUndefined();
  await Promise.all([narrow.close(), wide.close()]);
});

test('what a form of another site can send is refused', async () => {
  const types = [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
  ];
  for (const type of types) {
    const body = JSON.stringify({ query: small });
    const options = { method: 'POST', headers: { 'content-type': type }, body };
    const response = await fetch(`${gateway.url}/graphql`, options);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(await response.text()).not.toContain('isbn');
  }
});

describe('a document asked for by its hash with GET', () => {
  const sha256Hash = createHash('sha256').update(small).digest('hex');
  const extensions = JSON.stringify({ persistedQuery: { version: 1, sha256Hash } });
  const get = (headers: Record<string, string> = {}) =>
    fetch(`${gateway.url}/graphql?extensions=${encodeURIComponent(extensions)}`, {
      headers: { 'apollo-require-preflight': '1', ...headers },
    });

  beforeAll(async () => {
    const body = JSON.stringify({ query: small, extensions: JSON.parse(extensions) });
    await fetch(`${gateway.url}/graphql`, { method: 'POST', headers: json, body });
  });

  test('may be kept by the one who asked, and is sent again only when it changed', async () => {
    const first = await get();
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    expect(first.headers.get('vary')).toContain('authorization');
    const etag = first.headers.get('etag')!;
    const again = await get({ 'if-none-match': `"other", ${etag}` });
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect(again.headers.get('etag')).toBe(etag);
    const changed = await get({ 'if-none-match': '"other"' });
    expect([changed.status, await changed.text()]).toEqual([200, await first.text()]);
  });

  test('is kept by nobody when it has errors, and neither are other requests', async () => {
    const unknown = extensions.replace(sha256Hash, 'unknown');
    const url = `${gateway.url}/graphql?extensions=${encodeURIComponent(unknown)}`;
    const missing = await fetch(url, { headers: { 'apollo-require-preflight': '1' } });
    expect(missing.headers.get('etag')).toBeNull();
    expect((await ask(gateway, small)).headers.get('etag')).toBeNull();
  });
});

test('what went wrong in a subgraph stays between it and the log, unless it is to be shown', async () => {
  const secrets = ['SELECT * FROM accounts', 'at Object.query (/srv/db.js:1:1)', 'hunter2'];
  const leaky = createServer((_request, response) => {
    const [message, stack, password] = secrets;
    const extensions = { code: 'P2002', stacktrace: [stack], exception: { password } };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ data: null, errors: [{ message, extensions }] }));
  });
  await new Promise<void>((resolve) => leaky.listen(0, '127.0.0.1', resolve));
  const { port } = leaky.address() as AddressInfo;
  const leakyUrl = `http://127.0.0.1:${port}/graphql`;
  for (const url of [leakyUrl, 'http://127.0.0.1:1/graphql']) {
    const env = { NODE_ENV: 'production', SUBGRAPH_URLS: `book-shop=${url}` };
    const broken = await startGateway({ supergraphSdl: subgraphs.supergraphSdl, env });
    const { errors } = await ask(broken, small);
    expect(errors).toHaveLength(1);
    const text = JSON.stringify(errors);
    for (const secret of [...secrets, '127.0.0.1', 'stacktrace'])
      expect(text).not.toContain(secret);
    await broken.close();
  }
  const env = { SUBGRAPH_URLS: `book-shop=${leakyUrl}`, SUBGRAPH_ERRORS: 'shown' };
  const open = await startGateway({ supergraphSdl: subgraphs.supergraphSdl, env });
  const { errors } = await ask(open, small);
  expect(errors).toMatchObject([{ message: secrets[0], extensions: { code: 'P2002' } }]);
  for (const secret of secrets.slice(1)) expect(JSON.stringify(errors)).not.toContain(secret);
  await open.close();
  leaky.close();
  leaky.closeAllConnections();
});

describe('introspection', () => {
  test('costs no more than the schema once', async () => {
    const { supergraphSdl } = subgraphs;
    const development = await startGateway({ supergraphSdl });
    const nested =
      '{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }';
    const twice = '{ a: __schema { types { name } } b: __schema { types { name } } }';
    for (const query of [nested, twice])
      expect((await ask(development, query)).errors?.[0]?.extensions.code).toBe(
        'GRAPHQL_VALIDATION_FAILED',
      );
    expect((await ask(development, '{ __schema { types { name } } }')).errors).toBeUndefined();
    await development.close();
  });
});

test('a small document that unfolds to millions of fields is refused', async () => {
  const doubling = Array.from(
    { length: 24 },
    (_, index) => `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`,
  );
  const last = 'fragment F24 on Query { __typename }';
  const { status, errors } = await ask(gateway, `{ ...F0 } ${doubling.join(' ')} ${last}`);
  expect([status, errors?.[0]?.message]).toEqual([400, expect.stringContaining('recursive')]);
});

test('limits of documents are as configured', async () => {
  const { supergraphSdl } = subgraphs;
  const env = { MAX_DEPTH: '1', MAX_ALIASES: '1', MAX_DIRECTIVES: '1', MAX_TOKENS: '50' };
  const strict = await startGateway({ supergraphSdl, env });
  const skipped = '__typename @skip(if: false)';
  const refused: Record<string, string> = {
    'is 2 fields deep; 1': small,
    'more than 1 aliases': '{ a: __typename b: __typename }',
    'more than 1 directives': `{ ${skipped} ...F } fragment F on Query { ${skipped} }`,
    'more that 50 tokens': `{ ${'__typename '.repeat(60)} }`,
  };
  for (const [reason, query] of Object.entries(refused))
    expect((await ask(strict, query)).errors?.[0]?.message).toContain(reason);
  expect((await ask(strict, '{ a: __typename }')).errors).toBeUndefined();
  await strict.close();
});
