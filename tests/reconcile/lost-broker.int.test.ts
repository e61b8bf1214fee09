/**
 * The invariant: a broker that lost everything it held loses no order. Real event processes of orders
 * and inventory, a real broker; what it held is wiped, and `npm run jobs -- republish` brings it back.
 */
import { execFile } from 'node:child_process';
import { createJobsDatabase } from '@tributary/embedded/testing';
import { createId } from '@tributary/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/stack.js';
import { runSql } from '../support/books.js';
import { poll } from '../support/graphql.js';
import { hasRedis, startRedis } from '../support/redis.js';
import { sendToRedis } from '../support/redis-command.js';
import { startWorker } from '../support/workers.js';
import {
  breachesOf,
  checkOf,
  createShopPattern,
  type Shop,
  type ShopPattern,
} from './small-shop.js';

interface WipeableBroker {
  env: Record<string, string>;
  wipe(): Promise<unknown>;
  drop(): Promise<unknown>;
}

const brokers: { kind: string; skip: boolean; start: () => Promise<WipeableBroker> }[] = [
  {
    kind: 'PostgreSQL',
    skip: false,
    async start() {
      const jobs = await createJobsDatabase();
      const { url } = jobs;
      return {
        env: { JOBS_DATABASE_URL: url },
        wipe: () => runSql(url, 'DROP SCHEMA bullmq CASCADE'),
        drop: () => jobs.drop(),
      };
    },
  },
  {
    kind: 'Redis',
    skip: !hasRedis && process.env['CI'] !== 'true',
    async start() {
      const redis = await startRedis();
      const { url } = redis;
      return {
        env: { REDIS_URL: url },
        wipe: () => sendToRedis(url, 'FLUSHALL'),
        drop: () => redis.stop(),
      };
    },
  },
];

let pattern: ShopPattern;
beforeAll(async () => {
  pattern = await createShopPattern(40);
});
afterAll(() => pattern.drop());

describe.each(brokers)('when the $kind broker has lost all it held', ({ skip, start }) => {
  it.skipIf(skip)('the orders go on to be confirmed', { timeout: 180_000 }, async () => {
    const [shop, broker] = [await pattern.open(), await start()];
    const { users, orders, inventory } = shop.urls;
    const env = {
      USERS_DATABASE_URL: users,
      ORDERS_DATABASE_URL: orders,
      INVENTORY_DATABASE_URL: inventory,
      ...broker.env,
    };
    const begunAt = new Date(Date.now() - 1_000).toISOString();
    const statuses = () => statusesOf(shop);

    // The orders' worker publishes; inventory is down, so the events stay in its queue.
    const lonely = await startWorker('orders', env);
    const placed = [await place(shop), await place(shop), await place(shop)];
    await poll(
      () => unpublished(shop),
      (count) => count === 0,
      30_000,
    );
    await lonely.stop();
    await broker.wipe();

    const workers = [await startWorker('orders', env), await startWorker('inventory', env)];
    // An event that comes after the wipe shows that both are at work, and that the others are gone.
    placed.push(await place(shop));
    await poll(statuses, (all) => all[placed[3]!] === 'CONFIRMED', 60_000);
    expect(await statuses()).toMatchObject(
      Object.fromEntries(placed.slice(0, 3).map((id) => [id, 'PENDING'])),
    );
    // Nothing else would ever tell: in an hour, or when strict, this is a breach.
    const lost = await shop.look({ strict: true });
    expect(breachesOf(lost)['events-applied']).toBeGreaterThanOrEqual(3);

    const output = await runJobs(['republish', '--since', begunAt], env);
    expect(output).toMatch(/orders: \d+ events will be sent again\./);
    await poll(statuses, (all) => placed.every((id) => all[id] === 'CONFIRMED'), 60_000);
    // What had been applied was sent again too, and nobody did it twice. Users' worker is not up.
    const { orders: o, inventory: i } = shop.urls;
    const report = await poll(
      () => shop.look({ urls: { orders: o, inventory: i }, strict: true }),
      ({ ok }) => ok,
      30_000,
    );
    expect(checkOf(report, 'paid-at-provider').examined).toBeGreaterThanOrEqual(4);
    for (const worker of workers) await worker.stop();
    await broker.drop();
    await shop.close();
  });
});

