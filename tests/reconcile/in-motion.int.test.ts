/** What is on its way is no breach, and what only seems to be is one. */
import { createJobsDatabase } from '@tributary/embedded/testing';
import { createBroker } from '@tributary/messaging';
import { createId, createLogger } from '@tributary/service';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  breachesOf,
  checkOf,
  createShopPattern,
  order,
  type Shop,
  type ShopPattern,
} from './small-shop.js';

let pattern: ShopPattern;
let shop: Shop;
beforeAll(async () => {
  pattern = await createShopPattern();
});
beforeEach(async () => {
  shop = await pattern.open();
});
afterEach(() => shop.close());
afterAll(() => pattern.drop());

/** The order is sold, and inventory has not heard of it. */
const notYetCommitted = () =>
  shop.run(
    'inventory',
    `UPDATE reservations SET status = 'RETURNED' WHERE order_id = ':id'`,
    order.sold.where,
  );

const stated = (name: string, publishedAt: string, payload = '{}') =>
  shop.run(
    'orders',
    `INSERT INTO outbox (id, name, key, payload, occurred_at, published_at)
     VALUES ('${createId()}', '${name}', ':id', '${payload}', now(), ${publishedAt})`,
    order.sold.where,
  );

describe('a disagreement is explained by an event', () => {
  it.each([
    ['that waits in the outbox', 'NULL'],
    ['that was published a moment ago', 'now()'],
  ])('%s', async (_how, publishedAt) => {
    await notYetCommitted();
    await stated('OrderConfirmed', publishedAt);
    const report = await shop.look();
    expect(breachesOf(report)).toEqual({});
    expect(checkOf(report, 'sold-stock').inMotion).toBe(1);
    // Inventory and users are both still to hear of it.
    expect(checkOf(report, 'events-applied').inMotion).toBe(2);
  });

  it('unless it has been on its way for so long that it is lost', async () => {
    await notYetCommitted();
    await stated('OrderConfirmed', `now() - interval '2 hours'`);
    const report = await shop.look();
    expect(breachesOf(report)).toEqual({ 'sold-stock': 1, 'events-applied': 2 });
  });

  it('unless nothing ought to be on its way any more', async () => {
    await stated('OrderConfirmed', 'NULL');
    const report = await shop.look({ strict: true });
    expect(breachesOf(report)).toEqual({ 'events-applied': 2 });
    expect(checkOf(report, 'events-applied').details[0]).toMatchObject({
      subject: 'OrderConfirmed',
      found: 'unpublished: is the relay up, and the broker?',
    });
  });

  it('but not by one that only makes a mail', async () => {
    await notYetCommitted();
    await stated('OrderDelivered', 'now()');
    expect(breachesOf(await shop.look())).toEqual({ 'sold-stock': 1 });
  });

  it('but not when the books of one service contradict themselves', async () => {
    await shop.run(
      'orders',
      `UPDATE order_lines SET unit_price_amount = 7 WHERE order_id = ':id'`,
      order.sold.where,
    );
    await stated('OrderConfirmed', 'now()');
    expect(breachesOf(await shop.look())).toEqual({ 'order-totals': 1 });
  });
});

describe('a disagreement is looked at again', () => {
  it('and forgotten when it settled meanwhile', async () => {
    await notYetCommitted();
    let settled: Promise<unknown> | undefined;
    const report = await shop.look({
      settleSeconds: 1,
      onProgress(step) {
        if (step === 'suspects')
          settled ??= shop.run(
            'inventory',
            `UPDATE reservations SET status = 'COMMITTED' WHERE order_id = ':id'`,
            order.sold.where,
          );
      },
    });
    await settled;
    expect(report).toMatchObject({ ok: true, rounds: 1 });
    expect(checkOf(report, 'sold-stock').inMotion).toBe(0);
  });

  it('and no breach when its explanation went just before the last look', async () => {
    await notYetCommitted();
    await stated('OrderConfirmed', 'NULL');
    let gone: Promise<unknown> | undefined;
    const report = await shop.look({
      settleSeconds: 1,
      settleRounds: 2,
      onProgress(step, done) {
        if (step === 'suspects' && done === 1) gone ??= shop.run('orders', `DELETE FROM outbox`);
      },
    });
    await gone;
    expect(report).toMatchObject({ ok: true, rounds: 2 });
    expect(checkOf(report, 'sold-stock').inMotion).toBe(1);
  });

  it('and a breach when it stays twice in a row', async () => {
    await notYetCommitted();
    expect(await shop.look({ settleRounds: 6 })).toMatchObject({ ok: false, rounds: 2 });
  });
});

describe('an order that waits for stock or payment', () => {
  /** A refused order, turned back into one that awaits its payment and has been captured already. */
  const awaiting = (age: string) =>
    shop.run(
      'orders',
      `UPDATE orders SET status = 'AWAITING_PAYMENT', placed_at = now() - interval '${age}'
       WHERE id = ':id'`,
      order.refused.where,
    );

  it('is within its time at first', async () => {
    await awaiting('1 minute');
    const report = await shop.look({ strict: true });
    expect(report.ok).toBe(true);
    expect(checkOf(report, 'late-orders')).toMatchObject({ examined: 1, notices: 0 });
  });

  it('is told of when it is late, and is a breach when strict', async () => {
    await awaiting('30 minutes');
    const report = await shop.look();
    expect(report.ok).toBe(true);
    expect(checkOf(report, 'late-orders').noticeDetails).toMatchObject([
      { subject: order.refused.number, found: 'AWAITING_PAYMENT for 30 min' },
    ]);
    expect(breachesOf(await shop.look({ strict: true }))).toEqual({ 'late-orders': 1 });
  });
});

