/** Mail from a command's commit to the reader: outbox, relay, broker, worker, SMTP or mailbox. */
import { randomUUID } from 'node:crypto';
import { createJobsDatabase } from '@tributary/embedded/testing';
import { type Broker, createBroker, type DomainEvent, PermanentError } from '@tributary/messaging';
import { createId } from '@tributary/service';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { cleanUp } from '../src/commands/clean-up.js';
import { sendMail } from '../src/commands/send-mail.js';
import { startEventWork } from '../src/event-work.js';
import { createMailCarrier, type OpenMailCarrier } from '../src/mail/mail-carrier.js';
import {
  goodPassword,
  logger,
  newEmail,
  operations,
  registerSomebody,
  startApp,
  startUsers,
  type Users,
} from './builders.js';
import { startSmtpServer } from './smtp-server.js';

const from = 'Tributary <no-reply@mail.test>';
let users: Users;
let smtp: Awaited<ReturnType<typeof startSmtpServer>>;
let jobs: Awaited<ReturnType<typeof createJobsDatabase>>;
let broker: Broker;
let carrier: OpenMailCarrier;
let work: ReturnType<typeof startEventWork>;

beforeAll(async () => {
  users = await startUsers();
  smtp = await startSmtpServer((to) => {
    if (to.startsWith('refused')) return '550 no such mailbox';
    return to.startsWith('busy') && !busy.delete(to)
      ? null
      : to.startsWith('busy')
        ? '450 busy'
        : null;
  });
  jobs = await createJobsDatabase();
  broker = createBroker({
    jobsDatabaseUrl: jobs.url,
    logger,
    retry: { attempts: 3, delayMs: 50 },
    keepCompleted: 0,
  });
  carrier = await createMailCarrier(smtp.url, from);
  const databaseUrl = users.database.url;
  work = startEventWork({
    databaseUrl,
    store: users.store,
    broker,
    carrier,
    logger,
    publicWebUrl: 'https://shop.test',
  });
});
afterAll(async () => {
  await work.stop();
  await broker.close();
  carrier.close();
  smtp.stop();
  await users.stop();
  await jobs.drop();
});

/** Recipients that the server is too busy for, once. */
const busy = new Set<string>();
const mailsTo = (email: string) =>
  users.rows('SELECT * FROM mails WHERE "to" = $1 ORDER BY id', [email]);
const until = <T>(check: () => T | Promise<T>) =>
  vi.waitFor(check, { timeout: 20_000, interval: 50 });

describe('a mail', () => {
  it('is sent by SMTP after the commit, and its text is not kept', async () => {
    const { email } = await registerSomebody(users);
    const mail = await until(async () => {
      const [row] = await mailsTo(email);
      expect(row.status).toBe('SENT');
      return row;
    });
    expect(mail).toMatchObject({ transport: 'SMTP', text: '', html: '', attempts: 1 });
    const [received, ...more] = smtp.received.filter(({ to }) => to === email);
    expect(more).toEqual([]);
    expect(received!.message).toContain(`Message-ID: <${mail.id}@mail.test>`);
    expect(received!.message).toContain('Subject: Please confirm your e-mail address');
    expect(received!.message.replace(/=\n/g, '')).toContain('/verify-email?token=3D');
  });

  it('is tried again when the server is busy', async () => {
    const email = `busy-${randomUUID()}@shop.test`;
    busy.add(email);
    await registerSomebody(users, { email });
    await until(async () => expect((await mailsTo(email))[0].status).toBe('SENT'));
    expect((await mailsTo(email))[0]).toMatchObject({ attempts: 2, last_error: null });
    expect(smtp.received.filter(({ to }) => to === email)).toHaveLength(1);
  });

  it('is given up at once when the server refuses it for good', async () => {
    const email = `refused-${randomUUID()}@shop.test`;
    await registerSomebody(users, { email });
    await until(async () => expect((await mailsTo(email))[0].status).toBe('FAILED'));
    expect((await mailsTo(email))[0]).toMatchObject({ attempts: 1 });
    await until(async () => {
      const [letter] = await broker.deadLetters({ queue: 'users-mail' });
      expect(letter?.reason).toContain('550 no such mailbox');
    });
  });

  const deliverOnce = (mailId: string) =>
    sendMail({ store: users.store, carrier, now: () => new Date() }, mailId, {
      isLastAttempt: false,
      signal: AbortSignal.timeout(10_000),
    });

  it('that was sent is not sent again by a second delivery, nor one that is being sent', async () => {
    const { email } = await registerSomebody(users);
    await until(async () => expect((await mailsTo(email))[0].status).toBe('SENT'));
    const [{ id }] = await mailsTo(email);
    await deliverOnce(id);
    expect(smtp.received.filter(({ to }) => to === email)).toHaveLength(1);
    await users.rows(
      `UPDATE mails SET status = 'QUEUED', claimed_until = now() + interval '1 minute' WHERE id = $1`,
      [id],
    );
    await expect(deliverOnce(id)).rejects.toThrow('Another worker is sending');
    expect(smtp.received.filter(({ to }) => to === email)).toHaveLength(1);
  });

  it('that is gone with its account is no error', async () => {
    await expect(deliverOnce(createId())).resolves.toBeUndefined();
  });

  it('that the server refuses is a permanent failure for the queue', async () => {
    const email = `refused-${randomUUID()}@shop.test`;
    await registerSomebody(users, { email });
    await until(async () => expect((await mailsTo(email))[0].status).toBe('FAILED'));
    await expect(deliverOnce((await mailsTo(email))[0].id)).rejects.toThrow(PermanentError);
  });
});

