// The client against the mobile BFF in production, over real HTTP.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBff, type TestBff } from '../../../bff-mobile/test/device.js';
import {
  AccountScreenDocument,
  AddToCartDocument,
  HomeScreenDocument,
  type MobileClient,
  OrdersScreenDocument,
  OutOfReachError,
  type PersistedDocument,
  RefusedError,
  RevokeSessionDocument,
  SignedOutError,
} from '../src/index.js';
import { createPhone, type Phone, startClient } from './phone.js';

let bff: TestBff;
let phone: Phone;
let client: MobileClient;
const email = () => `${crypto.randomUUID()}@example.com`;
const password = 'a good password';
const shippingAddress = {
  name: 'Ada',
  line1: 'Unter den Linden 1',
  city: 'Berlin',
  postalCode: '10117',
  country: 'DE',
};
const asked = () => bff.gateway.operations.map(({ name }) => name);
const addToCart = (quantity: number, by = client) =>
  by.send(AddToCartDocument, { input: { sku: 'mug-30-A', quantity } });

beforeEach(async () => {
  bff = await startBff('production');
  phone = createPhone();
  client = startClient(bff.url, phone);
});
afterEach(() => bff.close());
const signIn = (by = client) => by.register({ email: email(), password, name: 'Ada Lovelace' });

describe('a document', () => {
  it('is looked up anew for some time after a change', async () => {
    let now = 0;
    client = startClient(bff.url, phone, { now: () => now });
    await client.send(HomeScreenDocument, {});
    await signIn();
    await client.send(HomeScreenDocument, {});
    now += 10_000;
    await client.send(HomeScreenDocument, {});
    const queries = phone.sent.filter(({ method }) => method === 'GET');
    expect(queries.map(({ headers }) => headers['cache-control'])).toEqual([
      undefined,
      'no-cache',
      undefined,
    ]);
  });

  it('is asked for by GET and its id, and not sent again while it has not changed', async () => {
    const first = await client.send(HomeScreenDocument, {});
    const again = await client.send(HomeScreenDocument, {});
    expect(again).toEqual(first);
    expect(first.homeScreen.newest).toHaveLength(20);
    expect(phone.sent.map(({ method, status }) => `${method} ${status}`)).toEqual([
      'GET 200',
      'GET 304',
    ]);
    expect(phone.sent[0]!.url).not.toContain('homeScreen');
  });

  it('that the server does not know is refused with its code; in development its text is sent', async () => {
    const body = 'query Next { homeScreen { cartCount } }';
    const next: PersistedDocument<{ homeScreen: { cartCount: null } }, object> = {
      id: '0'.repeat(64),
      name: 'Next',
      type: 'query',
    };
    await expect(client.send(next, {})).rejects.toMatchObject({ code: 'DOCUMENT_UNKNOWN' });
    const { createHash } = await import('node:crypto');
    const id = createHash('sha256').update(body).digest('hex');
    const open = await startBff();
    try {
      const developing = startClient(open.url, createPhone(), { bodies: { [id]: body } });
      expect(await developing.send({ ...next, id }, {})).toEqual({
        homeScreen: { cartCount: null },
      });
    } finally {
      await open.close();
    }
  });

  it('out of reach says so', async () => {
    phone.network = 'DOWN';
    await expect(client.send(HomeScreenDocument, {})).rejects.toThrow(OutOfReachError);
  });
});

