// Every document of every release is still answered, in the shape that it was released with.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findMisfits } from '../../scripts/mobile/fits-shape.js';
import { readReleases } from '../../scripts/mobile/releases.js';
import { startBff, type TestBff } from './device.js';
import { ReleasedApp } from './released.js';

let bff: TestBff;
beforeAll(async () => {
  bff = await startBff('production');
});
afterAll(() => bff.close());

const address = {
  name: 'Ada',
  line1: 'Unter den Linden 1',
  city: 'Berlin',
  postalCode: '10117',
  country: 'DE',
};

it.each(readReleases().map((release) => [release.version, release] as const))(
  'release %s: a whole day of an app',
  async (_version, release) => {
    const app = new ReleasedApp(bff.url, release);
    const asked = new Set<string>();
    // oxlint-disable-next-line typescript/no-explicit-any
    const send = async (name: string, variables: object = {}): Promise<any> => {
      const answer = await app.send(name, variables);
      asked.add(name);
      const misfits = findMisfits(answer.data, release.contract[name]!);
      expect({ name, errors: answer.errors, misfits }).toEqual({ name, misfits: [] });
      return answer.data;
    };
    const account = {
      email: `${crypto.randomUUID()}@example.com`,
      password: 'a good password',
      name: 'Ada',
    };
    await send('HomeScreen');
    await send('SearchScreen', { query: 'mug', first: 3 });
    await send('ProductScreen', { slug: 'mug-30' });
    const { register } = await send('Register', { input: account });
    await send('Register', { input: account });
    await send('Login', { input: { email: 'nobody@example.com', password: 'x' } });
    const { refreshSession } = await send('RefreshSession', {
      refreshToken: register.refreshToken,
    });
    app.accessToken = refreshSession.accessToken;
    await send('UpdateProfile', { input: { name: 'Ada Lovelace' } });
    const { saveAddress } = await send('SaveAddress', { input: { address } });
    await send('AddToCart', { input: { sku: 'nothing', quantity: 1 } });
    await send('AddToCart', { input: { sku: 'mug-30-A', quantity: 100 } });
    await send('ClearCart');
    await send('AddToCart', { input: { sku: 'mug-30-A', quantity: 2 } });
    await send('SetCartLine', { input: { sku: 'mug-30-A', quantity: 3 } });
    const change = { idempotencyKey: 'change-0001', sku: 'mug-30-A', quantity: 2 };
    await send('ReplayCartChange', { input: { ...change, expectedQuantity: 9 } });
    await send('ReplayCartChange', { input: { ...change, expectedQuantity: 3 } });
    await send('CartScreen');
    await send('CheckoutScreen');
    await send('AccountScreen');
    const order = {
      idempotencyKey: 'order-0001',
      paymentToken: 'tok_ok',
      shippingAddress: address,
    };
    const { placeOrder } = await send('PlaceOrder', { input: order });
    await send('PlaceOrder', { input: order });
    const { id } = placeOrder.order;
    const { sync } = await send('Sync', { categories: ['mugs'] });
    await send('Sync', { categories: ['mugs'], since: sync.token });
    await send('OrdersScreen');
    await send('OrderScreen', { id });
    await send('CancelOrder', { input: { orderId: id, reason: 'changed my mind' } });
    await send('RequestReturn', { input: { orderId: id, reason: 'too small' } });
    await send('DeleteAddress', { id: saveAddress.id });
    await send('RevokeSession', { id: crypto.randomUUID() });
    await send('PushKey');
    const device = { endpoint: 'https://push.example/1', p256dh: 'a key', auth: 'a secret' };
    await send('RegisterPush', { input: device });
    await send('UnregisterPush');
    await send('Logout');
    expect(release.operations.map(({ name }) => name).filter((name) => !asked.has(name))).toEqual(
      [],
    );
  },
);