describe('news of orders', () => {
  const total = { amount: 12_345, currency: 'EUR' };
  const lines = [{ sku: 'SKU-1', quantity: 1 }];
  const payloads = {
    OrderConfirmed: { lines, total },
    OrderRejected: { reason: 'Sold out' },
    OrderCancelled: { reason: 'The payment was declined' },
    OrderShipped: { trackingCode: 'TR-77' },
    OrderDelivered: {},
    ReturnRequested: { reason: 'Too small' },
    ReturnRejected: { returnId: randomUUID(), reason: 'Worn' },
    OrderReturned: { lines, restock: true },
    OrderRefunded: { refundId: randomUUID(), refunded: total },
  };
  const eventFor = (buyerId: string, name: keyof typeof payloads): DomainEvent => {
    const orderId = createId();
    const payload = { orderId, orderNumber: 'T-1042', buyerId, ...payloads[name] };
    return { id: createId(), name, key: orderId, payload, occurredAt: new Date() };
  };
  const publish = (...events: DomainEvent[]) =>
    broker.publish(
      events.map((event) => ({
        subscriber: 'users',
        event: {
          ...event,
          version: 1,
          traceparent: null,
          occurredAt: event.occurredAt.toISOString(),
        },
      })),
    );

  it('reach the buyer, one mail each, in whatever order they come', async () => {
    const { id, email } = await registerSomebody(users);
    const names = Object.keys(payloads) as (keyof typeof payloads)[];
    await publish(...names.toReversed().map((name) => eventFor(id, name)));
    const mails = await until(async () => {
      const rows = (await mailsTo(email)).filter(
        (row) => row.dedup_key.startsWith('Order') || row.dedup_key.startsWith('Return'),
      );
      expect(rows.map((row) => row.status)).toEqual(Array(names.length).fill('SENT'));
      return rows;
    });
    for (const { subject } of mails) expect(subject).toContain('T-1042');
    const confirmed = smtp.received.find(
      ({ to, message }) => to === email && message.includes('is confirmed'),
    );
    expect(confirmed!.message).toContain('=E2=82=AC123.45');
  });

  it('are mailed once, however often they are delivered', async () => {
    const { id, email } = await registerSomebody(users);
    const event = eventFor(id, 'OrderShipped');
    await publish(event);
    await until(async () => expect(await mailsTo(email)).toHaveLength(2));
    await publish({ ...event }, eventFor(id, 'OrderDelivered'));
    await until(async () => expect(await mailsTo(email)).toHaveLength(3));
    const idle = { waiting: 0, active: 0, delayed: 0, failed: 0 };
    await until(async () => expect((await broker.counts())['users']).toEqual(idle));
    expect(await mailsTo(email)).toHaveLength(3);
    const inbox = 'SELECT 1 FROM inbox WHERE event_id = $1';
    expect(await users.rows(inbox, [event.id])).toHaveLength(1);
  });

  it('of a confirmation that is announced again are mailed once', async () => {
    const { id, email } = await registerSomebody(users);
    const event = eventFor(id, 'OrderConfirmed');
    const again = { ...event, id: createId() };
    await publish(event, again);
    const inbox = 'SELECT 1 FROM inbox WHERE event_id = ANY ($1)';
    await until(async () =>
      expect(await users.rows(inbox, [[event.id, again.id]])).toHaveLength(2),
    );
    const confirmations = (await mailsTo(email)).filter(({ dedup_key }) =>
      dedup_key.startsWith('OrderConfirmed'),
    );
    expect(confirmations).toHaveLength(1);
  });

  it('for somebody unknown or erased are mailed to nobody', async () => {
    const closed = await registerSomebody(users);
    const { identity, password } = closed;
    await users.ask(operations.close, { password }, { identity });
    const events = [eventFor(closed.id, 'OrderShipped'), eventFor(createId(), 'OrderShipped')];
    await publish(...events);
    const inbox = 'SELECT 1 FROM inbox WHERE event_id = ANY($1)';
    await until(async () =>
      expect(await users.rows(inbox, [events.map((event) => event.id)])).toHaveLength(2),
    );
    expect(await users.rows('SELECT 1 FROM mails WHERE user_id = $1', [closed.id])).toEqual([]);
  });
});

