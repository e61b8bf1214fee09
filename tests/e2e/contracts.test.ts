/**
 * The gateway's side of the contract with the BFFs: every document that they send, letter for letter, is
 * answered by the whole system without an error, and in the shape that it was written against.
 */
import { createECDH, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { address, password, stockVariant, untilStatus, gatewayClient } from '../support/gateway.js';
import { publishEvent } from '../support/broken-event.js';
import { Contract } from '../support/contract.js';
import { poll } from '../support/graphql.js';

const web = new Contract('bff-web');
const mobile = new Contract('bff-mobile');
afterAll(() => Promise.all([web.close(), mobile.close()]));

const key = () => ({ idempotencyKey: randomUUID() });
const newEmail = () => `contract-${randomUUID()}@example.com`;
let sku: string;
let slug: string;
beforeAll(async () => {
  sku = await stockVariant(30);
  slug = sku.toLowerCase();
});

type Shopping = { contract: Contract; token: string };

async function account({ contract, token }: Shopping): Promise<void> {
  await contract.send('UpdateProfile', token, { input: { name: 'Grace B. Hopper' } });
  const { saveAddress } = await contract.send('SaveAddress', token, { input: { address } });
  await contract.send('DeleteAddress', token, { id: saveAddress.id });
  await contract.send('RevokeSession', token, { id: randomUUID() });
}

async function fillCart({ contract, token }: Shopping): Promise<void> {
  await contract.send('AddToCart', token, { input: { sku: 'nothing', quantity: 1 } });
  await contract.send('AddToCart', token, { input: { sku, quantity: 2 } });
  await contract.send('ClearCart', token);
  await contract.send('AddToCart', token, { input: { sku, quantity: 2 } });
  await contract.send('SetCartLine', token, { input: { sku, quantity: 1 } });
}

/** Who bought is for staff to know. */
const forShoppers = { withBuyer: false };

async function order({ contract, token }: Shopping): Promise<string> {
  const input = { ...key(), shippingAddress: address, paymentToken: 'tok_ok' };
  const { placeOrder } = await contract.send('PlaceOrder', token, { input, ...forShoppers });
  const { id } = placeOrder.order as { id: string };
  await untilStatus(gatewayClient(token), id, 'CONFIRMED');
  return id;
}

it('bff-web: guests and shoppers', async () => {
  const contract = web;
  const visitor = null;
  await contract.send('HomePage', visitor);
  await contract.send('SearchPage', visitor, { first: 3, filter: { search: 'mug' } });
  await contract.send('ProductPage', visitor, { slug });
  await contract.first('StockLevels', visitor, { skus: [sku] });
  const { startGuestSession } = await contract.send('StartGuestSession', visitor);
  const contact = { input: { email: newEmail(), name: 'Guest' } };
  await contract.send('SetGuestContact', startGuestSession.accessToken, contact);
  const input = { email: newEmail(), password, name: 'Grace Hopper' };
  const { register } = await contract.send('Register', visitor, { input });
  await contract.send('Login', visitor, { input: { email: input.email, password: 'not this' } });
  const { refreshToken } = register;
  const { refreshSession } = await contract.send('RefreshSession', visitor, { refreshToken });
  const token = refreshSession.accessToken as string;
  await contract.send('PageHead', token);
  await account({ contract, token });
  await contract.send('WatchStock', token, { input: { sku } });
  await contract.send('UnwatchStock', token, { input: { sku } });
  await fillCart({ contract, token });
  await contract.send('CartPage', token);
  await contract.send('CheckoutPage', token);
  const id = await order({ contract, token });
  const { myOrders } = await contract.send('OrdersPage', token, { first: 5 });
  expect(myOrders.edges).toHaveLength(1);
  await contract.send('OrderPage', token, { id, ...forShoppers });
  await contract.first('OrderProgress', token, { id, ...forShoppers });
  const wish = { input: { orderId: id, reason: 'not needed' }, ...forShoppers };
  await contract.send('RequestReturn', token, wish);
  await contract.send('CancelOrder', token, wish);
  await contract.send('AccountPage', token);
  await contract.send('ResendVerification', token);
  await contract.send('VerifyEmail', visitor, { token: 'none' });
  await contract.send('RequestPasswordReset', visitor, { email: input.email });
  await contract.send('ResetPassword', visitor, { input: { token: 'none', password } });
  await contract.send('CloseAccount', token, { password: 'not this' });
  await contract.send('Logout', token);
});

it('bff-web: staff', async () => {
  const contract = web;
  const demo = (email: string) => ({ input: { email, password: 'tributary-demo' } });
  const { login } = await contract.send('Login', null, demo('staff@example.com'));
  const token = login.accessToken as string;
  const { categories, products } = await contract.send('CataloguePage', token, { first: 3 });
  expect(products.edges).toHaveLength(3);
  const own = `C-${randomUUID()}`.toUpperCase();
  const variant = { sku: own, name: 'Only', amount: 1_990, currency: 'EUR' };
  const product = { slug: own.toLowerCase(), name: `Contract ${own}`, description: 'By a test.' };
  const input = { ...product, category: categories[0].slug, variants: [variant] };
  const { createProduct } = await contract.send('CreateProduct', token, { input });
  await contract.send('CreateProduct', token, { input });
  const { id: productId } = createProduct.product as { id: string };
  await contract.send('UpdateProduct', token, { input: { id: productId, name: 'Another name' } });
  await contract.send('SetPrice', token, { input: { sku: own, amount: 2_000, currency: 'EUR' } });
  await contract.send('SetLowStockThreshold', token, { input: { sku: own, threshold: 2 } });
  const note = { ...key(), quantity: 3, reference: 'note' };
  await contract.send('ReceiveStock', token, { input: { sku: own, ...note } });
  for (const delta of [-1, -9])
    await contract.send('AdjustStock', token, {
      input: { sku: own, delta, reason: 'counted', ...key() },
    });
  await contract.send('StockBoardPage', token, { first: 3, filter: { search: own } });
  await contract.send('WithdrawVariant', token, { input: { sku: own } });
  const lines = { jsonLines: '{"slug": 1}', ...key() };
  const { importCatalogue } = await contract.send('ImportCatalogue', token, { input: lines });
  await contract.send('ImportPage', token, { id: importCatalogue.id });
  await fillCart({ contract, token });
  const orderId = await order({ contract, token });
  await contract.send('OrderDeskPage', token, { first: 3, filter: { status: ['CONFIRMED'] } });
  await contract.send('ShipOrder', token, { input: { orderId, trackingCode: 'T1', ...key() } });
  await contract.send('DeliverOrder', token, { input: { orderId } });
  const wish = { input: { orderId, reason: 'too small' } };
  await contract.send('RequestReturn', token, wish);
  const returns = await contract.send('OrderPage', token, { id: orderId });
  const returnId = returns.order.returns[0].id as string;
  await contract.send('RejectReturn', token, { input: { orderId, returnId, reason: 'worn' } });
  await contract.send('RequestReturn', token, wish);
  await contract.send('ApproveReturn', token, { input: { orderId, ...key() } });
  await poll(
    () => contract.send('OrderPage', token, { id: orderId }),
    ({ order: { status } }) => status === 'RETURNED',
  );
  const refund = { orderId, amount: 100_000, reason: 'kindness', ...key() };
  await contract.send('RefundOrder', token, { input: refund });
  await contract.send('DashboardPage', token, { days: 2, scarce: 2 });
  await publishEvent('orders', { id: productId, name: 'UserErased', payload: {} });
  await poll(
    () => contract.send('JobsPage', token, { deadLetters: 5 }),
    ({ ordersJobs }) => ordersJobs.deadLetters.some(({ id }: { id: string }) => id === productId),
  );
  await contract.send('ReplayJob', token, {
    input: { queue: 'orders', id: productId },
    inUsers: false,
    inOrders: true,
    inInventory: false,
  });
});

it('bff-mobile: an app', async () => {
  const contract = mobile;
  await contract.send('HomeScreen', null);
  await contract.send('SearchScreen', null, { first: 3, filter: { search: 'mug' } });
  await contract.send('ProductScreen', null, { slug });
  const input = { email: newEmail(), password, name: 'Grace Hopper' };
  const { register } = await contract.send('Register', null, { input });
  await contract.send('Login', null, { input: { email: input.email, password: 'not this' } });
  const { refreshToken } = register;
  const { refreshSession } = await contract.send('RefreshSession', null, { refreshToken });
  const token = refreshSession.accessToken as string;
  await account({ contract, token });
  await fillCart({ contract, token });
  const p256dh = createECDH('prime256v1').generateKeys('base64url');
  const device = { endpoint: 'https://fcm.googleapis.com/none', p256dh, auth: 'A'.repeat(22) };
  await contract.send('PushKey', token);
  await contract.send('RegisterPush', token, { input: device });
  await contract.send('UnregisterPush', token);
  const change = { sku, quantity: 2 };
  for (const expectedQuantity of [9, 1])
    await contract.send('ReplayCartChange', token, {
      input: { ...change, ...key(), expectedQuantity },
    });
  await contract.send('CartScreen', token);
  await contract.send('CheckoutScreen', token);
  const id = await order({ contract, token });
  const since = new Date(0).toISOString();
  await contract.send('Sync', token, { listing: true, changing: true, productsSince: since });
  const { myOrders } = await contract.send('OrdersScreen', token, { first: 5 });
  expect(myOrders.edges).toHaveLength(1);
  await contract.send('OrderScreen', token, { id });
  await contract.send('RequestReturn', token, { input: { orderId: id, reason: 'too small' } });
  await contract.send('CancelOrder', token, { input: { orderId: id, reason: 'not needed' } });
  await contract.send('AccountScreen', token);
  await contract.send('Logout', token);
});

it('no document of a BFF is left out', () => {
  expect([...web.left(), ...mobile.left()].join(', ')).toBe('');
});
