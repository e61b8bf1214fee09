/** Saved addresses. Writers hold the account's lock, so that there is one default and a bounded number. */
import type { Sql } from '@tributary/database';

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

export const addressesIn = (db: Sql) => ({
  /** The default first, then the oldest. */
  findAddresses: (userIds: readonly string[]): Promise<SavedAddress[]> =>
    db.$queryRaw`
      SELECT id, user_id AS "userId", is_default AS "isDefault", name, line1, line2, city, region,
             postal_code AS "postalCode", country
      FROM addresses WHERE user_id IN (SELECT unnest(${userIds}::uuid[]))
      ORDER BY is_default DESC, id`,

  async insertAddress(address: SavedAddress, now: Date): Promise<void> {
    const { id, userId, isDefault, name, line1, line2, city, region, postalCode, country } =
      address;
    await db.$executeRaw`
      INSERT INTO addresses (id, user_id, is_default, name, line1, line2, city, region,
                             postal_code, country, created_at)
      VALUES (${id}::uuid, ${userId}::uuid, ${isDefault}, ${name}, ${line1}, ${line2}, ${city},
              ${region}, ${postalCode}, ${country}, ${now})`;
  },

  async updateAddress(address: SavedAddress): Promise<void> {
    const { id, userId, isDefault, name, line1, line2, city, region, postalCode, country } =
      address;
    await db.$executeRaw`
      UPDATE addresses SET user_id = ${userId}::uuid, is_default = ${isDefault}, name = ${name},
        line1 = ${line1}, line2 = ${line2}, city = ${city}, region = ${region},
        postal_code = ${postalCode}, country = ${country}
      WHERE id = ${id}::uuid`;
  },

  async deleteAddress(id: string): Promise<void> {
    await db.$executeRaw`DELETE FROM addresses WHERE id = ${id}::uuid`;
  },

  async clearDefaultAddress(userId: string): Promise<void> {
    await db.$executeRaw`
      UPDATE addresses SET is_default = false WHERE user_id = ${userId}::uuid AND is_default`;
  },

  async makeDefaultAddress(id: string): Promise<void> {
    await db.$executeRaw`UPDATE addresses SET is_default = true WHERE id = ${id}::uuid`;
  },
});
