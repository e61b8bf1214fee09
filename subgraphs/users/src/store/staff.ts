/** Who works here. */
import type { Database } from './database.js';

export const staffIn = (db: Database) => ({
  /** Ids of members of staff and administrators, the oldest accounts first. */
  async findStaffIds(limit: number): Promise<string[]> {
    const rows = await db.user.findMany({
      where: { roles: { hasSome: ['STAFF', 'ADMIN'] }, erasedAt: null },
      orderBy: { id: 'asc' },
      take: limit,
      select: { id: true },
    });
    return rows.map(({ id }) => id);
  },
});
