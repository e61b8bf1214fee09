import { describe, expect, test } from 'vitest';
import { readGatewayConfig } from '../src/config.js';
import { readClientIp, readTimeoutMs } from '../src/context.js';

const key = { GATEWAY_IDENTITY_KEY: '{"kty":"OKP"}' };
const faultsOf = (env: NodeJS.ProcessEnv) => {
  try {
    readGatewayConfig(env);
    return [];
  } catch (error) {
    return (error as { faults: string[] }).faults.map((fault) => fault.split(' ')[0]);
  }
};

describe('the configuration', () => {
  test('needs nothing but the key', () => {
    const config = readGatewayConfig(key);
    expect(config).toMatchObject({
      port: 4000,
      subgraphUrls: {},
      introspection: true,
      explorer: true,
      trustProxy: false,
      corsOrigins: [],
      studio: undefined,
    });
    expect(config.supergraph.from).toMatchObject({
      kind: 'file',
      file: expect.stringMatching(/gateway[\\/]supergraph\.graphql$/),
    });
  });

  test('hides the schema in production unless asked', () => {
    const production = { ...key, NODE_ENV: 'production' };
    const hidden = { introspection: false, explorer: false };
    expect(readGatewayConfig(production)).toMatchObject(hidden);
    const asked = { ...production, INTROSPECTION: 'true', EXPLORER: '1' };
    expect(readGatewayConfig(asked)).toMatchObject({ introspection: true, explorer: true });
    expect(readGatewayConfig({ ...key, INTROSPECTION: '0', EXPLORER: 'false' })).toMatchObject(
      hidden,
    );
  });

  test('reports every fault at once, by name', () => {
    const broken = { GATEWAY_PORT: 'x', USERS_URL: 'nope', CORS_ORIGINS: 'shop.example/a' };
    expect(new Set(faultsOf(broken))).toEqual(
      new Set(['CORS_ORIGINS', 'GATEWAY_IDENTITY_KEY', 'GATEWAY_PORT', 'USERS_URL']),
    );
  });

  test('places subgraphs of any name, and ours by variables of their own', () => {
    const urls = { users: 'http://a/', reviews: 'http://b/?c=d' };
    const env = {
      ...key,
      USERS_URL: 'http://other/',
      ORDERS_URL: 'http://orders/',
      SUBGRAPH_URLS: 'users=http://a/, reviews=http://b/?c=d',
    };
    expect(readGatewayConfig(env).subgraphUrls).toEqual({ orders: 'http://orders/', ...urls });
    expect(faultsOf({ ...key, SUBGRAPH_URLS: 'users' })).toEqual(['SUBGRAPH_URLS']);
  });

  test('forwards no headers of clients beside a signed identity', () => {
    const forwarding = { FORWARD_HEADERS: 'authorization' };
    expect(faultsOf({ ...key, ...forwarding })).toEqual(['FORWARD_HEADERS']);
    const standalone = { STANDALONE: 'true', SUPERGRAPH_FILE: 'a.graphql' };
    expect(readGatewayConfig({ ...standalone, ...forwarding })).toMatchObject({
      identityKey: undefined,
      jwksUrl: undefined,
      forwardedHeaders: ['authorization'],
    });
  });

  test('forwards none that the gateway writes itself or that belong to one connection', () => {
    const standalone = { STANDALONE: 'true', SUPERGRAPH_FILE: 'a.graphql' };
    const own = ['host', 'Connection', 'content-length', 'x-timeout-ms', 'x-request-id'];
    for (const name of [...own, 'X-Tributary-Identity', 'x-client-ip', 'no name'])
      expect(faultsOf({ ...standalone, FORWARD_HEADERS: `x-tenant,${name}` })).toEqual([
        'FORWARD_HEADERS',
      ]);
  });

  test('believes tokens of the users service, and of others what it is told to', () => {
    const own = { issuer: 'tributary-users', audiences: ['tributary'], algorithms: ['EdDSA'] };
    expect(readGatewayConfig(key).tokens).toEqual(own);
    const standalone = {
      STANDALONE: 'true',
      SUPERGRAPH_FILE: 'a.graphql',
      USERS_JWKS_URL: 'https://id.example/jwks',
    };
    expect(faultsOf(standalone)).toEqual(['JWT_ISSUER', 'JWT_AUDIENCE']);
    const named = { ...standalone, JWT_ISSUER: 'https://id.example/', JWT_AUDIENCE: 'a, b' };
    const algorithms = ['RS256', 'ES256', 'EdDSA'];
    const tokens = { issuer: 'https://id.example/', audiences: ['a', 'b'], algorithms };
    expect(readGatewayConfig(named).tokens).toEqual(tokens);
    expect(readGatewayConfig({ ...named, JWT_ALGORITHMS: 'PS256' }).tokens.algorithms).toEqual([
      'PS256',
    ]);
    for (const JWT_ALGORITHMS of ['HS256', 'RS256,none', ''.padEnd(3)])
      expect(faultsOf({ ...key, JWT_ALGORITHMS })).toEqual(['JWT_ALGORITHMS']);
  });

  test('names one place of the supergraph', () => {
    const placeOf = (env: object) => readGatewayConfig({ ...key, ...env }).supergraph;
    const url = { SUPERGRAPH_URL: 'https://registry.test/a' };
    expect(placeOf(url)).toMatchObject({ from: { kind: 'url' }, cacheFolder: '.data/supergraph' });
    const file = { SUPERGRAPH_FILE: 'a.graphql' };
    expect(placeOf(file)).toMatchObject({ from: { kind: 'file' }, cacheFolder: undefined });
    expect(placeOf({ ...url, SUPERGRAPH_SOURCE: 'file' }).from.kind).toBe('file');
    expect(faultsOf({ ...key, SUPERGRAPH_SOURCE: 'url' })).toEqual(['SUPERGRAPH_URL']);
    expect(faultsOf({ ...key, SUPERGRAPH_URL: 'ftp://a' })).toEqual(['SUPERGRAPH_URL']);
    expect(faultsOf({ STANDALONE: 'true' })).toEqual(['SUPERGRAPH_FILE']);
  });

  test('takes Studio whole or not at all', () => {
    expect(faultsOf({ ...key, APOLLO_KEY: 'service:x' })).toEqual(['APOLLO_GRAPH_REF']);
    expect(faultsOf({ ...key, APOLLO_GRAPH_REF: 'x@y' })).toEqual(['APOLLO_KEY']);
    expect(faultsOf({ ...key, SUPERGRAPH_SOURCE: 'uplink' })).toEqual([
      'APOLLO_KEY',
      'APOLLO_GRAPH_REF',
    ]);
    const studio = { APOLLO_KEY: 'service:x:y', APOLLO_GRAPH_REF: 'x@current' };
    expect(readGatewayConfig({ ...key, ...studio }).studio).toMatchObject({
      key: 'service:x:y',
      graphRef: 'x@current',
    });
  });
});

test('a client may ask for less time than the limit, not for more', () => {
  expect(readTimeoutMs('200', 1_000)).toBe(200);
  for (const header of ['5000', '-1', '1e3', '', 'soon', undefined, ['1', '2']])
    expect(readTimeoutMs(header, 1_000)).toBe(1_000);
});

test('the last entry of x-forwarded-for is the one that the proxy wrote', () => {
  const headers = { 'x-forwarded-for': '10.0.0.1, 203.0.113.9' };
  const from = (more: object, trusted = true) =>
    readClientIp({ ip: '127.0.0.1', headers: { ...headers, ...more } }, trusted);
  expect(from({})).toBe('203.0.113.9');
  expect(from({ 'x-client-ip': '2001:db8::1' })).toBe('2001:db8::1');
  expect(from({ 'x-forwarded-for': 'nobody', 'x-client-ip': '<script>' })).toBe('127.0.0.1');
  expect(from({}, false)).toBe('127.0.0.1');
});
