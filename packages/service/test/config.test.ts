import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig, variable } from '../src/index.js';

const shape = {
  SHOP_DATABASE_URL: variable.postgresUrl(),
  SHOP_PORT: variable.port(4009),
  SHOP_KEY: variable.jwk(),
};
const key = '{"kty":"OKP","crv":"Ed25519","x":"abc"}';
const good = { SHOP_DATABASE_URL: 'postgresql://u:secret@localhost/shop', SHOP_KEY: key };

function faultsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig(shape, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('the configuration', () => {
  it('has defaults and parsed values', () => {
    const config = readConfig(shape, { ...good, SHOP_PORT: '5000' });
    expect(config).toMatchObject({ SHOP_PORT: 5000, HOST: '127.0.0.1', SHOP_KEY: { kty: 'OKP' } });
  });

  it('treats an empty variable as unset', () => {
    expect(readConfig(shape, { ...good, SHOP_PORT: '' }).SHOP_PORT).toBe(4009);
  });
});

describe('a faulty configuration', () => {
  it('reports every fault at once, by name', () => {
    expect(faultsOf({ SHOP_PORT: 'many', SHOP_KEY: '{' })).toEqual([
      'SHOP_DATABASE_URL is missing',
      expect.stringMatching(/^SHOP_PORT invalid input/),
      'SHOP_KEY must be a JSON Web Key in JSON',
    ]);
  });

  it('names a secret file that cannot be read, once', () => {
    expect(faultsOf({ ...good, SHOP_KEY: '', SHOP_KEY_FILE: '/nowhere/key' })).toEqual([
      'SHOP_KEY_FILE names a file that cannot be read (ENOENT)',
    ]);
  });

  it('never shows a value', () => {
    const faults = faultsOf({
      ...good,
      SHOP_DATABASE_URL: 'mysql://u:hunter2@host',
      SHOP_KEY: 'hunter2',
    });
    expect(faults).toHaveLength(2);
    expect(faults.join()).not.toContain('hunter2');
  });
});
