// The secrets of one machine's embedded system, generated once and kept in the data folder, and
// the variables through which the services get them. In production an operator sets these
// variables; nothing reads this file there.
import { createECDH, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { DATABASE_NAMES, withDatabase, type RolePasswords } from './databases.js';
import { generateRolePasswords } from './role-passwords.js';
import { readOrCreateSecrets } from './secret-file.js';

/** Content of environment.json. Keys are Ed25519 JWKs with `kid` and `alg`. */
export interface Environment {
  passwords: RolePasswords;
  /** Private: users signs access tokens with it. */
  tokenSigningKey: JWK;
  /** Private: the gateway signs the identity it sends to subgraphs. */
  gatewayIdentityKey: JWK;
  identityPublicKey: JWK;
  /** 32 bytes in base64. */
  bffWebSessionSecret: string;
}

/** Reads environment.json (mode 0600), which the first call on a data folder creates. */
export async function readEnvironment(dataDir: string): Promise<Environment> {
  await mkdir(dataDir, { recursive: true });
  const read = await readOrCreateSecrets(join(dataDir, 'environment.json'), createEnvironment);
  // A folder that is older than the role of the sessions.
  const sessions = deriveSecret(read.bffWebSessionSecret, 'sessions database');
  return {
    ...read,
    passwords: { ...read.passwords, sessions: read.passwords.sessions || sessions },
  };
}

/**
 * The variables for all services. Those already set in the caller's environment must win:
 * `{ ...serviceEnvironment(environment, port), ...process.env }`.
 * @param port of the embedded PostgreSQL
 */
export function serviceEnvironment(environment: Environment, port: number): Record<string, string> {
  const { passwords } = environment;
  const server = `postgresql://127.0.0.1:${port}/`;
  const urlOf = (database: string, role: keyof RolePasswords) =>
    withDatabase(server, database, { name: role, password: passwords[role] });
  const variables: Record<string, string> = {
    JOBS_DATABASE_URL: urlOf('jobs', 'jobs'),
    SESSIONS_DATABASE_URL: urlOf('sessions', 'sessions'),
    USERS_SIGNING_KEY: JSON.stringify(environment.tokenSigningKey),
    GATEWAY_IDENTITY_KEY: JSON.stringify(environment.gatewayIdentityKey),
    IDENTITY_PUBLIC_KEY: JSON.stringify(environment.identityPublicKey),
    BFF_WEB_SESSION_SECRET: environment.bffWebSessionSecret,
    MOBILE_SYNC_SECRET: deriveSecret(environment.bffWebSessionSecret, 'mobile sync token'),
    ...deriveVapidKeys(environment.bffWebSessionSecret),
    CACHE_TOKEN: deriveSecret(environment.bffWebSessionSecret, 'cache token'),
  };
  for (const name of DATABASE_NAMES) {
    variables[`${name.toUpperCase()}_DATABASE_URL`] = urlOf(name, `${name}_app`);
    variables[`${name.toUpperCase()}_MIGRATION_URL`] = urlOf(name, `${name}_owner`);
  }
  return variables;
}

/** New secrets, not written anywhere. */
export async function createEnvironment(): Promise<Environment> {
  const identity = await createSigningKey();
  const { d: _private, ...identityPublicKey } = identity;
  return {
    passwords: generateRolePasswords(),
    tokenSigningKey: await createSigningKey(),
    gatewayIdentityKey: identity,
    identityPublicKey,
    bffWebSessionSecret: randomBytes(32).toString('base64'),
  };
}

async function createSigningKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  return { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: 'EdDSA', use: 'sig' };
}

/** The key pair that devices know our pushes by. Any 32 bytes are a private key of P-256, but for a chance of 2^-32. */
export function deriveVapidKeys(secret: string) {
  const pair = createECDH('prime256v1');
  const privateKey = createHmac('sha256', secret).update('VAPID').digest();
  pair.setPrivateKey(privateKey);
  return {
    VAPID_PUBLIC_KEY: pair.getPublicKey().toString('base64url'),
    VAPID_PRIVATE_KEY: privateKey.toString('base64url'),
  };
}

/** A secret that tells nothing of the one it comes from. */
const deriveSecret = (secret: string, use: string): string =>
  createHmac('sha256', secret).update(use).digest('base64url');
