import { randomBytes } from 'node:crypto';
import { DATABASE_NAMES, type RolePasswords } from './databases.js';

/** A random password for each role, safe to put in a URL. */
export function generateRolePasswords(): RolePasswords {
  const roles = DATABASE_NAMES.flatMap((name) => [`${name}_owner`, `${name}_app`]).concat(
    'jobs',
    'sessions',
  );
  const passwords = roles.map((role) => [role, randomBytes(24).toString('base64url')]);
  return Object.fromEntries(passwords) as RolePasswords;
}