describe('events that leave no inbox row by design', () => {
  const id = createId();
  const published = (service: 'users' | 'inventory' | 'orders', name: string, key: string) =>
    shop.run(
      service,
      `INSERT INTO outbox (id, name, key, payload, occurred_at, published_at)
       VALUES ('${createId()}', '${name}', '${key}', '{}', now(), now())`,
      order.sold.where,
    );
  const openEvents = async () => {
    const report = await shop.look();
    return checkOf(report, 'events-applied').inMotion;
  };

  it('are done when their mail is sent or gone', async () => {
    await published('users', 'MailQueued', id);
    expect(await openEvents()).toBe(0);
    await shop.run(
      'users',
      `INSERT INTO users (id, email, name, password_hash, created_at)
       VALUES ('${id}', 'a@b.c', 'A', 'x', now());
       INSERT INTO mails (id, user_id, "to", subject, text, html, status, created_at, dedup_key)
       VALUES ('${id}', '${id}', 'a@b.c', '', '', '', 'QUEUED', now(), 'k')`,
    );
    expect(await openEvents()).toBe(1);
    await shop.run('users', `UPDATE mails SET status = 'SENT'`);
    expect(await openEvents()).toBe(0);
  });

  it('are done when their import has ended', async () => {
    await published('inventory', 'CatalogueImportRequested', id);
    const importing = (status: string) =>
      shop.run(
        'inventory',
        `INSERT INTO catalogue_imports (id, status, source, total, created_at, updated_at)
         VALUES ('${id}', '${status}', '', 0, now(), now())
         ON CONFLICT (id) DO UPDATE SET status = excluded.status`,
      );
    await importing('RUNNING');
    expect(await openEvents()).toBe(1);
    await importing('COMPLETED');
    expect(await openEvents()).toBe(0);
  });

  it('are done when their order does not await its payment any more', async () => {
    await published('orders', 'PaymentRequested', ':id');
    expect(await openEvents()).toBe(0);
    await shop.run(
      'orders',
      `UPDATE orders SET status = 'AWAITING_PAYMENT', placed_at = now() WHERE id = ':id'`,
      order.sold.where,
    );
    expect(await openEvents()).toBe(1);
  });
});

describe('dead letters', () => {
  it('are told of, and name what to replay; when strict they are a breach', async () => {
    const jobs = await createJobsDatabase();
    const logger = createLogger('test', 'silent');
    const broker = createBroker({
      jobsDatabaseUrl: jobs.url,
      logger,
      retry: { attempts: 1, delayMs: 10 },
    });
    const id = createId();
    const occurredAt = new Date().toISOString();
    const event = { id, name: 'OrderConfirmed', version: 1, key: createId(), payload: {} };
    broker.consume('inventory', () => Promise.reject(new Error('the shelf is on fire')), {
      concurrency: 1,
    });
    await broker.publish([
      { subscriber: 'inventory', event: { ...event, traceparent: null, occurredAt } },
    ]);
    await vi.waitUntil(async () => (await broker.deadLetters()).length === 1, 10_000);
    const urls = { ...shop.urls, jobs: jobs.url };
    const report = await shop.look({ urls });
    expect(report.ok).toBe(true);
    expect(checkOf(report, 'dead-letters')).toMatchObject({
      notices: 1,
      noticeDetails: [
        {
          id,
          found: 'in inventory: the shelf is on fire',
          remedy: `npm run jobs -- replay ${id}`,
        },
      ],
    });
    expect(breachesOf(await shop.look({ urls, strict: true }))).toEqual({ 'dead-letters': 1 });
    await broker.close();
    await jobs.drop();
  });
});

describe('what cannot be checked', () => {
  it('is said: databases, broker and provider that are not there', async () => {
    const { inventory } = shop.urls;
    const alone = await shop.look({ urls: { inventory } });
    expect(alone.ok).toBe(true);
    expect(checkOf(alone, 'reservation-ledger')).toMatchObject({ examined: 200 });
    expect(checkOf(alone, 'sold-stock').skipped).toBe('the orders database was not given');
    expect(checkOf(alone, 'dead-letters').skipped).toBe('no broker was given');
    const elsewhere = await shop.look({ provider: 'stripe' });
    expect(checkOf(elsewhere, 'paid-at-provider').skipped).toContain('"stripe"');
    expect(checkOf(elsewhere, 'paid-in-books').skipped).toBeUndefined();
  });

  it('is an error when a database does not answer', async () => {
    const orders = 'postgresql://nobody:x@127.0.0.1:1/orders';
    await expect(shop.look({ urls: { ...shop.urls, orders } })).rejects.toThrow(
      'The orders database: ',
    );
  });
});
