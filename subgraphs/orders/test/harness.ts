/** The service whole, on a real database, with what surrounds it in the test's hands. */
import { setTimeout as pause } from 'node:timers/promises';
import { createTestDatabase, testPostgres } from '@tributary/embedded/testing';
import type { EventName, EventPayload } from '@tributary/contracts';
import { consumeEvents, createJobsDesk, type DeliveryHandler } from '@tributary/messaging';
import {
  createId,
  createIdentitySigner,
  createLogger,
  guest,
  type Identity,
  identityHeader,
  type Jwk,
  sqlStatements,
} from '@tributary/service';
import { exportJWK, generateKeyPair } from 'jose';
import pg from 'pg';
import { createApp } from '../src/app.js';
import type { PaymentEnvironment } from '../src/consumers/environment.js';
import { paymentHandlers } from '../src/consumers/payment.js';
import { sagaHandlers } from '../src/consumers/saga.js';
import { createBuiltInProvider } from '../src/payments/built-in-provider.js';
import type { PaymentProvider } from '../src/payments/provider.js';
import { createCatalogue } from '../src/quotes/catalogue.js';
import { createInventoryClient } from '../src/quotes/inventory-client.js';
import { createStore } from '../src/store.js';
import { startOrderUpdates } from '../src/subscriptions/order-updates.js';
import { startFakeInventory } from './fake-inventory.js';

export interface GraphqlAnswer {
  // What a query answers is up to the query; each test asserts the shape it expects.
  // oxlint-disable-next-line typescript/no-explicit-any
  data: any;
  errors?: { message: string; extensions: { code: string } }[];
}

export interface OutboxRow {
  id: string;
  name: EventName;
  key: string;
  payload: Record<string, unknown>;
}

export type Harness = Awaited<ReturnType<typeof startHarness>>;

export const customer = (userId = createId()): Identity & { userId: string } => ({
  userId,
  sessionId: createId(),
  roles: ['CUSTOMER'],
});

export const staff = (): Identity & { userId: string } => ({ ...customer(), roles: ['STAFF'] });

const publicIdentityKeys = async () => {
  const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const [publicKey, privateKey] = [
    await exportJWK(pair.publicKey),
    await exportJWK(pair.privateKey),
  ];
  return { publicKey: publicKey as Jwk, privateKey: privateKey as Jwk };
};

export interface HarnessOptions {
  maxWatchers?: number;
  quoteTimeoutMs?: number;
  /** Chooses Stripe and serves its webhooks; the provider itself is put in with wrapProvider. */
  stripeWebhookSecret?: string;
  /** Where the service's jobs are; without it, it was not told. */
  jobsDatabaseUrl?: string;
}

