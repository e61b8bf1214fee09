// A push from the order's event to the device: queue, broker, encryption, a real HTTP push service.
import { randomUUID } from 'node:crypto';
import type { EventName } from '@tributary/contracts';
import { deriveVapidKeys } from '@tributary/embedded';
import { createJobsDatabase } from '@tributary/embedded/testing';
import { type Broker, createBroker } from '@tributary/messaging';
import { createId } from '@tributary/service';
import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startEventWork } from '../src/event-work.js';
import { createMailCarrier } from '../src/mail/mail-carrier.js';
import { createWebPushCarrier } from '../src/push/web-push-carrier.js';
import { as, logger, registerSomebody, startUsers, type Users } from './builders.js';
import { createDevice, startPushService } from './push-service.js';

const { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey } = deriveVapidKeys('a secret');
const statuses = new Map<string, number[]>();
let users: Users;
let service: Awaited<ReturnType<typeof startPushService>>;
let jobs: Awaited<ReturnType<typeof createJobsDatabase>>;
let broker: Broker;
let work: ReturnType<typeof startEventWork>;

beforeAll(async () => {
  service = await startPushService((path) => {
    const planned = statuses.get(path);
    return (planned && planned.length > 1 ? planned.shift() : planned?.[0]) ?? 201;
  });
  const config = { VAPID_PUBLIC_KEY: publicKey, PUSH_SERVICES: [service.origin] };
  users = await startUsers({ config });
  jobs = await createJobsDatabase();
  const retry = { attempts: 3, delayMs: 50 };
  broker = createBroker({ jobsDatabaseUrl: jobs.url, logger, retry, keepCompleted: 0 });
  const subject = 'mailto:operator@shop.test';
  work = startEventWork({
    databaseUrl: users.database.url,
    store: users.store,
    broker,
    carrier: await createMailCarrier(undefined, 'Shop <no-reply@shop.test>'),
    pushCarrier: createWebPushCarrier({ publicKey, privateKey, subject }),
    logger,
    publicWebUrl: 'https://shop.test',
  });
});
afterAll(async () => {
  await work.stop();
  await broker.close();
  service.stop();
  await users.stop();
  await jobs.drop();
});

const until = <T>(check: () => T | Promise<T>) =>
  vi.waitFor(check, { timeout: 20_000, interval: 50 });

/** Somebody with a session and a device that answers with these statuses, one after the other. */
async function somebody(...answers: number[]) {
  const path = `/${randomUUID()}`;
  if (answers.length > 0) statuses.set(path, answers);
  const { email } = await registerSomebody(users);
  const [row] = await users.rows(
    'SELECT s.id AS "sessionId", u.id AS "userId" FROM sessions s JOIN users u ON u.id = s.user_id WHERE email = $1',
    [email],
  );
  const identity = as(row.userId, row.sessionId);
  const device = createDevice(`${service.origin}${path}`);
  const register = (input: object = device.subscription, who = identity) =>
    users.ask(
      `mutation ($input: RegisterPushInput!) { registerPush(input: $input) }`,
      { input },
      { identity: who },
    );
  const pushes = () => service.received.filter((push) => push.path === path);
  const isSubscribed = async () =>
    (await users.rows('SELECT 1 FROM push_subscriptions WHERE session_id = $1', [row.sessionId]))
      .length === 1;
  return { ...row, identity, device, register, pushes, isSubscribed };
}

/** What orders tells, as it comes from the queue. */
async function tell(userId: string, name: EventName = 'OrderDelivered', orderId = createId()) {
  const payload = { orderId, orderNumber: 'TR-100042', buyerId: userId };
  const event = { id: createId(), name, key: orderId, payload, occurredAt: new Date() };
  await broker.publish([{ subscriber: 'users', event: { ...event, version: 1 } as never }]);
  return orderId;
}

