/**
 * Databases with a few hundred consistent orders, for a test to spoil. They are written once per file
 * and copied for each test.
 */
import { randomUUID } from 'node:crypto';
import { createTestDatabase, testPostgres } from '@tributary/embedded/testing';
import { reconcile, type Report } from '@tributary/reconciliation';
import { runSql, writeBooks } from '../support/books.js';

export type Service = 'users' | 'orders' | 'inventory';
type Urls = Record<Service, string>;

/** Orders by what became of them, see support/books.ts; each is one of twenty. */
export const order = {
  sold: { number: 'TR-1000120', where: `number = 'TR-1000120'` },
  neverPaid: { number: 'TR-1000115', where: `number = 'TR-1000115'` },
  refused: { number: 'TR-1000117', where: `number = 'TR-1000117'` },
  partlyRefunded: { number: 'TR-1000118', where: `number = 'TR-1000118'` },
};

export type Shop = Awaited<ReturnType<ShopPattern['open']>>;
export type ShopPattern = Awaited<ReturnType<typeof createShopPattern>>;

/** The databases that the shops of one file are copies of. */
export async function createShopPattern(orders = 200) {
  const services = ['users', 'orders', 'inventory'] as const;
  const made = await Promise.all(services.map((service) => createTestDatabase(service)));
  const [users, ordersDatabase, inventory] = made.map(({ ownerUrl }) => ownerUrl);
  const owners: Urls = { users: users!, orders: ordersDatabase!, inventory: inventory! };
  await writeBooks(owners, { orders, skus: 50, withEvents: 100 });
  return {
    open: () =>
      openShop(owners, { users: made[0]!.url, orders: made[1]!.url, inventory: made[2]!.url }),
    drop: () => Promise.all(made.map((database) => database.drop())),
  };
}

async function openShop(patternOwners: Urls, patternUrls: Urls) {
  const suffix = randomUUID().replaceAll('-', '');
  const { superuserUrl } = testPostgres();
  const nameOf = (url: string) => new URL(url).pathname.slice(1);
  const copies = Object.values(patternUrls).map((url) => ({ from: nameOf(url), to: '' }));
  copies.forEach((copy, index) => (copy.to = `shop_${index}_${suffix}`));
  for (const { from, to } of copies)
    await runSql(superuserUrl, `CREATE DATABASE ${to} TEMPLATE ${from}`);
  const moved = (urls: Urls): Urls => {
    const entries = Object.entries(urls).map(([service, url]) => {
      const copy = new URL(url);
      copy.pathname = `/${copies.find(({ from }) => from === nameOf(url))!.to}`;
      return [service, copy.href];
    });
    return Object.fromEntries(entries) as Urls;
  };
  const [urls, owners] = [moved(patternUrls), moved(patternOwners)];
  return {
    urls,
    owners,
    /** As the owner, who can drop any rule; `:id` stands for the id of the order `where` means. */
    async run(service: Service, sql: string, where?: string) {
      const id = where ? await idOf(owners.orders, where) : '';
      return runSql(owners[service], sql.replaceAll(':id', id));
    },
    look: (options: Partial<Parameters<typeof reconcile>[0]> = {}): Promise<Report> =>
      reconcile({ urls, settleSeconds: 0.02, settleRounds: 3, ...options }),
    async close() {
      for (const { to } of copies) await runSql(superuserUrl, `DROP DATABASE ${to} WITH (FORCE)`);
    },
  };
}

async function idOf(url: string, where: string): Promise<string> {
  const [row] = await runSql(url, `SELECT id FROM orders WHERE ${where}`);
  return row!['id'] as string;
}

/** Breaches by check, of the checks that found some. */
export const breachesOf = ({ checks }: Report): Record<string, number> =>
  Object.fromEntries(checks.flatMap((one) => (one.breaches ? [[one.name, one.breaches]] : [])));

export const checkOf = ({ checks }: Report, name: string) =>
  checks.find((check) => check.name === name)!;
