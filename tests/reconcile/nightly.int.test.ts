/**
 * The night: each event process checks its own books, orders tells inventory what its orders hold, and
 * whatever does not agree reaches staff by mail, once, and the metrics. Real processes, a quick clock.
 */
import { createJobsDatabase } from '@tributary/embedded/testing';
import { createId } from '@tributary/service';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runSql } from '../support/books.js';
import { poll } from '../support/graphql.js';
import { type RunningWorker, startWorker } from '../support/workers.js';
import { createShopPattern, order, type Shop, type ShopPattern } from './small-shop.js';

let pattern: ShopPattern;
let shop: Shop;
let jobs: Awaited<ReturnType<typeof createJobsDatabase>>;
let workers: Record<'users' | 'orders' | 'inventory', RunningWorker>;

beforeAll(async () => {
  pattern = await createShopPattern();
  shop = await pattern.open();
  jobs = await createJobsDatabase();
});
afterAll(async () => {
  for (const worker of Object.values(workers ?? {})) await worker.stop();
  await shop.close();
  await pattern.drop();
  await jobs.drop();
});

async function startWorkers() {
  const { users, orders, inventory } = shop.urls;
  const env = {
    USERS_DATABASE_URL: users,
    ORDERS_DATABASE_URL: orders,
    INVENTORY_DATABASE_URL: inventory,
    JOBS_DATABASE_URL: jobs.url,
    BOOKS_CHECK_CRON: '*/3 * * * * *',
  };
  const [one, two, three] = await Promise.all([
    startWorker('users', env),
    startWorker('orders', env),
    startWorker('inventory', env),
  ]);
  workers = { users: one, orders: two, inventory: three };
}

const person = (name: string, role: string) =>
  shop.run(
    'users',
    `INSERT INTO users (id, email, name, password_hash, roles, created_at)
     VALUES ('${createId()}', '${name}@example.com', '${name}', 'x', ARRAY['${role}']::role[], now())`,
  );

/** The order's last news were two hours ago: the id holds that time too. */
const quietSince = async (where: string) => {
  const id = createId().replace(
    /^.{13}/,
    (Date.now() - 7_200_000)
      .toString(16)
      .padStart(12, '0')
      .replace(/^(.{8})/, '$1-'),
  );
  const at = `now() - interval '2 hours'`;
  const values = `('${id}', ':id', ${at}, 'DELIVERED')`;
  await shop.run(
    'orders',
    `INSERT INTO order_timeline (id, order_id, at, type) VALUES ${values}`,
    where,
  );
};

const mails = async () => {
  const rows = await runSql(
    shop.urls.users,
    `SELECT "to", subject, text FROM mails ORDER BY "to", text`,
  );
  return rows as { to: string; subject: string; text: string }[];
};

it(
  'what disagrees at night is mailed to staff once, and counted',
  { timeout: 120_000 },
  async () => {
    await person('staff', 'STAFF');
    await person('admin', 'ADMIN');
    await person('ada', 'CUSTOMER');
    await shop.run(
      'inventory',
      `UPDATE stock_levels SET on_hand = on_hand + 1 WHERE sku = 'SKU-3'`,
    );
    await shop.run(
      'orders',
      `UPDATE order_lines SET unit_price_amount = 7 WHERE order_id = ':id'`,
      order.refused.where,
    );
    // The ledger of one quiet order is about other things than its lines; that of another agrees.
    await shop.run(
      'orders',
      `UPDATE order_lines SET sku = 'SKU-9' WHERE order_id = ':id' AND position = 0`,
      order.sold.where,
    );
    for (const { where } of [order.sold, order.neverPaid, order.partlyRefunded])
      await quietSince(where);
    await startWorkers();

    const all = await poll(mails, (found) => found.length >= 6, 60_000);
    for (const reader of ['admin@example.com', 'staff@example.com']) {
      const theirs = all.filter(({ to }) => to === reader);
      expect(theirs.map(({ subject }) => subject).toSorted()).toEqual([
        'The books of inventory do not agree',
        'The books of inventory do not agree',
        'The books of orders do not agree',
      ]);
      const text = theirs.map((mail) => mail.text).join();
      expect(text).toContain('stock-levels (1 times): Each stock level');
      expect(text).toContain('order-totals (1 times)');
      expect(text).toContain('order-holdings (1 times)');
    }
    const metric = async (worker: RunningWorker) => (await fetch(`${worker.url}/metrics`)).text();
    const inventory = await metric(workers.inventory);
    const gauge = 'tributary_reconciliation_breaches';
    expect(inventory).toContain(`${gauge}{service="inventory",check="stock-levels"} 1`);
    expect(inventory).toContain(`${gauge}{service="inventory",check="stock-bounds"} 0`);
    expect(inventory).toMatch(/holding_mismatches_total [1-9]/);
    expect(inventory).toMatch(
      /events_handled_total\{subscriber="inventory",name="OrdersAudited",outcome="applied"\} [1-9]/,
    );
    expect(await metric(workers.orders)).toMatch(
      /last_run_timestamp_seconds\{service="orders"\} 1\.\d+e\+?\d+|last_run_timestamp_seconds\{service="orders"\} \d{10}/,
    );

    // Some more nights: the same is not mailed again, though it was stated again.
    const stated = async () => {
      const [row] = await runSql(
        shop.urls.inventory,
        `SELECT count(*)::int AS count FROM outbox WHERE name = 'BooksDisagree'`,
      );
      return row!['count'] as number;
    };
    const before = await stated();
    await poll(stated, (count) => count >= before + 2, 60_000);
    expect(await mails()).toHaveLength(6);
  },
);
