/** People: accounts and guests. A closed account is not found by anything here. */
import { empty, type Sql, sql } from '@tributary/database';
import {
  type Account,
  type Person,
  toAccount,
  toPeople,
  toPerson,
  userColumns,
  type UserRow,
} from './user-rows.js';

export type NewAccount = Omit<Account, 'isGuest'>;

/** What is left out stays as it is. */
export interface AccountChange {
  name?: string;
  passwordHash?: string;
  emailVerifiedAt?: Date;
}

export const accountsIn = (db: Sql) => ({
  /** False when the e-mail address is taken. */
  async insertAccount(account: NewAccount): Promise<boolean> {
    const { id, email, name, passwordHash, roles, emailVerifiedAt, createdAt } = account;
    const inserted = await db.$executeRaw`
      INSERT INTO users (id, email, name, password_hash, roles, email_verified_at, created_at)
      VALUES (${id}::uuid, ${email}, ${name}, ${passwordHash}, ${roles}::role[], ${emailVerifiedAt}, ${createdAt})
      ON CONFLICT DO NOTHING`;
    return inserted === 1;
  },

  async findAccount(id: string): Promise<Account | null> {
    const [row] = await db.$queryRaw<UserRow[]>`
      SELECT ${userColumns} FROM users WHERE id = ${id}::uuid`;
    return toAccount(row);
  },

  async findAccountByEmail(email: string): Promise<Account | null> {
    const [row] = await db.$queryRaw<UserRow[]>`
      SELECT ${userColumns} FROM users WHERE email = ${email}`;
    return toAccount(row);
  },

  /** Guests among them, in no particular order; closed and unknown ones are left out. */
  async findPeople(ids: readonly string[]): Promise<Person[]> {
    // In a sub-select the planner does not see the list, so it does not plan anew for each.
    const rows = await db.$queryRaw<UserRow[]>`
      SELECT ${userColumns} FROM users WHERE id IN (SELECT unnest(${ids}::uuid[]))`;
    return toPeople(rows);
  },

  /** Accounts, newest first, after the given id. */
  async searchAccounts(search: string | null, afterId: string | null, limit: number) {
    const after = afterId ? sql`AND id < ${afterId}::uuid` : empty;
    const rows = await db.$queryRaw<UserRow[]>`
      SELECT ${userColumns} FROM users WHERE ${matching(search)} ${after}
      ORDER BY id DESC LIMIT ${limit}`;
    return toPeople(rows);
  },

  async countAccounts(search: string | null): Promise<number> {
    const [row] = await db.$queryRaw<[{ count: number }]>`
      SELECT count(*)::int AS count FROM users WHERE ${matching(search)}`;
    return row.count;
  },

  /**
   * The account as it is now, locked until the transaction ends: whoever adds something that hangs on
   * an account holds this lock, so that nothing is added to one that is being closed.
   */
  lockAccount: async (id: string): Promise<Account | null> => toAccount(await lockUser(db, id)),

  /** As `lockAccount`, for a guest too. */
  lockPerson: async (id: string): Promise<Person | null> => toPerson(await lockUser(db, id)),

  /** The same for several, in the order of their ids; closed and unknown ones are left out. */
  async lockPeople(ids: readonly string[]): Promise<Person[]> {
    const rows = await db.$queryRaw<UserRow[]>`
      SELECT ${userColumns} FROM users WHERE id = ANY (${ids}::uuid[]) ORDER BY id FOR UPDATE`;
    return toPeople(rows);
  },

  /** Ids of those who run the shop, the oldest accounts first. */
  async findStaffIds(limit: number): Promise<string[]> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT id FROM users WHERE roles && '{STAFF,ADMIN}'::role[] ORDER BY id LIMIT ${limit}`;
    return rows.map(({ id }) => id);
  },

  /** The changed account; null when it is closed. */
  async updateAccount(id: string, change: AccountChange): Promise<Account | null> {
    const { name = null, passwordHash = null, emailVerifiedAt = null } = change;
    const [row] = await db.$queryRaw<UserRow[]>`
      UPDATE users SET name = coalesce(${name}, name),
        password_hash = coalesce(${passwordHash}, password_hash),
        email_verified_at = coalesce(${emailVerifiedAt}, email_verified_at)
      WHERE id = ${id}::uuid AND erased_at IS NULL
      RETURNING ${userColumns}`;
    return toAccount(row);
  },
});

/** One that waited for the lock answers the row as whoever held it has left it. */
async function lockUser(db: Sql, id: string): Promise<UserRow | undefined> {
  const [row] = await db.$queryRaw<UserRow[]>`
    SELECT ${userColumns} FROM users WHERE id = ${id}::uuid FOR UPDATE`;
  return row;
}

const isAccount = sql`erased_at IS NULL AND password_hash IS NOT NULL`;

/** A condition on `users`; a search term matches as it is, wildcards included. */
function matching(search: string | null) {
  if (!search) return isAccount;
  const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
  return sql`${isAccount} AND (name ILIKE ${pattern} OR email ILIKE ${pattern})`;
}
