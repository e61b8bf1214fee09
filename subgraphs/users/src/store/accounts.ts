/** People: accounts and guests. A closed account is not found by anything here. */
import type { Role } from '@tributary/service';
import { Prisma, type User } from '../generated/prisma/client.js';
import type { Database } from './database.js';

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

export type NewAccount = Omit<Account, 'isGuest'>;

export const accountsIn = (db: Database) => ({
  /** False when the e-mail address is taken. */
  async insertAccount(account: NewAccount): Promise<boolean> {
    const inserted = await db.user.createMany({ data: [account], skipDuplicates: true });
    return inserted.count === 1;
  },

  async findAccount(id: string): Promise<Account | null> {
    return toAccount(await db.user.findUnique({ where: { id } }));
  },

  async findAccountByEmail(email: string): Promise<Account | null> {
    return toAccount(await db.user.findUnique({ where: { email } }));
  },

  /** Guests among them, in no particular order; closed and unknown ones are left out. */
  findPeople: (ids: readonly string[]) => findPeople(db, ids),

  /** Accounts, newest first, after the given id. */
  async searchAccounts(search: string | null, afterId: string | null, limit: number) {
    const after = afterId ? Prisma.sql`AND id < ${afterId}::uuid` : Prisma.empty;
    const ids = await db.$queryRaw<{ id: string }[]>`
      SELECT id FROM users WHERE ${matching(search)} ${after} ORDER BY id DESC LIMIT ${limit}`;
    const found = await findPeople(
      db,
      ids.map((row) => row.id),
    );
    return found.sort((a, b) => (a.id < b.id ? 1 : -1));
  },

  async countAccounts(search: string | null): Promise<number> {
    const [row] = await db.$queryRaw<{ count: bigint }[]>`
      SELECT count(*) FROM users WHERE ${matching(search)}`;
    return Number(row?.count ?? 0);
  },

  /**
   * The account as it is now, locked until the transaction ends: whoever adds something that hangs on
   * an account holds this lock, so that nothing is added to one that is being closed.
   */
  async lockAccount(id: string): Promise<Account | null> {
    const row = await lockUser(db, id);
    return toAccount(row);
  },

  /** As `lockAccount`, for a guest too. */
  lockPerson: async (id: string): Promise<Person | null> => toPerson(await lockUser(db, id)),

  /** The same for several; closed and unknown ones are left out. */
  async lockPeople(ids: readonly string[]): Promise<Person[]> {
    await db.$executeRaw`
      SELECT 1 FROM users WHERE id = ANY (${ids}::uuid[]) ORDER BY id FOR UPDATE`;
    return findPeople(db, ids);
  },

  /** Ids of those who run the shop, the oldest accounts first. */
  async findStaffIds(limit: number): Promise<string[]> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT id FROM users WHERE roles && '{STAFF,ADMIN}'::role[] ORDER BY id LIMIT ${limit}`;
    return rows.map(({ id }) => id);
  },

  /** The changed account; null when it is closed. */
  async updateAccount(
    id: string,
    change: Partial<Pick<Account, 'name' | 'passwordHash' | 'emailVerifiedAt'>>,
  ): Promise<Account | null> {
    const rows = await db.user.updateManyAndReturn({ where: { id, erasedAt: null }, data: change });
    return toAccount(rows[0] ?? null);
  },

  /** Erases the person and all that hangs on the account; the id stays. False when it was closed. */
  async eraseAccount(id: string, now: Date): Promise<boolean> {
    const blank = { email: null, name: null, contactEmail: null, passwordHash: null };
    const erased = await db.user.updateMany({
      where: { id, erasedAt: null },
      data: { ...blank, roles: [], emailVerifiedAt: null, erasedAt: now },
    });
    if (erased.count === 0) return false;
    await db.address.deleteMany({ where: { userId: id } });
    await db.session.deleteMany({ where: { userId: id } });
    await db.mailedToken.deleteMany({ where: { userId: id } });
    await db.mail.deleteMany({ where: { userId: id } });
    await redactEvents(db, id);
    return true;
  },
});

async function findPeople(db: Database, ids: readonly string[]): Promise<Person[]> {
  const rows = await db.user.findMany({ where: { id: { in: [...ids] } } });
  return rows.flatMap((row) => toPerson(row) ?? []);
}

/** One that waited for the lock answers the row as whoever held it has left it. */
async function lockUser(db: Database, id: string): Promise<User | null> {
  const [row] = await db.$queryRaw<User[]>`
    SELECT id, email, name, contact_email AS "contactEmail", password_hash AS "passwordHash",
           roles::text[] AS roles, email_verified_at AS "emailVerifiedAt",
           created_at AS "createdAt", erased_at AS "erasedAt"
    FROM users WHERE id = ${id}::uuid FOR UPDATE`;
  return row ?? null;
}

/** Events are facts and stay, but what they told of the person goes. */
async function redactEvents(db: Database, userId: string): Promise<void> {
  await db.$executeRaw`
    UPDATE outbox SET payload = payload || '{"email": "", "name": ""}'
    WHERE key = ${userId} AND name IN ('UserRegistered', 'UserProfileChanged')`;
}

/** A condition on `users`; a search term matches as it is, wildcards included. */
function matching(search: string | null): Prisma.Sql {
  const isAccount = Prisma.sql`erased_at IS NULL AND password_hash IS NOT NULL`;
  if (!search) return isAccount;
  const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
  return Prisma.sql`${isAccount} AND (name ILIKE ${pattern} OR email ILIKE ${pattern})`;
}

function toPerson(row: User | null): Person | null {
  if (!row || row.erasedAt || row.name === null) return null;
  const { id, name, roles, emailVerifiedAt, createdAt, passwordHash } = row;
  const email = row.email ?? row.contactEmail;
  return { id, email, name, roles, emailVerifiedAt, createdAt, isGuest: passwordHash === null };
}

function toAccount(row: User | null): Account | null {
  const person = toPerson(row);
  if (!person || row?.email == null || row.passwordHash === null) return null;
  return { ...person, email: row.email, passwordHash: row.passwordHash };
}