describe('npm run jobs -- republish', () => {
  it('says what is wrong with a request', async () => {
    const url = 'postgresql://127.0.0.1:1/nothing';
    const env = { USERS_DATABASE_URL: url, ORDERS_DATABASE_URL: url, INVENTORY_DATABASE_URL: url };
    const requests: [args: string[], message: string][] = [
      [[], 'Say from when on'],
      [['--since', 'yesterday'], '--since must be a time with its zone'],
      [['--since', '2026-11-21T10:00:00'], '--since must be a time with its zone'],
      [['--since', '2020-01-01T00:00:00Z'], 'Published events are kept for 7 days'],
      [['--since', new Date().toISOString(), '--name', 'Nothing'], 'There is no event "Nothing".'],
      [['--all'], 'Usage: npm run jobs'],
    ];
    const answers = requests.map(async ([args, message]) => {
      const output = await runJobs(['republish', ...args], env, 1);
      expect(output).toContain(message);
      expect(output).not.toMatch(/ at .*\.ts/);
    });
    await Promise.all(answers);
  });
});

/** An order as placeOrder leaves it behind: PENDING, and announced in the same transaction. */
async function place(shop: Shop): Promise<string> {
  const [id, buyerId] = [createId(), createId()];
  const payload = JSON.stringify({
    orderId: id,
    orderNumber: 'TR-1',
    buyerId,
    lines: [{ sku: 'SKU-1', quantity: 2 }],
    total: { amount: 2_490, currency: 'EUR' },
  });
  await shop.run(
    'orders',
    `BEGIN;
     INSERT INTO orders (id, number, buyer_id, status, subtotal_amount, shipping_amount, total_amount,
       currency, shipping_address, idempotency_key, request_hash, payment_token, placed_at)
     VALUES ('${id}', 'T-' || nextval('order_number_seq'), '${buyerId}', 'PENDING', 2000, 490, 2490, 'EUR', '{}', 'k', '', 'tok_ok', now());
     INSERT INTO order_lines VALUES ('${id}', 0, 'SKU-1', 'One', 2, 1000);
     INSERT INTO payments (order_id, status) VALUES ('${id}', 'NONE');
     INSERT INTO outbox (id, name, key, payload, occurred_at)
     VALUES ('${createId()}', 'OrderPlaced', '${id}', '${payload}', now());
     COMMIT`,
  );
  return id;
}

async function statusesOf(shop: Shop): Promise<Record<string, string>> {
  const rows = await shop.run('orders', `SELECT id, status FROM orders WHERE number LIKE 'T-%'`);
  return Object.fromEntries(rows.map((row) => [row['id'], row['status']])) as Record<
    string,
    string
  >;
}

async function unpublished(shop: Shop): Promise<number> {
  const [row] = await shop.run(
    'orders',
    'SELECT count(*)::int AS count FROM outbox WHERE published_at IS NULL',
  );
  return row!['count'] as number;
}

/** What it prints. @throws Error when it ends with another code */
function runJobs(args: string[], variables: Record<string, string>, code = 0): Promise<string> {
  const { PATH = '' } = process.env;
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      ['--import', 'tsx', 'scripts/jobs.ts', ...args],
      { cwd: root, env: { PATH, ...variables, NO_COLOR: '1' } },
      (_error, stdout, stderr) =>
        child.exitCode === code
          ? resolve(stdout + stderr)
          : reject(new Error(`Code ${child.exitCode}: ${stdout}${stderr}`)),
    );
  });
}
