/** Both processes as they are really started, with a real broker between them and the test. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort } from '@tributary/embedded/free-port';
import { createJobsDatabase } from '@tributary/embedded/testing';
import { createBroker } from '@tributary/messaging';
import { createId, createLogger } from '@tributary/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness, until } from './harness.js';
import { shopping } from './shopping.js';
import { secretKey, startStripeServer } from './stripe-server.js';
import { sendWebhook, webhookSecret } from './stripe-webhooks.js';

let harness: Harness;
let jobs: Awaited<ReturnType<typeof createJobsDatabase>>;
const children: ChildProcess[] = [];
beforeAll(async () => {
  [harness, jobs] = await Promise.all([startHarness(), createJobsDatabase()]);
  harness.inventory.offer({ sku: 'MUG-BLUE', amount: 1_000 });
});
afterAll(async () => {
  children.forEach((child) => child.kill('SIGKILL'));
  await harness.close();
  await jobs.drop();
});

function start(entry: 'main' | 'worker', env: Record<string, string>) {
  const file = fileURLToPath(new URL(`../src/${entry}.ts`, import.meta.url));
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', file], { env: { PATH, ...env } });
  children.push(child);
  const exit = once(child, 'exit') as Promise<[number | null]>;
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  return { child, exit, output: () => output };
}

const isReady = (port: number) =>
  fetch(`http://127.0.0.1:${port}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );

describe('the processes', () => {
  it('carry an order from stock to confirmation, say no token, and end on SIGTERM', async () => {
    const [port, workerPort] = [await freePort(), await freePort()];
    const main = start('main', {
      ORDERS_DATABASE_URL: harness.database.url,
      ORDERS_PORT: String(port),
      IDENTITY_PUBLIC_KEY: JSON.stringify(harness.publicKey),
      INVENTORY_GRPC_URL: harness.inventory.address,
      LOG_LEVEL: 'trace',
    });
    const worker = start('worker', {
      ORDERS_DATABASE_URL: harness.database.url,
      ORDERS_WORKER_PORT: String(workerPort),
      JOBS_DATABASE_URL: jobs.url,
      LOG_LEVEL: 'trace',
    });
    await until(async () => (await isReady(port)) && (await isReady(workerPort)), 40_000);

    const shop = shopping(harness);
    const { id } = await shop.order();
    const logger = createLogger('test', 'silent');
    const broker = createBroker({ jobsDatabaseUrl: jobs.url, logger });
    const payload = { orderId: id, expiresAt: new Date(Date.now() + 60_000).toISOString() };
    const occurredAt = new Date().toISOString();
    const shared = { key: id, version: 1, traceparent: null, occurredAt };
    await broker.publish([
      {
        subscriber: 'orders',
        event: { ...shared, id: createId(), name: 'StockReserved', payload },
      },
    ]);
    await until(async () => (await shop.read(id)).status === 'CONFIRMED', 20_000);
    expect((await shop.read(id)).payment.status).toBe('CAPTURED');

    for (const { child, exit, output } of [main, worker]) {
      child.kill('SIGTERM');
      expect(await exit).toEqual([0, null]);
      expect(output()).not.toContain('tok_ok');
    }
    await broker.close();
  });

  it('take a payment by Stripe that only a webhook tells of, and say no key and no token', async () => {
    const stripe = await startStripeServer();
    const [port, workerPort] = [await freePort(), await freePort()];
    const shared = {
      ORDERS_DATABASE_URL: harness.database.url,
      LOG_LEVEL: 'trace',
      PAYMENT_PROVIDER: 'stripe',
    };
    const main = start('main', {
      ...shared,
      ORDERS_PORT: String(port),
      IDENTITY_PUBLIC_KEY: JSON.stringify(harness.publicKey),
      INVENTORY_GRPC_URL: harness.inventory.address,
      STRIPE_WEBHOOK_SECRET: webhookSecret,
    });
    const worker = start('worker', {
      ...shared,
      ORDERS_WORKER_PORT: String(workerPort),
      JOBS_DATABASE_URL: jobs.url,
      STRIPE_SECRET_KEY: secretKey,
      STRIPE_API_URL: stripe.url,
    });
    await until(async () => (await isReady(port)) && (await isReady(workerPort)), 40_000);

    const shop = shopping(harness);
    const { id } = await shop.reservedOrder({ token: 'pm_card_processing' });
    const intent = () => stripe.books.intentsOf(id)[0];
    await until(() => intent()?.status === 'processing', 20_000);
    stripe.books.settle(intent()!.id);
    for (const event of stripe.books.eventsOf(id))
      expect(await sendWebhook(`http://127.0.0.1:${port}`, event)).toMatchObject({ status: 200 });
    await until(async () => (await shop.read(id)).status === 'CONFIRMED', 20_000);
    expect(intent()).toMatchObject({ status: 'succeeded', amount_received: 1_490 });

    for (const { child, exit, output } of [main, worker]) {
      child.kill('SIGTERM');
      expect(await exit).toEqual([0, null]);
      for (const secret of [secretKey, webhookSecret, 'pm_card_processing'])
        expect(output()).not.toContain(secret);
    }
    await stripe.stop();
  });
});
