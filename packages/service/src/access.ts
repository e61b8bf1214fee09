/** What a resolver asks of the caller before it does anything. */
import { CodedError } from './errors.js';
import type { Identity, Role } from './identity.js';

/** The caller's user id. @throws CodedError UNAUTHENTICATED for a guest. */
export function requireUser(identity: Identity): string {
  if (!identity.userId) throw new CodedError('UNAUTHENTICATED');
  return identity.userId;
}

/** @throws CodedError UNAUTHENTICATED for a guest, FORBIDDEN without one of the roles. */
export function requireRole(identity: Identity, ...allowed: Role[]): string {
  const userId = requireUser(identity);
  if (!identity.roles.some((role) => allowed.includes(role))) throw new CodedError('FORBIDDEN');
  return userId;
}

/** Staff and administrators run the shop. */
export const requireStaff = (identity: Identity): string => requireRole(identity, 'STAFF', 'ADMIN');

export const isStaff = (identity: Identity): boolean =>
  identity.roles.some((role) => role === 'STAFF' || role === 'ADMIN');

const scopes: Readonly<Record<Role, readonly string[]>> = {
  CUSTOMER: [],
  STAFF: ['staff'],
  ADMIN: ['staff', 'admin'],
};

/** The scopes that roles stand for: in the `scope` claim of access tokens, and in `@requiresScopes`. */
export const scopesOfRoles = (held: readonly Role[]): readonly string[] => [
  ...new Set(held.flatMap((role) => scopes[role])),
];
