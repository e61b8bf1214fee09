/** A guest who signs in brings the cart and the orders along. */
import { createId } from '@tributary/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customer, type Harness, staff, startHarness } from './harness.js';
import { shopping } from './shopping.js';

let harness: Harness;
let shop: ReturnType<typeof shopping>;
beforeAll(async () => {
  harness = await startHarness();
  harness.inventory.offer({ sku: 'MUG-BLUE', amount: 1_000 }, { sku: 'TEE-M', amount: 2_000 });
  shop = shopping(harness);
});
afterAll(() => harness.close());

const guestBuyer = () => ({ ...customer(), roles: [] });

async function cartOf(userId: string): Promise<{ sku: string; quantity: number }[]> {
  const { rows } = await harness.owner.query<{ sku: string; quantity: number }>(
    'SELECT sku, quantity FROM cart_lines WHERE user_id = $1 ORDER BY sku',
    [userId],
  );
  return rows;
}

describe('signing in as a guest', () => {
  it('adds the carts up, once however often it is heard of', async () => {
    const [guest, member] = [guestBuyer(), customer()];
    await shop.addToCart(guest, 'MUG-BLUE', 2);
    await shop.addToCart(guest, 'TEE-M', 1);
    await shop.addToCart(member, 'MUG-BLUE', 3);
    const signedIn = { guestId: guest.userId, userId: member.userId };
    const id = await harness.deliver('GuestSignedIn', signedIn);
    await harness.deliver('GuestSignedIn', signedIn, id);
    await harness.deliver('GuestSignedIn', signedIn);
    expect(await cartOf(member.userId)).toEqual([
      { sku: 'MUG-BLUE', quantity: 5 },
      { sku: 'TEE-M', quantity: 1 },
    ]);
    expect(await cartOf(guest.userId)).toEqual([]);
  });

  it('keeps to the limits of a cart', async () => {
    const [guest, member] = [guestBuyer(), customer()];
    await shop.addToCart(guest, 'MUG-BLUE', 60);
    await shop.addToCart(member, 'MUG-BLUE', 60);
    await harness.deliver('GuestSignedIn', { guestId: guest.userId, userId: member.userId });
    expect(await cartOf(member.userId)).toEqual([{ sku: 'MUG-BLUE', quantity: 99 }]);
  });

  it('moves the orders', async () => {
    const [guest, member] = [guestBuyer(), customer()];
    const { id } = await shop.confirmedOrder({ buyer: guest });
    await harness.deliver('GuestSignedIn', { guestId: guest.userId, userId: member.userId });
    const read = async (buyer: typeof member) =>
      (await harness.graphql('query ($id: ID!) { order(id: $id) { id } }', { id }, buyer)).data
        .order;
    expect(await read(member)).toEqual({ id });
    const found = async (buyer: string) => {
      const query = `query ($buyer: String) { orders(filter: { buyer: $buyer }) { edges { node { id } } } }`;
      const { data } = await harness.graphql(query, { buyer }, staff());
      return (data.orders.edges as { node: { id: string } }[]).map(({ node }) => node.id);
    };
    const profile = { userId: member.userId, name: 'Grace Hopper', email: 'grace.h@example.com' };
    await harness.deliver('UserProfileChanged', profile);
    expect(await found('grace.h@example.com')).toEqual([id]);
    expect(await read({ ...guest, userId: createId() })).toBeNull();
    expect(await read({ ...guest })).toBeNull();
  });
});
