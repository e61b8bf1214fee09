/** Accounts. A closed one is not found by anything here: it has no e-mail address and no name. */
import type { Role } from '@tributary/service';
import { Prisma, type User } from '../generated/prisma/client.js';
import type { Database } from './database.js';

export interface Account {
  id: string;
  email: string;
  name: string;
  passwordHash: string;
  roles: Role[];
  emailVerifiedAt: Date | null;
  createdAt: Date;
}

export const accountsIn = (db: Database) => ({
  /** False when the e-mail address is taken. */
  async insertAccount(account: Account): Promise<boolean> {
    const inserted = await db.user.createMany({ data: [account], skipDuplicates: true });
    return inserted.count === 1;
  },

  async findAccount(id: string): Promise<Account | null> {
    return toAccount(await db.user.findUnique({ where: { id } }));
  },

  async findAccountByEmail(email: string): Promise<Account | null> {
    return toAccount(await db.user.findUnique({ where: { email } }));
  },

  /** In no particular order; closed and unknown ones are left out. */
  findAccounts: (ids: readonly string[]) => findAccounts(db, ids),

  /** Newest first, after the given id. */
  async searchAccounts(search: string | null, afterId: string | null, limit: number) {
    const after = afterId ? Prisma.sql`AND id < ${afterId}::uuid` : Prisma.empty;
    const ids = await db.$queryRaw<{ id: string }[]>`
      SELECT id FROM users WHERE ${matching(search)} ${after} ORDER BY id DESC LIMIT ${limit}`;
    const found = await findAccounts(
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
    await db.$executeRaw`SELECT 1 FROM users WHERE id = ${id}::uuid FOR UPDATE`;
    return toAccount(await db.user.findUnique({ where: { id } }));
  },

  /** The same for several; closed and unknown ones are left out. */
  async lockAccounts(ids: readonly string[]): Promise<Account[]> {
    await db.$executeRaw`
      SELECT 1 FROM users WHERE id = ANY (${ids}::uuid[]) ORDER BY id FOR UPDATE`;
    return findAccounts(db, ids);
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
    const blank = { email: null, name: null, passwordHash: null, roles: [], emailVerifiedAt: null };
    const erased = await db.user.updateMany({
      where: { id, erasedAt: null },
      data: { ...blank, erasedAt: now },
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

async function findAccounts(db: Database, ids: readonly string[]): Promise<Account[]> {
  const rows = await db.user.findMany({ where: { id: { in: [...ids] }, erasedAt: null } });
  return rows.flatMap((row) => toAccount(row) ?? []);
}

/** Events are facts and stay, but what they told of the person goes. */
async function redactEvents(db: Database, userId: string): Promise<void> {
  await db.$executeRaw`
    UPDATE outbox SET payload = payload || '{"email": "", "name": ""}'
    WHERE key = ${userId} AND name IN ('UserRegistered', 'UserProfileChanged')`;
}

/** A condition on `users`; a search term matches as it is, wildcards included. */
function matching(search: string | null): Prisma.Sql {
  if (!search) return Prisma.sql`erased_at IS NULL`;
  const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
  return Prisma.sql`erased_at IS NULL AND (name ILIKE ${pattern} OR email ILIKE ${pattern})`;
}

function toAccount(row: User | null): Account | null {
  if (row?.email == null || row.name == null || row.passwordHash == null) return null;
  const { id, email, name, passwordHash, roles, emailVerifiedAt, createdAt } = row;
  return { id, email, name, passwordHash, roles, emailVerifiedAt, createdAt };
}
