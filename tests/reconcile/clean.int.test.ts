/** Books that agree, and what it costs to see that they do. */
import { createTestDatabase, type TestDatabase } from '@tributary/embedded/testing';
import { reconcile } from '@tributary/reconciliation';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeBooks } from '../support/books.js';

let databases: Record<'users' | 'orders' | 'inventory', TestDatabase>;
const total = 20_000;

beforeAll(async () => {
  const [users, orders, inventory] = await Promise.all([
    createTestDatabase('users'),
    createTestDatabase('orders'),
    createTestDatabase('inventory'),
  ]);
  databases = { users, orders, inventory };
  const owners = { users: users.ownerUrl, orders: orders.ownerUrl, inventory: inventory.ownerUrl };
  await writeBooks(owners, { orders: total, skus: 500, withEvents: 5_000 });
});
afterAll(() => Promise.all(Object.values(databases).map((database) => database.drop())));

const urls = () => ({
  users: databases.users.url,
  orders: databases.orders.url,
  inventory: databases.inventory.url,
});

describe('books that agree', () => {
  it('are proved by every check, each of which had something to look at', async () => {
    const report = await reconcile({ urls: urls(), strict: true });
    expect(report.checks.filter(({ breaches }) => breaches > 0)).toEqual([]);
    expect(report).toMatchObject({ ok: true, rounds: 0 });
    const examined = Object.fromEntries(report.checks.map((check) => [check.name, check.examined]));
    expect(examined).toMatchObject({ 'stock-levels': 500, 'order-totals': total });
  });
});