describe('the local mailbox', () => {
  it('holds what is not sent, readable without script, with everything escaped', async () => {
    const email = newEmail();
    const input = { email, password: goodPassword, name: '<script>alert(1)</script>' };
    await users.ask(operations.register, { input });
    const { store, app } = users;
    const local = await createMailCarrier(undefined, from);
    // The worker of these tests sends by SMTP; when it is done, the mail is put back as if there were none.
    await until(async () => expect((await mailsTo(email))[0].status).toBe('SENT'));
    const [{ id }] = await mailsTo(email);
    await users.rows(
      `UPDATE mails SET status = 'QUEUED', claimed_until = NULL, text = 'Hello <script>alert(1)</script>, http://localhost:4100/verify-email?token=x&y', html = '<p>Hello</p>' WHERE id = $1`,
      [id],
    );
    const signal = AbortSignal.timeout(10_000);
    await sendMail({ store, carrier: local, now: () => new Date() }, id, {
      isLastAttempt: false,
      signal,
    });

    const listed = await app.inject(`/mailbox.json?to=${email.toUpperCase()}`);
    expect(listed.json()).toMatchObject([{ id, to: email, status: 'SENT', transport: 'MAILBOX' }]);
    const list = await app.inject('/mailbox');
    expect(list.body).toContain(`<a href="/mailbox/${id}">Please confirm your e-mail address</a>`);
    const page = await app.inject(`/mailbox/${id}`);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.body).not.toContain('<script>');
    expect(page.body).toContain('<a href="http://localhost:4100/verify-email?token=x&#38;y"');
    const html = await app.inject(`/mailbox/${id}/html`);
    expect(html.headers['content-security-policy']).toContain('sandbox');
    for (const missing of ['/mailbox/nonsense', `/mailbox/${createId()}`])
      expect((await app.inject(missing)).statusCode).toBe(404);
  });

  it('is closed where mail is really sent, and in production, unless asked for', async () => {
    for (const [config, status] of [
      [{ NODE_ENV: 'production' }, 404],
      [{ SMTP_URL: smtp.url }, 404],
      [{ NODE_ENV: 'production', MAILBOX: true }, 200],
      [{ MAILBOX: false }, 404],
    ] as const) {
      const other = await startApp(users.database.url, { config });
      const { statusCode } = await other.app.inject('/mailbox');
      expect({ config, statusCode }).toEqual({ config, statusCode: status });
      expect((await other.app.inject('/mailbox.json')).statusCode).toBe(status);
      await other.stop();
    }
  });
});

describe('cleaning up', () => {
  it('removes what is over and keeps what is needed', async () => {
    const { email, id, refreshToken } = await registerSomebody(users);
    await users.ask(operations.login, { input: { email, password: 'wrong password' } });
    const counts = async () => {
      const tables = ['mails', 'sessions', 'mailed_tokens'].map(
        async (table) =>
          (await users.rows(`SELECT 1 FROM ${table} WHERE user_id = $1`, [id])).length,
      );
      return [
        ...(await Promise.all(tables)),
        (await users.rows('SELECT 1 FROM attempts')).length > 0,
      ];
    };
    await cleanUp(users.store, { now: () => users.clock.now, createId });
    expect(await counts()).toEqual([1, 1, 1, true]);
    const { data } = await users.ask(operations.refresh, { token: refreshToken });
    expect(data.outcome.__typename).toBe('AuthSession');
    const later = new Date(users.clock.now.getTime() + 38 * 24 * 3_600_000);
    await cleanUp(users.store, { now: () => later, createId });
    expect(await counts()).toEqual([0, 0, 0, false]);
  });
});
