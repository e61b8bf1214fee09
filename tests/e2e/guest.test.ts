/** Somebody without an account buys, and takes the cart along when signing in. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  addToCart,
  gatewayClient,
  placeOrder,
  registerShopper,
  stockVariant,
  untilStatus,
  password,
} from '../support/gateway.js';
import { poll } from '../support/graphql.js';
import { mailsTo } from '../support/mailbox.js';

async function startGuest() {
  const { data } = await gatewayClient()(
    `mutation { startGuestSession { accessToken user { id isGuest } } }`,
  );
  const { accessToken, user } = data.startGuestSession;
  expect(user.isGuest).toBe(true);
  return gatewayClient(accessToken as string);
}

describe('a guest', () => {
  it('orders, is confirmed, and is mailed where they said', async () => {
    const sku = await stockVariant(2);
    const guest = await startGuest();
    const email = `guest-${randomUUID()}@example.com`;
    await guest(
      `mutation ($input: SetGuestContactInput!) { setGuestContact(input: $input) { id } }`,
      { input: { email, name: 'Grace' } },
    );
    await addToCart(guest, sku);
    const placed = await placeOrder(guest);
    await untilStatus(guest, placed.data.placeOrder.order.id, 'CONFIRMED');
    const { number } = placed.data.placeOrder.order as { number: string };
    const mails = await poll(
      () => mailsTo(email),
      (found) => found.length > 0,
    );
    expect(mails[0]!.subject).toContain(number);
  });

  it('finds cart and orders in the account after signing in', async () => {
    const sku = await stockVariant(3);
    const guest = await startGuest();
    await addToCart(guest, sku);
    const placed = await placeOrder(guest);
    const { id } = placed.data.placeOrder.order;
    await untilStatus(guest, id, 'CONFIRMED');
    await addToCart(guest, sku, 2);
    const { email } = await registerShopper();
    const { data } = await guest(
      `mutation ($input: LoginInput!) { login(input: $input) { ... on AuthSession { accessToken } } }`,
      { input: { email, password } },
    );
    const member = gatewayClient(data.login.accessToken as string);
    const { data: found } = await poll(
      () => member(`{ me { cart { totalQuantity } orders(first: 1) { edges { node { id } } } } }`),
      (answer) => answer.data.me.cart.totalQuantity === 2,
    );
    expect(found.me.orders.edges).toEqual([{ node: { id } }]);
  });
});
