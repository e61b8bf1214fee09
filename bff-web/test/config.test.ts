import { expect, it } from 'vitest';
import { readBffWebConfig } from '../src/config.js';

const secret = Buffer.alloc(32, 7).toString('base64');

it('needs a store for the sessions and the secret that seals them', () => {
  const config = readBffWebConfig({
    BFF_WEB_SESSION_SECRET: secret,
    SESSIONS_DATABASE_URL: 'postgresql://sessions:x@db/sessions',
  });
  expect(config).toMatchObject({
    BFF_WEB_PORT: 4100,
    GATEWAY_URL: 'http://127.0.0.1:4000/graphql',
    BFF_WEB_SESSION_SECRET: Buffer.alloc(32, 7),
  });
});

it('reports all faults at once, by name and without values', () => {
  const env = { BFF_WEB_SESSION_SECRET: 'dG9vIHNob3J0', GATEWAY_URL: 'nowhere', BFF_WEB_PORT: 'x' };
  const read = () => readBffWebConfig(env);
  expect(read).toThrow(/BFF_WEB_SESSION_SECRET must be 32 bytes in base64/);
  expect(read).toThrow(/GATEWAY_URL/);
  expect(read).toThrow(/SESSIONS_DATABASE_URL or REDIS_URL is missing/);
  expect(read).toThrow(/BFF_WEB_PORT/);
  expect(read).not.toThrow(/dG9v|nowhere/);
  expect(() => readBffWebConfig({})).toThrow(/BFF_WEB_SESSION_SECRET is missing/);
});
