import { createId, identityHeader } from '@tributary/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customer, type Harness, staff, startHarness } from './harness.js';
import { address, placeOrderMutation, shopping } from './shopping.js';

let harness: Harness;
let shop: ReturnType<typeof shopping>;
beforeAll(async () => {
  harness = await startHarness();
  harness.inventory.offer({ sku: 'MUG-BLUE' });
  shop = shopping(harness);
});
afterAll(() => harness.close());

const codeOf = async (query: string, variables: object = {}, identity = customer()) =>
  (await harness.graphql(query, variables, identity)).errors?.[0]?.extensions.code;

describe('misuse', () => {
  it('without the gateway’s signature gets nothing but 401', async () => {
    const answer = await harness.graphql('{ orders { edges { cursor } } }', {}, null);
    expect(answer.status).toBe(401);
    expect(answer.errors?.[0]?.extensions.code).toBe('IDENTITY_REQUIRED');
    const forged = await harness.app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { [identityHeader]: 'eyJhbGciOiJub25lIn0.e30.' },
      payload: { query: '{ __typename }' },
    });
    expect(forged.statusCode).toBe(401);
  });

  it('with ids that are none finds nothing', async () => {
    for (const id of ['1', "' OR 1=1 --", 'x'.repeat(5_000), '\0', createId().slice(1)]) {
      const { data, errors } = await harness.graphql(
        'query ($id: ID!) { order(id: $id) { id } }',
        { id },
        staff(),
      );
      expect([data.order, errors]).toEqual([null, undefined]);
      const shipped = await shop.command('shipOrder', { orderId: id }, staff());
      expect(shipped.code).toBe('NOT_FOUND');
      expect((await shop.addToCart(customer(), id)).__typename).toBe('UnknownVariant');
    }
  });

  it.each([
    ['first: 0', 'BAD_USER_INPUT'],
    ['first: -1', 'BAD_USER_INPUT'],
    ['first: 101', 'BAD_USER_INPUT'],
    ['first: 100000', 'BAD_USER_INPUT'],
    ['after: "garbage"', 'BAD_USER_INPUT'],
    ['after: "WyJub3QgYSBkYXRlIiwiMSJd"', 'BAD_USER_INPUT'],
    ['filter: { number: "\\u0000" }', 'BAD_USER_INPUT'],
  ])('orders(%s) is %s', async (args, code) => {
    expect(await codeOf(`{ orders(${args}) { edges { cursor } } }`, {}, staff())).toBe(code);
  });

  it.each([0, -1, 100, 2_147_483_647])('a quantity of %i is refused', async (quantity) => {
    expect(
      await codeOf(
        'mutation ($q: Int!) { addToCart(input: { sku: "MUG-BLUE", quantity: $q }) { __typename } }',
        {
          q: quantity,
        },
      ),
    ).toBe('BAD_USER_INPUT');
  });

  it.each([
    ['idempotencyKey', { idempotencyKey: 'short' }],
    ['idempotencyKey', { idempotencyKey: 'x'.repeat(101) }],
    ['paymentToken', { paymentToken: '' }],
    ['shippingAddress.country', { shippingAddress: { ...address, country: 'Germany' } }],
    ['shippingAddress.name', { shippingAddress: { ...address, name: ' ' } }],
    ['shippingAddress.city', { shippingAddress: { ...address, city: 'x'.repeat(101) } }],
    ['shippingAddress.line1', { shippingAddress: { ...address, line1: 'a\0b' } }],
  ])('placeOrder with a bad %s says so', async (field, overrides) => {
    const input = {
      idempotencyKey: createId(),
      shippingAddress: address,
      paymentToken: 'tok_ok',
      ...overrides,
    };
    const { errors } = await harness.graphql(placeOrderMutation, { input }, customer());
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(errors?.[0]?.message).toContain(`"input.${field}"`);
  });

  it('by guests is asked to sign in', async () => {
    const guest = { userId: null, sessionId: null, roles: [] };
    for (const query of [
      'mutation { addToCart(input: { sku: "MUG-BLUE" }) { __typename } }',
      'mutation { clearCart { __typename } }',
      '{ orders { edges { cursor } } }',
    ]) {
      const { errors } = await harness.graphql(query, {}, guest);
      expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    }
  });

  it('leaks neither SQL nor stack when the database is away', async () => {
    const broken = await startHarness();
    const { database } = broken;
    await broken.owner.end();
    await database.drop();
    const answer = await broken.graphql(
      'query ($id: ID!) { order(id: $id) { id } }',
      { id: createId() },
      staff(),
    );
    expect(answer.data.order).toBeNull();
    expect(['SERVICE_UNAVAILABLE', 'INTERNAL_SERVER_ERROR']).toContain(
      answer.errors?.[0]?.extensions.code,
    );
    expect(JSON.stringify(answer)).not.toMatch(/prisma|select|stack|postgres/i);
    const ready = await broken.app.inject({ url: '/health/ready' });
    expect(ready.statusCode).toBe(503);
    await broken.app.close();
    broken.client.close();
    await broken.inventory.stop();
    await broken.store.close();
  });
});
