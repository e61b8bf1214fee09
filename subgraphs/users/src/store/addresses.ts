/** Saved addresses. Writers hold the account's lock, so that there is one default and a bounded number. */
import type { Database } from './database.js';

export interface AddressFields {
  name: string;
  line1: string;
  line2: string | null;
  city: string;
  region: string | null;
  postalCode: string;
  country: string;
}

export interface SavedAddress extends AddressFields {
  id: string;
  userId: string;
  isDefault: boolean;
}

const columns = {
  id: true,
  userId: true,
  isDefault: true,
  name: true,
  line1: true,
  line2: true,
  city: true,
  region: true,
  postalCode: true,
  country: true,
} as const;

export const addressesIn = (db: Database) => ({
  /** The default first, then the oldest. */
  findAddresses: (userIds: readonly string[]): Promise<SavedAddress[]> =>
    db.address.findMany({
      where: { userId: { in: [...userIds] } },
      orderBy: [{ isDefault: 'desc' }, { id: 'asc' }],
      select: columns,
    }),

  async insertAddress(address: SavedAddress, now: Date): Promise<void> {
    await db.address.create({ data: { ...address, createdAt: now } });
  },

  async updateAddress({ id, ...change }: SavedAddress): Promise<void> {
    await db.address.update({ where: { id }, data: change });
  },

  async deleteAddress(id: string): Promise<void> {
    await db.address.delete({ where: { id } });
  },

  async clearDefaultAddress(userId: string): Promise<void> {
    await db.address.updateMany({ where: { userId, isDefault: true }, data: { isDefault: false } });
  },

  async makeDefaultAddress(id: string): Promise<void> {
    await db.address.update({ where: { id }, data: { isDefault: true } });
  },
});