describe('the session', () => {
  it('outlives the app', async () => {
    await signIn();
    const restarted = startClient(bff.url, phone);
    expect(await restarted.session.profile()).toMatchObject({ name: 'Ada Lovelace' });
    const { accountScreen } = await restarted.send(AccountScreenDocument, {});
    expect(accountScreen.profile?.name).toBe('Ada Lovelace');
  });

  it('is refreshed once, however many requests find it expired', async () => {
    bff.gateway.shop.accounts.accessTokenMs = 1;
    await signIn();
    bff.gateway.shop.accounts.accessTokenMs = 900_000;
    bff.gateway.operations.length = 0;
    const screens = await Promise.all(
      Array.from({ length: 8 }, () => client.send(AccountScreenDocument, {})),
    );
    for (const { accountScreen } of screens)
      expect(accountScreen.profile?.name).toBe('Ada Lovelace');
    expect(asked().filter((name) => name === 'RefreshSession')).toHaveLength(1);
  });

  it('that expires by the server’s clock alone is refreshed when it is refused', async () => {
    bff.gateway.shop.accounts.accessTokenMs = 1;
    const slow = startClient(bff.url, phone, { now: () => 0 });
    await signIn(slow);
    bff.gateway.shop.accounts.accessTokenMs = 900_000;
    bff.gateway.operations.length = 0;
    await Promise.all([slow.send(AccountScreenDocument, {}), slow.send(OrdersScreenDocument, {})]);
    expect(asked().filter((name) => name === 'RefreshSession')).toHaveLength(1);
  });

  it('that was revoked from another device ends here: signed out, and told so', async () => {
    const account = { email: email(), password };
    let told = 0;
    const lost = startClient(bff.url, phone, { onSignedOut: () => void told++ });
    await lost.register({ ...account, name: 'Ada' });
    const other = startClient(bff.url, createPhone());
    await other.login(account);
    const { accountScreen } = await other.send(AccountScreenDocument, {});
    const session = accountScreen.sessions!.find(({ current }) => !current)!;
    expect((await other.send(RevokeSessionDocument, { id: session.id })).revokeSession).toBe(true);
    await expect(lost.send(AccountScreenDocument, {})).rejects.toThrow(SignedOutError);
    expect(told).toBe(1);
    expect(await lost.session.isSignedIn()).toBe(false);
    expect((await lost.send(AccountScreenDocument, {})).accountScreen.profile).toBeNull();
  });

  it('whose renewal was lost on the way ends; what waits is sent after the next sign-in', async () => {
    bff.gateway.shop.accounts.accessTokenMs = 1;
    const account = { email: email(), password };
    await client.register({ ...account, name: 'Ada' });
    await client.queue.add({
      kind: 'CHANGE_CART',
      input: { sku: 'mug-30-A', quantity: 2, expectedQuantity: 0 },
    });
    phone.network = 'LOSE_ANSWER';
    await expect(client.send(AccountScreenDocument, {})).rejects.toThrow(OutOfReachError);
    phone.network = 'UP';
    bff.gateway.shop.accounts.accessTokenMs = 900_000;
    await expect(client.queue.replay()).rejects.toThrow(SignedOutError);
    await client.login(account);
    expect(await client.queue.replay()).toMatchObject([{ result: { count: 2 } }]);
  });

  it('of another user finds nothing of the one before', async () => {
    await signIn();
    await addToCart(2);
    await client.store.sync();
    await client.queue.add({ kind: 'CANCEL_ORDER', input: { orderId: 'x', reason: 'y' } });
    await client.logout();
    expect([...phone.texts.keys()]).toEqual(['owner']);
    await signIn();
    expect((await client.store.sync()).cart).toMatchObject({ count: 0 });
    expect(await client.queue.waiting()).toEqual([]);
  });
});

describe('out of reach', () => {
  const change = (quantity: number, expectedQuantity: number) =>
    client.queue.add({
      kind: 'CHANGE_CART',
      input: { sku: 'mug-30-A', quantity, expectedQuantity },
    });

  it('what is kept can be read, and what is done waits, also for an app that is started again', async () => {
    await signIn();
    await addToCart(2);
    await client.store.sync();
    phone.network = 'DOWN';
    expect((await client.store.read()).cart).toMatchObject({ count: 2 });
    await change(3, 2);
    await client.queue.add({
      kind: 'PLACE_ORDER',
      input: { paymentToken: 'tok_ok', shippingAddress },
    });
    expect(await client.queue.replay()).toEqual([]);
    const restarted = startClient(bff.url, phone);
    expect(await restarted.queue.waiting()).toHaveLength(2);
    phone.network = 'UP';
    const outcomes = await restarted.queue.replay();
    expect(outcomes.map((outcome) => 'result' in outcome && outcome.result.__typename)).toEqual([
      'Cart',
      'OrderPlaced',
    ]);
    const kept = await restarted.store.sync();
    expect(Object.values(kept.orders)).toMatchObject([
      { lines: [{ sku: 'mug-30-A', quantity: 3 }] },
    ]);
    expect(kept.cart).toMatchObject({ count: 0 });
    expect(await restarted.queue.waiting()).toEqual([]);
  });

  it('an answer that was lost does nothing twice: the same id is sent again', async () => {
    await signIn();
    await change(2, 0);
    phone.network = 'LOSE_ANSWER';
    expect(await client.queue.replay()).toEqual([]);
    phone.network = 'UP';
    // Meanwhile somebody adds to what was done already: by the key it is known to be done all the same.
    await addToCart(5);
    const [outcome] = await client.queue.replay();
    expect(outcome).toMatchObject({ result: { __typename: 'Cart', count: 7 } });
    const bodies = phone.sent.filter(({ body }) => body?.includes('expectedQuantity'));
    expect(new Set(bodies.map(({ body }) => body)).size).toBe(1);
  });

  it('a return is asked for with its id, each time', async () => {
    await signIn();
    const input = { orderId: 'none', reason: 'Chipped' };
    const { id } = await client.queue.add({ kind: 'REQUEST_RETURN', input });
    phone.network = 'LOSE_ANSWER';
    await client.queue.replay();
    await client.queue.replay();
    const bodies = phone.sent.filter(({ body }) => body?.includes('Chipped'));
    expect(bodies.map(({ body }) => JSON.parse(body!).variables.input.idempotencyKey)).toEqual([
      id,
      id,
    ]);
  });

  it('a conflict is answered, not dropped, and the rest goes on', async () => {
    await signIn();
    await addToCart(4);
    const stale = await change(2, 1);
    const refused = await client.queue.add({
      kind: 'CHANGE_CART',
      input: { sku: 'mug-30-A', quantity: 2, expectedQuantity: 4 },
    });
    const outcomes = await client.queue.replay();
    expect(outcomes).toMatchObject([
      {
        action: { id: stale.id },
        result: { __typename: 'CartLineConflict', quantity: 4, expectedQuantity: 1 },
      },
      { action: { id: refused.id }, result: { __typename: 'Cart', count: 2 } },
    ]);
  });

  it('what was answered is kept before the next sync, and told before it leaves the queue', async () => {
    await signIn();
    await change(2, 0);
    const left: number[] = [];
    await client.queue.replay(async () => void left.push((await client.queue.waiting()).length));
    expect(left).toEqual([1]);
    const restarted = startClient(bff.url, phone);
    expect((await restarted.store.read()).cart).toMatchObject({ count: 2 });
  });

  it('what is added while the queue is sent is not lost', async () => {
    await signIn();
    await change(1, 0);
    const sent = client.queue.replay();
    await Promise.all(Array.from({ length: 20 }, (_, index) => change(index + 2, index + 1)));
    await sent;
    await client.queue.replay();
    expect((await client.store.sync()).cart).toMatchObject({ count: 21 });
  });

  it('a refusal is answered with its code', async () => {
    await signIn();
    await client.queue.add({ kind: 'CANCEL_ORDER', input: { orderId: 'none', reason: 'late' } });
    expect(await client.queue.replay()).toMatchObject([{ refused: { code: 'NOT_FOUND' } }]);
  });

  it('a server that is down is no answer: it waits', async () => {
    await signIn();
    await change(1, 0);
    await bff.gateway.stop();
    expect(await client.queue.replay()).toEqual([]);
    await bff.gateway.start();
    expect(await client.queue.replay()).toHaveLength(1);
  });

  it('an action can be taken back before it is sent; 200 can wait', async () => {
    const { id } = await change(1, 0);
    expect([await client.queue.drop(id), await client.queue.drop(id)]).toEqual([true, false]);
    for (let count = 0; count < 200; count++) await change(1, 0);
    await expect(change(1, 0)).rejects.toThrow('200 actions wait already');
  });
});