describe('news of an order', () => {
  it('reach the device: sealed for it, signed by us, replaceable by later news', async () => {
    const { userId, device, register, pushes } = await somebody();
    expect((await register()).data).toEqual({ registerPush: true });
    const orderId = await tell(userId);
    await until(() => expect(pushes()).toHaveLength(1));
    const [{ headers, body }] = pushes() as [(typeof service.received)[number]];
    expect(device.open(body)).toEqual({
      title: 'Order TR-100042',
      body: 'It has arrived.',
      orderId,
      news: 'OrderDelivered',
    });
    expect(headers).toMatchObject({
      'content-encoding': 'aes128gcm',
      ttl: '86400',
      topic: orderId.replaceAll('-', ''),
    });
    const [, token, key] = /^vapid t=([^,]+), ?k=(.+)$/.exec(headers.authorization!)!;
    expect(key).toBe(publicKey);
    const point = Buffer.from(publicKey, 'base64url');
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) =>
      half.toString('base64url'),
    );
    const keys = createLocalJWKSet({ keys: [{ kty: 'EC', crv: 'P-256', x: x!, y: y! }] });
    await jwtVerify(token!, keys, { algorithms: ['ES256'], audience: service.origin });
    expect(decodeJwt(token!).sub).toBe('mailto:operator@shop.test');
  });

  it('reach each device of the buyer, and nobody else’s', async () => {
    const [one, other] = [await somebody(), await somebody()];
    await one.register();
    await other.register();
    await tell(one.userId);
    await until(() => expect(one.pushes()).toHaveLength(1));
    expect(other.pushes()).toEqual([]);
  });

  it('do not reach a device whose session was revoked, or that took it back', async () => {
    const [revoked, off, last] = [await somebody(), await somebody(), await somebody()];
    for (const each of [revoked, off, last]) await each.register();
    await users.ask(
      `mutation ($id: ID!) { revokeSession(id: $id) }`,
      { id: revoked.sessionId },
      { identity: revoked.identity },
    );
    const taken = await users.ask('mutation { unregisterPush }', {}, { identity: off.identity });
    expect(taken.data).toEqual({ unregisterPush: true });
    for (const each of [revoked, off, last]) await tell(each.userId);
    await until(() => expect(last.pushes()).toHaveLength(1));
    expect([...revoked.pushes(), ...off.pushes()]).toEqual([]);
    expect((await revoked.register()).data).toEqual({ registerPush: false });
  });
});

describe('a push service that answers', () => {
  it.each([404, 410])('%i: the subscription is gone', async (status) => {
    const { userId, register, pushes, isSubscribed } = await somebody(status);
    await register();
    await tell(userId);
    await until(async () => expect(await isSubscribed()).toBe(false));
    expect(pushes()).toHaveLength(1);
  });

  it('503 and 429 is asked again, and then has it', async () => {
    const { userId, register, pushes, isSubscribed } = await somebody(503, 429, 201);
    await register();
    await tell(userId);
    await until(() => expect(pushes()).toHaveLength(3));
    expect(await isSubscribed()).toBe(true);
  });

  it('503 for ever is asked three times and no more; old news are dropped', async () => {
    const { userId, register, pushes } = await somebody(503);
    await register();
    await tell(userId);
    await until(() => expect(pushes()).toHaveLength(3));
    const next = await somebody();
    await next.register();
    await tell(next.userId);
    await until(() => expect(next.pushes()).toHaveLength(1));
    expect(pushes()).toHaveLength(3);
    expect(await broker.deadLetters({ queue: 'users-push' })).toEqual([]);
  });

  it('403 or sends us elsewhere is a fault to be looked at, not tried again', async () => {
    const [refused, moved] = [await somebody(403), await somebody(307)];
    // One after the other: of a batch that fails each event is asked again alone, once.
    for (const [index, each] of [refused, moved].entries()) {
      await each.register();
      await tell(each.userId);
      await until(async () =>
        expect(await broker.deadLetters({ queue: 'users-push' })).toHaveLength(index + 1),
      );
    }
    expect([refused.pushes().length, moved.pushes().length]).toEqual([1, 1]);
    expect(service.received.map(({ path }) => path)).not.toContain('/elsewhere');
  });
});

describe('registering', () => {
  it('tells the key, moves a device to its newest session, and is for signed-in devices', async () => {
    expect((await users.ask('{ pushKey }')).data).toEqual({ pushKey: publicKey });
    const [before, after] = [await somebody(), await somebody()];
    await before.register();
    await after.register(before.device.subscription);
    expect([await before.isSubscribed(), await after.isSubscribed()]).toEqual([false, true]);
    const guest = await before.register(before.device.subscription, as(before.userId, null));
    expect(guest.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  it.each([
    ['endpoint', 'http://127.0.0.1:1/x'],
    ['endpoint', 'http://169.254.169.254/latest'],
    ['endpoint', 'https://fcm.googleapis.com@127.0.0.1/x'],
    ['endpoint', 'nowhere'],
    ['p256dh', 'AAAA'],
    ['auth', 'not base64url!'],
  ])('%s %s is refused, and nothing is kept', async (field, value) => {
    const { device, register, isSubscribed } = await somebody();
    const { errors } = await register({ ...device.subscription, [field]: value });
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(errors?.[0]?.message).toContain(`"input.${field}"`);
    expect(await isSubscribed()).toBe(false);
  });
});
