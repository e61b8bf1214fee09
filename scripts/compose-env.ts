/** `npm run compose:env`: writes the secrets that docker-compose.yml asks for to .env, once. */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEnvironment, deriveVapidKeys } from '@tributary/embedded';
import { root } from './stack.js';

const { passwords, ...keys } = await createEnvironment();
const variables: Record<string, string> = {
  POSTGRES_PASSWORD: randomBytes(24).toString('base64url'),
  USERS_SIGNING_KEY: JSON.stringify(keys.tokenSigningKey),
  GATEWAY_IDENTITY_KEY: JSON.stringify(keys.gatewayIdentityKey),
  IDENTITY_PUBLIC_KEY: JSON.stringify(keys.identityPublicKey),
  BFF_WEB_SESSION_SECRET: keys.bffWebSessionSecret,
  MOBILE_SYNC_SECRET: randomBytes(32).toString('base64url'),
  ...deriveVapidKeys(keys.bffWebSessionSecret),
  CACHE_TOKEN: randomBytes(24).toString('base64url'),
};
for (const [role, password] of Object.entries(passwords))
  variables[`${role.toUpperCase()}_PASSWORD`] = password;

const file = join(root, '.env');
const text = Object.entries(variables).map(([name, value]) => `${name}='${value}'\n`);
try {
  writeFileSync(file, text.join(''), { mode: 0o600, flag: 'wx' });
  console.log('Wrote .env. Next: docker compose up --build --wait');
} catch (error) {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  console.log('.env exists already and stays as it is. Next: docker compose up --build --wait');
}
