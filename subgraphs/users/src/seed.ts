/** The demo accounts of the embedded default and of tests. Never used in production. */
import { appendEvents } from '@tributary/messaging';
import type { Role } from '@tributary/service';
import { createPasswords } from './passwords.js';
import { createStore } from './store.js';

/** As DESIGN.md publishes it. */
export const demoPassword = 'tributary-demo';

/** Deterministic ids, so that other seeds and tests may name them. */
export const demoUsers = {
  ada: {
    id: '019aa07d-f280-7000-8000-000000000001',
    email: 'ada@example.com',
    name: 'Ada Lovelace',
    roles: ['CUSTOMER'],
  },
  staff: {
    id: '019aa07d-f281-7000-8000-000000000002',
    email: 'staff@example.com',
    name: 'Sam Staff',
    roles: ['STAFF'],
  },
  admin: {
    id: '019aa07d-f282-7000-8000-000000000003',
    email: 'admin@example.com',
    name: 'Alex Admin',
    roles: ['ADMIN'],
  },
} satisfies Record<string, { id: string; email: string; name: string; roles: Role[] }>;

const eventIds = [
  '019aa07d-f283-7000-8000-000000000011',
  '019aa07d-f284-7000-8000-000000000012',
  '019aa07d-f285-7000-8000-000000000013',
] as const;

const adasAddress = {
  id: '019aa07d-f286-7000-8000-000000000021',
  userId: demoUsers.ada.id,
  name: 'Ada Lovelace',
  line1: "12 St James's Square",
  line2: null,
  city: 'London',
  region: null,
  postalCode: 'SW1Y 4JH',
  country: 'GB',
  isDefault: true,
};

const seededAt = new Date('2025-11-20T09:00:00.000Z');

/** Makes the accounts that are missing, verified, and answers how many. Safe to repeat. */
export async function seedUsers(databaseUrl: string): Promise<number> {
  const store = createStore(databaseUrl, 1);
  const passwords = createPasswords();
  try {
    let created = 0;
    for (const [index, user] of Object.values(demoUsers).entries()) {
      if (await store.findAccountByEmail(user.email)) continue;
      const passwordHash = await passwords.hash(demoPassword);
      const { id, email, name } = user;
      created += await store.transaction(async (tx) => {
        const times = { emailVerifiedAt: seededAt, createdAt: seededAt };
        if (!(await tx.insertAccount({ ...user, ...times, passwordHash }))) return 0;
        if (id === adasAddress.userId) await tx.insertAddress(adasAddress, seededAt);
        await appendEvents(tx, [
          {
            id: eventIds[index]!,
            name: 'UserRegistered',
            key: id,
            payload: { userId: id, email, name },
            occurredAt: seededAt,
          },
        ]);
        return 1;
      });
    }
    return created;
  } finally {
    await store.close();
  }
}