export async function startHarness({
  maxWatchers = 1_000,
  // Long: a busy machine is no reason to sell at the last known prices.
  quoteTimeoutMs = 5_000,
  stripeWebhookSecret,
  jobsDatabaseUrl,
}: HarnessOptions = {}) {
  const database = await createTestDatabase('orders');
  const logger = createLogger('orders-test', 'silent');
  const inventory = await startFakeInventory();
  await moveToTokyo(database.url);
  const store = createStore(database.url, 20);
  const client = createInventoryClient({
    address: inventory.address,
    timeoutMs: quoteTimeoutMs,
    halfOpenAfterMs: 100,
  });
  const { publicKey, privateKey } = await publicIdentityKeys();
  const sign = await createIdentitySigner(privateKey);
  const updates = startOrderUpdates({ databaseUrl: database.url, logger, maxWatchers });
  const jobs = createJobsDesk({ service: 'orders', jobsDatabaseUrl, logger });
  const clock = { offsetMs: 0 };
  const now = () => new Date(Date.now() + clock.offsetMs);
  const app = await createApp({
    now,
    config: {
      NODE_ENV: 'test',
      IDENTITY_PUBLIC_KEY: publicKey,
      PAYMENT_PROVIDER: stripeWebhookSecret ? 'stripe' : 'demo',
      STRIPE_WEBHOOK_SECRET: stripeWebhookSecret,
    },
    logger,
    store,
    catalogue: createCatalogue(client, store, logger),
    updates,
    jobs,
  });
  const owner = new pg.Pool({ connectionString: database.ownerUrl, max: 3 });
  owner.on('error', () => undefined);

  const provider = createBuiltInProvider({
    books: store.providerBooks,
    now,
    createId,
    slowAnswerMs: 30_000,
  });
  const env: PaymentEnvironment = {
    store,
    logger,
    now,
    createId,
    provider,
    paymentTimeoutMs: 1_000,
  };
  const queues = bindQueues(env);

  async function graphql(query: string, variables: object, identity: Identity | null) {
    const response = await app.inject({
      method: 'POST',
      url: '/graphql',
      headers: identity ? { [identityHeader]: await sign(identity) } : {},
      payload: { query, variables },
    });
    return { status: response.statusCode, ...response.json<GraphqlAnswer>() };
  }

  async function outbox(name?: EventName): Promise<OutboxRow[]> {
    const { rows } = await owner.query<OutboxRow>(
      'SELECT id, name, key, payload FROM outbox WHERE $1::text IS NULL OR name = $1 ORDER BY id',
      [name ?? null],
    );
    return rows;
  }

  return {
    app,
    store,
    inventory,
    client,
    updates,
    owner,
    env,
    database,
    sign,
    publicKey,
    /** Moves everybody's clock. */
    advance: (durationMs: number) => (clock.offsetMs += durationMs),
    /** Puts something between the consumers and the provider. */
    wrapProvider: (wrapped: Partial<PaymentProvider>) =>
      Object.assign(env, { provider: { ...provider, ...wrapped } }),
    provider,
    graphql,
    outbox,
    /** Delivers an event to its queue; a second time with the same id. */
    async deliver<N extends EventName>(
      name: N,
      payload: EventPayload<N>,
      id = createId(),
      occurredAt = new Date(),
    ) {
      await queues.deliver(name, payload, id, occurredAt);
      return id;
    },
    /** Delivers the newest event of this name in the outbox for this order to its queue. */
    async deliverFromOutbox(name: EventName, orderId: string) {
      const row = (await outbox(name)).findLast(({ key }) => key === orderId);
      if (!row) throw new Error(`The outbox has no ${name} of ${orderId}.`);
      await queues.deliver(name, row.payload, row.id);
      return row.id;
    },
    async close() {
      await app.close();
      await jobs.close();
      client.close();
      await inventory.stop();
      await store.close();
      await owner.end();
      await database.drop();
    },
  };
}

/** The consumers as the worker binds them, with a broker that is the test itself. */
function bindQueues(env: PaymentEnvironment) {
  const queues = new Map<string, DeliveryHandler>();
  const broker = {
    consume: (subscriber: string, handler: DeliveryHandler) => void queues.set(subscriber, handler),
  };
  const shared = {
    broker,
    logger: env.logger,
    transaction: (work: Parameters<typeof env.store.transaction<void>>[0]) =>
      env.store.transaction(work),
  };
  consumeEvents({ ...shared, subscriber: 'orders', handlers: sagaHandlers(env) });
  consumeEvents({
    ...shared,
    subscriber: 'orders-payment',
    outsideHandlers: paymentHandlers(env),
  });
  const paymentEvents = [
    'PaymentRequested',
    'PaymentCancelRequested',
    'PaymentNotified',
    'RefundRequested',
  ];
  const attempts = new Map<string, number>();
  return {
    deliver(name: EventName, payload: unknown, id: string, occurredAt = new Date()): Promise<void> {
      const queue = paymentEvents.includes(name) ? 'orders-payment' : 'orders';
      const shared = { version: 1, key: id, traceparent: null };
      const attempt = (attempts.get(id) ?? 0) + 1;
      attempts.set(id, attempt);
      return queues.get(queue)!(
        { ...shared, id, name, payload, occurredAt: occurredAt.toISOString() },
        { attempt, isLastAttempt: false, signal: new AbortController().signal },
      );
    },
  };
}

/** A server far from UTC: what is stored and read must not depend on where it stands. */
async function moveToTokyo(databaseUrl: string): Promise<void> {
  const superuser = new pg.Client({ connectionString: testPostgres().superuserUrl });
  await superuser.connect();
  const name = new URL(databaseUrl).pathname.slice(1);
  await superuser.query(`ALTER DATABASE ${name} SET timezone TO 'Asia/Tokyo'`);
  await superuser.end();
}

/** Statements that `work` sends. */
export async function countSql(work: () => Promise<unknown>): Promise<number> {
  const read = async () => (await sqlStatements.get()).values[0]?.value ?? 0;
  const before = await read();
  await work();
  return (await read()) - before;
}

/** Waits until `condition` holds. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 10_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('The condition did not come to hold in time.');
    await pause(10);
  }
}

export { guest };
