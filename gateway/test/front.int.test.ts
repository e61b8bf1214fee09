import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTokenIssuer, type TokenIssuer } from './access-tokens.js';
import { type MiniGraph, startMiniGraph } from './mini-graph.js';
import {
  type Answer,
  ask,
  createKeyPair,
  type KeyPair,
  type RunningGateway,
  startGateway,
} from './running-gateway.js';

let keys: KeyPair;
let graph: MiniGraph;
let issuer: TokenIssuer;
let development: RunningGateway;
let production: RunningGateway;

beforeAll(async () => {
  keys = await createKeyPair();
  graph = await startMiniGraph(keys.publicKey);
  issuer = await startTokenIssuer();
  const shared = { supergraphSdl: graph.supergraphSdl, identityKey: keys.privateKey };
  development = await startGateway({ ...shared, env: { USERS_JWKS_URL: issuer.jwksUrl } });
  production = await startGateway({
    ...shared,
    env: {
      NODE_ENV: 'production',
      USERS_JWKS_URL: 'http://127.0.0.1:1/',
      CORS_ORIGINS: 'https://studio.apollographql.com',
    },
  });
});
afterAll(async () => {
  await development.close();
  await production.close();
  await issuer.close();
  await graph.close();
});

const products = `{ products { sku } }`;
const coded = (code: string) => [expect.objectContaining({ extensions: { code } })];

describe('in production', () => {
  test('the schema is not shown', async () => {
    expect((await ask(development, `{ __schema { types { name } } }`)).data).toBeDefined();
    const { status, errors } = await ask(production, `{ __schema { types { name } } }`);
    expect(status).toBe(400);
    expect(errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
    const typo = await ask(production, `{ product { sku } }`);
    expect(typo.errors?.[0]?.message).not.toContain('Did you mean');
  });

  test('there is no explorer', async () => {
    for (const path of ['/', '/explorer', '/explorer/assets/x.js'])
      expect((await fetch(production.url + path)).status).toBe(404);
  });
});

describe('HTTP', () => {
  test('401 answers a bad token and 503 one that cannot be checked', async () => {
    const forged = await issuer.bearer({}, await createKeyPair());
    const expired = await issuer.bearer({ exp: 1 });
    const good = await issuer.bearer();
    expect(await ask(development, products, forged)).toMatchObject({
      status: 401,
      errors: coded('UNAUTHENTICATED'),
    });
    expect(await ask(development, products, expired)).toMatchObject({
      status: 401,
      errors: coded('TOKEN_EXPIRED'),
    });
    expect(await ask(production, products, good)).toMatchObject({
      status: 503,
      errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE', service: 'users' } }],
    });
    expect((await ask(production, products)).errors).toBeUndefined();
  });

  test('refuses what is no request', async () => {
    const post = async (body: string, type = 'application/json') => {
      const headers = { 'content-type': type };
      const response = await fetch(`${development.url}/graphql`, { method: 'POST', headers, body });
      return [response.status, ((await response.json()) as Answer).errors?.[0]?.extensions.code];
    };
    expect(await post('{')).toEqual([400, 'BAD_REQUEST']);
    expect(await post('{}')).toEqual([400, 'BAD_REQUEST']);
    expect(await post(`[{"query":"${products}"}]`)).toEqual([400, 'BAD_REQUEST']);
    expect(await post(JSON.stringify({ query: '{' }))).toEqual([400, 'GRAPHQL_PARSE_FAILED']);
    expect(await post(JSON.stringify({ query: '{ nope }' }))).toEqual([
      400,
      'GRAPHQL_VALIDATION_FAILED',
    ]);
    expect(await post(JSON.stringify({ query: ' '.repeat(2_000_000) }))).toEqual([
      413,
      'PAYLOAD_TOO_LARGE',
    ]);
  });

  test('names the variable that has a wrong type', async () => {
    const mutation = `mutation ($quantity: Int!) { addToCart(sku: "cup", quantity: $quantity) }`;
    expect(await ask(development, mutation, {}, { quantity: 'many' })).toMatchObject({
      status: 400,
      errors: [
        { message: expect.stringContaining('$quantity'), extensions: { code: 'BAD_USER_INPUT' } },
      ],
    });
  });

  test('GET is for queries, and not for other sites’ forms', async () => {
    const url = `${development.url}/graphql?query=${encodeURIComponent(products)}`;
    expect((await fetch(url)).status).toBe(400);
    expect((await fetch(url, { headers: { 'apollo-require-preflight': '1' } })).status).toBe(200);
  });

  test('remembers a document by its hash', async () => {
    const persistedQuery = {
      version: 1,
      sha256Hash: createHash('sha256').update(products).digest('hex'),
    };
    const post = async (body: object) => {
      const response = await fetch(`${development.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...body, extensions: { persistedQuery } }),
      });
      return (await response.json()) as Answer;
    };
    expect((await post({})).errors?.[0]?.extensions.code).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect((await post({ query: products })).data.products).toHaveLength(2);
    expect((await post({})).data.products).toHaveLength(2);
  });

  test('lets pages of named origins in, and no others', async () => {
    const preflight = (url: string, origin: string) =>
      fetch(`${url}/graphql`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    const allowed = 'access-control-allow-origin';
    const studio = 'https://studio.apollographql.com';
    const named = await preflight(production.url, studio);
    expect([named.status, named.headers.get(allowed)]).toEqual([204, studio]);
    expect(named.headers.get('access-control-allow-headers')).toMatch(
      /content-type.*authorization/,
    );
    const { headers } = await ask(production, products, { origin: studio });
    expect(headers.get(allowed)).toBe(studio);
    expect(headers.get('access-control-expose-headers')).toBe('x-request-id');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    const other = await preflight(production.url, 'https://evil.example');
    expect(other.headers.get(allowed)).toBeNull();
    expect((await preflight(development.url, studio)).headers.get(allowed)).toBeNull();
  });
});

describe('limits', () => {
  test('of tokens and aliases hold', async () => {
    const aliases = (count: number) =>
      `{ ${Array.from({ length: count }, (_, index) => `a${index}: odd`).join(' ')} }`;
    expect((await ask(development, aliases(50))).errors).toBeUndefined();
    expect((await ask(development, aliases(51))).errors).toMatchObject([
      {
        message: expect.stringContaining('aliases'),
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      },
    ]);
    expect((await ask(development, `{ ${'odd '.repeat(6_000)} }`)).errors).toMatchObject([
      { message: expect.stringContaining('token'), extensions: { code: 'GRAPHQL_PARSE_FAILED' } },
    ]);
  });
});
