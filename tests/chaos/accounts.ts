/**
 * Buyers and staff, signed in. Registering hundreds over HTTP would take minutes of password hashing,
 * which is no part of what is tested: the accounts are written as the seed writes them, with the demo
 * password's hash, and their tokens are signed by the users service's own code with its own key.
 */
import { randomUUID } from 'node:crypto';
import { createId, type Jwk, type Role } from '@tributary/service';
import { createAccessTokens } from '../../subgraphs/users/src/access-tokens.js';
import type { Databases } from './databases.js';

export interface Account {
  id: string;
  accessToken: string;
}

const lifetimeSeconds = 7_200;

/** New buyers with distinct accounts. */
export async function openAccounts(
  databases: Databases,
  env: Record<string, string>,
  count: number,
): Promise<Account[]> {
  const ids = Array.from({ length: count }, createId);
  await databases.query(
    'users',
    `INSERT INTO users (id, email, name, password_hash, roles, email_verified_at, created_at)
     SELECT id, 'buyer-' || id || '@example.com', 'Grace Hopper',
       (SELECT password_hash FROM users WHERE email = 'ada@example.com'), '{CUSTOMER}', now(), now()
     FROM unnest($1::uuid[]) AS id`,
    [ids],
  );
  return Promise.all(ids.map((id) => signIn(env, id, 'CUSTOMER')));
}

/** The demo data's staff account. */
export async function signInStaff(
  databases: Databases,
  env: Record<string, string>,
): Promise<Account> {
  const [staff] = await databases.query<{ id: string }>(
    'users',
    `SELECT id FROM users WHERE email = 'staff@example.com'`,
  );
  return signIn(env, staff!.id, 'STAFF');
}

async function signIn(env: Record<string, string>, userId: string, role: Role): Promise<Account> {
  const signingKey = JSON.parse(env['USERS_SIGNING_KEY']!) as Jwk;
  const tokens = await createAccessTokens({ signingKey, lifetimeSeconds });
  const claims = { userId, sessionId: randomUUID(), roles: [role], tokenId: randomUUID() };
  const { accessToken } = await tokens.issue({ ...claims, now: new Date() });
  return { id: userId, accessToken };
}
