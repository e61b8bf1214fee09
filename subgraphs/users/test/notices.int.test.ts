/** Notices become mail: one per reader, however often they are delivered, and none for who is gone. */
import type { EventName, EventPayload } from '@tributary/contracts';
import type { DeliveryHandler } from '@tributary/messaging';
import { consumeEvents } from '@tributary/messaging';
import { createId } from '@tributary/service';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mailBooksDisagree } from '../src/commands/mail-books-disagree.js';
import { mailOrderNews } from '../src/commands/mail-order-news.js';
import { noticeHandlers } from '../src/commands/mail-notices.js';
import { logger, operations, registerSomebody, startUsers, type Users } from './builders.js';

let users: Users;
let handle: DeliveryHandler;

beforeAll(async () => {
  users = await startUsers();
  const env = { now: () => users.clock.now, createId, publicWebUrl: 'https://shop.test' };
  const news = mailOrderNews.bind(null, env);
  consumeEvents({
    broker: { consume: (_subscriber, handler) => (handle = handler) },
    subscriber: 'users',
    logger,
    transaction: users.store.transaction,
    handlers: {
      OrderConfirmed: news,
      OrderRejected: news,
      OrderCancelled: news,
      OrderShipped: news,
      OrderDelivered: news,
      ReturnRequested: news,
      ReturnRejected: news,
      OrderReturned: news,
      OrderRefunded: news,
      ...noticeHandlers(env),
      BooksDisagree: (tx, event) => mailBooksDisagree(env, tx, event),
    },
  });
});
afterAll(() => users.stop());
beforeEach(async () => void (await users.rows('TRUNCATE mails')));

interface Notice {
  id: string;
  name: EventName;
  payload: unknown;
  occurredAt: Date;
}

const notice = <N extends EventName>(name: N, payload: EventPayload<N>): Notice => ({
  id: createId(),
  name,
  payload,
  occurredAt: users.clock.now,
});

const deliver = ({ occurredAt, ...event }: Notice) =>
  handle(
    {
      ...event,
      key: event.id,
      version: 1,
      traceparent: null,
      occurredAt: occurredAt.toISOString(),
    },
    { attempt: 1, isLastAttempt: false, signal: new AbortController().signal },
  );

const mails = () =>
  users.rows('SELECT "to", subject, text, status FROM mails ORDER BY "to", subject');
const queued = async () =>
  Number(
    (
      await users.rows(
        `SELECT count(*) FROM outbox WHERE name = 'MailQueued'
         AND (payload->>'mailId')::uuid IN (SELECT id FROM mails)`,
      )
    )[0].count,
  );
const closeAccount = ({ password, identity }: Awaited<ReturnType<typeof registerSomebody>>) =>
  users.ask(operations.close, { password }, { identity });

const cartOf = (userId: string) =>
  notice('CartAbandoned', {
    userId,
    lines: [{ sku: 'MUG', name: 'Mug — Blue', quantity: 2 }],
    moreLines: 0,
    subtotal: { amount: 2_480, currency: 'EUR' },
  });
const backFor = (userIds: string[]) =>
  notice('StockCameBack', { sku: 'MUG', name: 'Mug — Blue', productSlug: 'mug', userIds });
const lowStock = () =>
  notice('StockRunLow', {
    variants: [{ sku: 'MUG', name: 'Mug — Blue', available: 3, threshold: 5 }],
  });

describe('an abandoned cart', () => {
  it('is mailed to its buyer once, however often it is delivered', async () => {
    const { id, email } = await registerSomebody(users);
    await users.rows('TRUNCATE mails');
    const event = cartOf(id);
    await deliver(event);
    await deliver(event);
    const [mail, ...more] = await mails();
    expect(more).toEqual([]);
    expect(mail).toMatchObject({
      to: email,
      subject: 'You left something in your cart',
      status: 'QUEUED',
    });
    expect(mail.text).toContain('https://shop.test/cart');
    expect(await queued()).toBe(1);
  });

  it('is mailed to nobody when the account is unknown or closed, or the news a day old', async () => {
    const closed = await registerSomebody(users);
    const { id } = await registerSomebody(users);
    await closeAccount(closed);
    await users.rows('TRUNCATE mails');
    await deliver(cartOf(closed.id));
    await deliver(cartOf(createId()));
    const event = cartOf(id);
    users.passTime(24 * 3_600_000 + 1);
    await deliver(event);
    expect(await mails()).toEqual([]);
  });
});

describe('low stock', () => {
  const employ = async (...roles: string[]) => {
    const person = await registerSomebody(users);
    await users.rows('UPDATE users SET roles = $2::role[] WHERE id = $1', [person.id, roles]);
    return person;
  };

  it('is mailed to each member of staff once, and to no customer', async () => {
    const staff = [await employ('STAFF'), await employ('ADMIN'), await employ('CUSTOMER', 'STAFF')];
    await closeAccount(await employ('STAFF'));
    await registerSomebody(users);
    await users.rows('TRUNCATE mails');
    const event = lowStock();
    await deliver(event);
    await deliver(event);
    expect((await mails()).map(({ to }) => to)).toEqual(staff.map(({ email }) => email).sort());
    expect(await queued()).toBe(3);
    const [{ text }] = await mails();
    expect(text).toContain('- 3 left: Mug — Blue (MUG), threshold 5');
  });

  it('is mailed to 100 at most, found by an index', async () => {
    await users.rows(
      `INSERT INTO users (id, email, name, password_hash, roles, created_at)
       SELECT gen_random_uuid(), 'staff-' || n || '@shop.test', 'S', 'x', '{STAFF}', now()
       FROM generate_series(1, 120) n`,
    );
    await deliver(lowStock());
    expect(await mails()).toHaveLength(100);
    const plan = await users.rows(
      `EXPLAIN SELECT id FROM users WHERE roles && '{STAFF,ADMIN}'::role[] ORDER BY id LIMIT 100`,
    );
    expect(JSON.stringify(plan)).toContain('users_staff_idx');
  });
});

describe('stock that is back', () => {
  it('is mailed to all who asked, 500 in one event, those who are gone left out', async () => {
    const people = await users.rows(
      `INSERT INTO users (id, email, name, password_hash, roles, created_at)
       SELECT gen_random_uuid(), 'fan-' || n || '@shop.test', 'Fan', 'x', '{CUSTOMER}', now()
       FROM generate_series(1, 498) n RETURNING id`,
    );
    const closed = await registerSomebody(users);
    await closeAccount(closed);
    await users.rows('TRUNCATE mails');
    const event = backFor([...people.map(({ id }) => id as string), closed.id, createId()]);
    await deliver(event);
    await deliver(event);
    const sent = await mails();
    expect(sent).toHaveLength(498);
    expect(new Set(sent.map(({ to }) => to)).size).toBe(498);
    expect(await queued()).toBe(498);
    expect(sent[0].text).toContain('https://shop.test/products/mug');
  });

  it('does not reach an account that is being closed at that moment', async () => {
    const person = await registerSomebody(users);
    await users.rows('TRUNCATE mails');
    let delivered: Promise<void> | undefined;
    await users.store.transaction(async (tx) => {
      await tx.eraseAccount(person.id, users.clock.now);
      delivered = deliver(backFor([person.id]));
      await expect.poll(waitingStatements).toBeGreaterThan(0);
    });
    await delivered;
    expect(await mails()).toEqual([]);
  });
});

/** Statements of this database that wait for a lock. */
const waitingStatements = async () =>
  (
    await users.rows(
      `SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid)
       WHERE NOT granted AND datname = current_database()`,
    )
  ).length;
