/** The event process as it runs in production, with a real broker, and killed in the middle. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { subscribersOf } from '@tributary/contracts';
import { freePort } from '@tributary/embedded/free-port';
import { createJobsDatabase } from '@tributary/embedded/testing';
import { type Broker, createBroker } from '@tributary/messaging';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { requestImport } from '../src/commands/request-import.js';
import { realEffects } from '../src/effects.js';
import {
  addProduct,
  anOrder,
  brokenLevels,
  type Inventory,
  logger,
  staff,
  startInventory,
  type TestEvent,
} from './builders.js';

let inventory: Inventory;
let jobs: Awaited<ReturnType<typeof createJobsDatabase>>;
let broker: Broker;
let port: number;
let worker: ChildProcess;

beforeAll(async () => {
  inventory = await startInventory();
  jobs = await createJobsDatabase();
  broker = createBroker({ jobsDatabaseUrl: jobs.url, logger });
  port = await freePort();
  worker = startWorker();
});
afterAll(async () => {
  if (worker.exitCode === null && worker.signalCode === null) await end('SIGKILL');
  await broker.close();
  await inventory.close();
  await jobs.drop();
});

function startWorker(): ChildProcess {
  const entry = fileURLToPath(new URL('../src/worker.ts', import.meta.url));
  return spawn(process.execPath, ['--import', 'tsx', entry], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      LOG_LEVEL: 'silent',
      INVENTORY_DATABASE_URL: inventory.database.url,
      INVENTORY_WORKER_PORT: String(port),
      JOBS_DATABASE_URL: jobs.url,
      RESERVATION_TTL_SECONDS: '2',
    },
  });
}

/** Ends the worker and tells how it ended. */
function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
  const ended = new Promise<number | null>((resolve) => worker.once('exit', resolve));
  worker.kill(signal);
  return ended;
}

const deliver = (event: TestEvent) =>
  broker.publish(
    subscribersOf(event.name).map((subscriber) => ({
      subscriber,
      event: { ...event, version: 1, traceparent: null },
    })),
  );
const statusOf = async (orderId: string) =>
  (
    await inventory.rows<{ status: string }>(
      'SELECT status FROM reservations WHERE order_id = $1',
      [orderId],
    )
  )[0]?.status;
const poll = { timeout: 45_000, interval: 50 };

it('is ready when its database and its broker answer', async () => {
  const ready = () =>
    fetch(`http://127.0.0.1:${port}/health/ready`).then(
      (reply) => reply.json(),
      () => null,
    );
  await expect.poll(ready, poll).toEqual({
    status: 'ready',
    checks: { database: 'ok', broker: 'ok' },
  });
});

it('reserves, publishes that it did, and says when the reservation ran out', async () => {
  const { skus } = await addProduct(inventory.store, { quantity: 5 });
  const order = anOrder([{ sku: skus[0]!, quantity: 2 }]);
  await deliver(order.placed);
  await expect.poll(() => statusOf(order.orderId), poll).toBe('RESERVED');
  const published = async () =>
    (
      await inventory.rows<{ name: string }>(
        'SELECT name FROM outbox WHERE key = $1 AND published_at IS NOT NULL ORDER BY id',
        [order.orderId],
      )
    ).map(({ name }) => name);
  await expect.poll(published, poll).toEqual(['StockReserved', 'ReservationExpired']);
  const counts = await broker.counts();
  expect(counts['orders']?.waiting).toBeGreaterThanOrEqual(2);
});

it('killed in the middle of an import, a new one finishes it without a line twice', async () => {
  const total = 4_000;
  const jsonLines = Array.from({ length: total }, (_, at) =>
    JSON.stringify({
      slug: `big-${at}`,
      name: `Big ${at}`,
      description: '',
      category: 'kitchen',
      variants: [{ sku: `BIG-${at}`, name: 'One', amount: 100, currency: 'EUR', quantity: 1 }],
    }),
  ).join('\n');
  const file = { jsonLines, idempotencyKey: randomUUID() };
  const id = await requestImport(inventory.store, staff.userId!, file, realEffects);
  const processed = async () => (await inventory.store.importById(id))!.processed;
  await expect.poll(processed, { timeout: 45_000, interval: 5 }).toBeGreaterThan(0);
  await end('SIGKILL');
  const stoppedAt = await processed();
  expect(stoppedAt).toBeLessThan(total);
  worker = startWorker();
  // The broker hands the job on when the dead worker's lock runs out.
  await expect
    .poll(async () => (await inventory.store.importById(id))!.status, {
      timeout: 90_000,
      interval: 200,
    })
    .toBe('COMPLETED');
  expect(await inventory.store.importById(id)).toMatchObject({ processed: total, failures: [] });
  const [count] = await inventory.rows(
    `SELECT count(*)::int AS n FROM products WHERE slug LIKE 'big-%'`,
  );
  expect(count).toEqual({ n: total });
  expect(await brokenLevels(inventory)).toEqual([]);
}, 150_000);

it('stops on SIGTERM within its drain time, with code 0', async () => {
  await expect
    .poll(
      () =>
        fetch(`http://127.0.0.1:${port}/health/live`).then(
          (r) => r.status,
          () => 0,
        ),
      poll,
    )
    .toBe(200);
  expect(await end('SIGTERM')).toBe(0);
}, 30_000);
