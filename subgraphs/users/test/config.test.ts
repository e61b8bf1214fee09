import { describe, expect, it } from 'vitest';
import { ConfigError } from '@tributary/service';
import { readMainConfig, readWorkerConfig } from '../src/config.js';

function faultsOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
  }
  return [];
}

describe('the configuration', () => {
  it('reports every fault of the HTTP process at once', () => {
    const publicKey = JSON.stringify({ kty: 'OKP', crv: 'Ed25519', x: 'AAAA' });
    const faults = faultsOf(() =>
      readMainConfig({ USERS_SIGNING_KEY: publicKey, SMTP_URL: 'http://x' }),
    );
    expect(faults).toEqual([
      'USERS_DATABASE_URL is missing',
      'SMTP_URL must be an smtp:// or smtps:// URL',
      'IDENTITY_PUBLIC_KEY is missing',
      'USERS_SIGNING_KEY must be a private Ed25519 key',
    ]);
  });

  it('asks for one of two brokers', () => {
    const env = { USERS_DATABASE_URL: 'postgres://localhost/users' };
    const missing = 'JOBS_DATABASE_URL or REDIS_URL is missing: the worker needs a broker';
    expect(faultsOf(() => readWorkerConfig(env))).toEqual([missing]);
    expect(faultsOf(() => readWorkerConfig({}))).toEqual([
      'USERS_DATABASE_URL is missing',
      missing,
    ]);
    expect(readWorkerConfig({ ...env, REDIS_URL: 'redis://localhost' }).USERS_WORKER_PORT).toBe(
      4011,
    );
  });
});
