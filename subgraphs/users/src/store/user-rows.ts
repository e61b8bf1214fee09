/** A row of `users` as a person or an account. A closed one is neither. */
import { sql } from '@tributary/database';
import type { Role } from '@tributary/service';

/** Somebody who can be signed in, and mailed where there is an address. */
export interface Person {
  id: string;
  /** A guest's is where mail goes, unproven. */
  email: string | null;
  name: string;
  roles: Role[];
  emailVerifiedAt: Date | null;
  createdAt: Date;
  isGuest: boolean;
}

/** Somebody with a password. */
export interface Account extends Person {
  email: string;
  passwordHash: string;
}

export interface UserRow {
  id: string;
  email: string | null;
  contactEmail: string | null;
  name: string | null;
  passwordHash: string | null;
  roles: Role[];
  emailVerifiedAt: Date | null;
  createdAt: Date;
  erasedAt: Date | null;
}

/** What makes a `UserRow`. */
export const userColumns = sql`
  id, email, contact_email AS "contactEmail", name, password_hash AS "passwordHash",
  roles::text[] AS roles, email_verified_at AS "emailVerifiedAt",
  created_at AS "createdAt", erased_at AS "erasedAt"`;

export function toPerson(row: UserRow | undefined): Person | null {
  if (!row || row.erasedAt || row.name === null) return null;
  const { id, name, roles, emailVerifiedAt, createdAt, passwordHash } = row;
  const email = row.email ?? row.contactEmail;
  return { id, email, name, roles, emailVerifiedAt, createdAt, isGuest: passwordHash === null };
}

export function toAccount(row: UserRow | undefined): Account | null {
  const person = toPerson(row);
  if (!person || row?.email == null || row.passwordHash === null) return null;
  return { ...person, email: row.email, passwordHash: row.passwordHash };
}

export const toPeople = (rows: readonly UserRow[]): Person[] =>
  rows.flatMap((row) => toPerson(row) ?? []);
