import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importJWK, jwtVerify, SignJWT, type JWK } from 'jose';
import { expect, test } from 'vitest';
import { readEnvironment, serviceEnvironment } from '../src/environment.js';
import { temporaryFolder } from './temporary-folder.js';

test('secrets are made once, even by two processes at a time, and kept from others', async () => {
  const dataDir = join(await temporaryFolder(), 'data');
  const both = await Promise.all([readEnvironment(dataDir), readEnvironment(dataDir)]);
  expect(both[0]).toEqual(both[1]);
  expect(await readEnvironment(dataDir)).toEqual(both[0]);
  expect((await stat(join(dataDir, 'environment.json'))).mode & 0o777).toBe(0o600);
});

test('two data folders share no secret', async () => {
  const [one, two] = await Promise.all([
    readEnvironment(await temporaryFolder()),
    readEnvironment(await temporaryFolder()),
  ]);
  expect(one.tokenSigningKey.d).not.toBe(two.tokenSigningKey.d);
  expect(one.gatewayIdentityKey.d).not.toBe(one.tokenSigningKey.d);
  expect(one.bffWebSessionSecret).not.toBe(two.bffWebSessionSecret);
  expect(new Set(Object.values(one.passwords)).size).toBe(8);
});

test('what the gateway signs, a subgraph verifies with the public key alone', async () => {
  const env = serviceEnvironment(await readEnvironment(await temporaryFolder()), 5432);
  const publicJwk = JSON.parse(env['IDENTITY_PUBLIC_KEY'] ?? '') as JWK;
  const privateJwk = JSON.parse(env['GATEWAY_IDENTITY_KEY'] ?? '') as JWK;
  expect(publicJwk).not.toHaveProperty('d');
  expect(publicJwk.kid).toBe(privateJwk.kid);
  const token = await new SignJWT({ sub: 'ada' })
    .setProtectedHeader({ alg: 'EdDSA', kid: privateJwk.kid })
    .sign(await importJWK(privateJwk, 'EdDSA'));
  const { payload } = await jwtVerify(token, await importJWK(publicJwk, 'EdDSA'));
  expect(payload.sub).toBe('ada');
});

test('every service gets its own role, and the session secret is 32 bytes', async () => {
  const environment = await readEnvironment(await temporaryFolder());
  const env = serviceEnvironment(environment, 5432);
  const roles = Object.entries(env)
    .filter(([name]) => name.endsWith('_URL'))
    .map(([name, value]) => `${name} ${new URL(value).username}${new URL(value).pathname}`);
  expect(roles.toSorted()).toEqual([
    'INVENTORY_DATABASE_URL inventory_app/inventory',
    'INVENTORY_MIGRATION_URL inventory_owner/inventory',
    'JOBS_DATABASE_URL jobs/jobs',
    'ORDERS_DATABASE_URL orders_app/orders',
    'ORDERS_MIGRATION_URL orders_owner/orders',
    'SESSIONS_DATABASE_URL sessions/sessions',
    'USERS_DATABASE_URL users_app/users',
    'USERS_MIGRATION_URL users_owner/users',
  ]);
  expect(Buffer.from(env['BFF_WEB_SESSION_SECRET'] ?? '', 'base64')).toHaveLength(32);
});

test('a damaged secrets file is reported by its path and not replaced', async () => {
  const dataDir = await temporaryFolder();
  await writeFile(join(dataDir, 'environment.json'), '{"passwords":');
  await expect(readEnvironment(dataDir)).rejects.toThrow(join(dataDir, 'environment.json'));
});
