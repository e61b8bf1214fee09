/**
 * Shoppers with an account and a session, made before the clock starts and without the cost of
 * hashing thousands of passwords: the accounts are written to the users database, the access tokens
 * are signed with the key of users.
 */
import { randomUUID } from 'node:crypto';
import { importJWK, type JWK, SignJWT } from 'jose';
import type { System } from './system.js';

export interface Shopper {
  id: string;
  /** Header value. */
  authorization: string;
}

const lifetime = '2h';

export async function openShoppers(system: System, count: number): Promise<Shopper[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  await system.databases.users.query(
    `INSERT INTO users (id, email, name, password_hash, roles, created_at)
     SELECT id, 'shopper-' || id || '@example.com', 'Grace Hopper', 'none', '{CUSTOMER}', now()
     FROM unnest($1::uuid[]) AS id`,
    [ids],
  );
  const jwk = JSON.parse(system.signingKey) as JWK;
  const key = await importJWK(jwk, 'EdDSA');
  return Promise.all(
    ids.map(async (id) => ({ id, authorization: `Bearer ${await sign(id, key, jwk.kid!)}` })),
  );
}

const sign = (userId: string, key: Parameters<SignJWT['sign']>[0], kid: string): Promise<string> =>
  new SignJWT({ sid: randomUUID(), roles: ['CUSTOMER'] })
    .setProtectedHeader({ alg: 'EdDSA', kid })
    .setIssuer('tributary-users')
    .setAudience('tributary')
    .setSubject(userId)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime(lifetime)
    .sign(key);