describe('the store', () => {
  it('keeps the products of its categories, and drops what is gone', async () => {
    const sync = { categories: ['mugs'] };
    const app = startClient(bff.url, phone, { sync });
    const before = Object.values((await app.store.sync()).products);
    expect(before).toHaveLength(10);
    bff.gateway.shop.withdrawn.add('mug-6-A').add('mug-6-B');
    bff.gateway.shop.touch('mug-6');
    const after = Object.values((await app.store.sync()).products);
    expect(after.map(({ slug }) => slug)).not.toContain('mug-6');
    expect(after).toHaveLength(9);
  });

  it('whose token the server does not take starts anew', async () => {
    await signIn();
    await client.store.sync();
    const kept = JSON.parse(phone.texts.get('kept')!);
    phone.texts.set('kept', JSON.stringify({ ...kept, token: 'forged', orders: { x: {} } }));
    const restarted = startClient(bff.url, phone);
    expect((await restarted.store.sync()).orders).toEqual({});
  });

  it('is synced once at a time, and keeps what it has when the server is out of reach', async () => {
    await signIn();
    bff.gateway.operations.length = 0;
    await Promise.all([client.store.sync(), client.store.sync()]);
    expect(asked()).toEqual(['Sync']);
    phone.network = 'DOWN';
    await expect(client.store.sync()).rejects.toThrow(OutOfReachError);
    expect((await client.store.read()).cart).toMatchObject({ count: 0 });
  });
});

describe('push', () => {
  const keys = { endpoint: 'https://push.example/1', p256dh: 'a key', auth: 'a secret' };

  it('is on when the platform subscribes with the server’s key, until it is taken back', async () => {
    await signIn();
    const { pushEndpoints } = bff.gateway.shop;
    const asked: string[] = [];
    const subscribe = async (key: string) => {
      asked.push(key);
      return keys;
    };
    expect(await client.push.enable(subscribe)).toBe('ON');
    expect(asked).toEqual(['a VAPID key']);
    expect([...pushEndpoints.values()]).toEqual(['https://push.example/1']);
    await client.push.disable();
    expect(pushEndpoints.size).toBe(0);
  });

  it('is refused by the user, or off at the server', async () => {
    await signIn();
    expect(await client.push.enable(async () => null)).toBe('REFUSED');
    bff.gateway.shop.pushKey = null;
    expect(await client.push.enable(async () => keys)).toBe('OFF');
  });
});

it('a refusal has the code of the catalogue', async () => {
  const error = await client
    .send(AddToCartDocument, { input: { sku: 'x' } })
    .catch((found) => found);
  expect(error).toBeInstanceOf(RefusedError);
  expect(error.code).toBe('UNAUTHENTICATED');
});
