/** The supergraph from outside: one query over three services, and what bad input meets. */
import { randomUUID } from 'node:crypto';
import { SignJWT, generateKeyPair } from 'jose';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import {
  addToCart,
  gatewayClient,
  placeOrder,
  placeOrderDocument,
  address,
  registerShopper,
  type Shopper,
  stockVariant,
  untilStatus,
} from '../support/gateway.js';

const deepQuery = `query ($first: Int) {
  me { id name orders(first: $first) { edges { node {
    id status total { amount } lines { quantity variant { sku price { amount } stock { available level } product { name category { name } } } }
  } } } }
}`;

async function sqlStatements(): Promise<number> {
  const services = ['users', 'orders', 'inventory'];
  const counts = await Promise.all(
    services.map(async (name) => {
      const text = await (await fetch(`${inject('urls')[name]}/metrics`)).text();
      return Number(/^sql_statements_total (\d+)/m.exec(text)![1]);
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

describe('one query over three services', () => {
  let shopper: Shopper;
  beforeAll(async () => {
    const sku = await stockVariant(100);
    shopper = await registerShopper();
    for (let index = 0; index < 50; index++) {
      await addToCart(shopper.client, sku);
      const { data } = await placeOrder(shopper.client);
      if (index === 49)
        await untilStatus(shopper.client, data.placeOrder.order.id, 'CONFIRMED', 60_000);
    }
  }, 180_000);

  async function statementsFor(first: number): Promise<number> {
    const before = await sqlStatements();
    const { data, errors } = await shopper.client(deepQuery, { first });
    expect(errors).toBeUndefined();
    expect(data.me.orders.edges).toHaveLength(first);
    expect(data.me.orders.edges[0].node.lines[0].variant.product.name).toContain('Test');
    return (await sqlStatements()) - before;
  }

  it('costs as many SQL statements for fifty orders as for one', async () => {
    await statementsFor(50);
    const one = await statementsFor(1);
    const fifty = await statementsFor(50);
    expect(one).toBeGreaterThan(2);
    expect(fifty).toBe(one);
  });
});

describe('a subscription to an order', () => {
  it('tells each of its states, with the product’s name from the inventory', async () => {
    const sku = await stockVariant(1);
    const shopper = await registerShopper();
    await addToCart(shopper.client, sku);
    const { data } = await placeOrder(shopper.client);
    const query = `subscription ($id: ID!) {
      orderUpdated(id: $id) { status lines { variant { product { name } } } }
    }`;
    const response = await fetch(`${inject('urls')['gateway']}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${shopper.accessToken}`,
      },
      body: JSON.stringify({ query, variables: { id: data.placeOrder.order.id } }),
    });
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of response.body!) {
      text += decoder.decode(chunk as Uint8Array, { stream: true });
      if (/"status":"CONFIRMED".*\n\n/.test(text)) break;
    }
    const events = text.split('\n\n').filter((event) => event.startsWith('event: next'));
    const last = JSON.parse(events.at(-1)!.slice(events.at(-1)!.indexOf('{')));
    const lines = [{ variant: { product: { name: `Test ${sku}` } } }];
    expect(last).toEqual({ data: { orderUpdated: { status: 'CONFIRMED', lines } } });
  });
});

describe('bad input', () => {
  const url = () => `${inject('urls')['gateway']}/graphql`;
  const post = async (body: string, headers: Record<string, string> = {}) => {
    const response = await fetch(url(), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    const text = await response.text();
    expect(text).not.toMatch(/node_modules|SELECT |prisma|at file:/i);
    return {
      status: response.status,
      code: JSON.parse(text).errors?.[0]?.extensions?.code as string,
    };
  };
  const ask = async (query: string, variables: object = {}) =>
    post(JSON.stringify({ query, variables }));

  it('is refused with a code and leaks nothing', async () => {
    expect(await post('{"query": ')).toEqual({ status: 400, code: 'BAD_REQUEST' });
    expect(await ask('{ me {')).toEqual({ status: 400, code: 'GRAPHQL_PARSE_FAILED' });
    expect(await ask('{ nonsense }')).toEqual({ status: 400, code: 'GRAPHQL_VALIDATION_FAILED' });
    expect(
      await ask('query ($n: Int) { products(first: $n) { totalCount } }', { n: 'ten' }),
    ).toEqual({
      status: 400,
      code: 'BAD_USER_INPUT',
    });
    expect(
      await post(JSON.stringify({ query: `{ me { id } } #${'x'.repeat(2_000_000)}` })),
    ).toEqual({
      status: 413,
      code: 'PAYLOAD_TOO_LARGE',
    });
  });

  it('is bounded: no page is larger than 100', async () => {
    for (const first of [101, 0, -1])
      expect((await ask(`{ products(first: ${first}) { edges { cursor } } }`)).code).toBe(
        'BAD_USER_INPUT',
      );
    expect((await ask('{ products(after: "nonsense") { edges { cursor } } }')).code).toBe(
      'BAD_USER_INPUT',
    );
  });

  it('finds negative and huge quantities', async () => {
    const { client } = await registerShopper();
    const sku = await stockVariant(1);
    for (const quantity of [-1, 0, 100, 2_147_483_647]) {
      const { errors, data } = await addToCart(client, sku, quantity);
      expect(errors?.[0]?.extensions.code ?? data.addToCart.__typename).toMatch(
        /BAD_USER_INPUT|CartLimit/,
      );
    }
  });

  it('refuses forged and expired tokens', async () => {
    const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
    const forged = await new SignJWT({ sid: randomUUID(), roles: ['ADMIN'] })
      .setProtectedHeader({ alg: 'EdDSA', kid: 'forged' })
      .setSubject(randomUUID())
      .setIssuer('tributary-users')
      .setAudience('tributary')
      .setExpirationTime('1h')
      .sign(privateKey);
    for (const token of [forged, 'nonsense', `${forged.split('.').slice(0, 2).join('.')}.`]) {
      const answer = await gatewayClient(token)('{ me { id } }');
      expect([answer.status, answer.errors?.[0]?.extensions.code]).toEqual([
        401,
        'UNAUTHENTICATED',
      ]);
    }
  });

  it('shows nobody another user’s order, cart or e-mail address', async () => {
    const sku = await stockVariant(1);
    const owner = await registerShopper();
    const stranger = await registerShopper();
    await addToCart(owner.client, sku);
    const { data } = await placeOrder(owner.client);
    const id = data.placeOrder.order.id as string;
    expect(
      (await stranger.client(`query ($id: ID!) { order(id: $id) { id } }`, { id })).data.order,
    ).toBeNull();
    expect(
      (await stranger.client(`query ($id: ID!) { user(id: $id) { id } }`, { id: owner.id })).data
        .user,
    ).toBeNull();
    const cancelled = await stranger.client(
      `mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { __typename } }`,
      { input: { orderId: id, reason: 'mischief' } },
    );
    expect(cancelled.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });

  it('is told that the cart is empty, and that signing in comes first', async () => {
    const { client } = await registerShopper();
    expect((await placeOrder(client)).data.placeOrder.__typename).toBe('EmptyCart');
    const guest = await gatewayClient()(placeOrderDocument, {
      input: { idempotencyKey: randomUUID(), shippingAddress: address, paymentToken: 'tok_ok' },
    });
    expect(guest.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  it('is refused by the gateway what the schema demands, before any subgraph is asked', async () => {
    const { client } = await registerShopper();
    const refusals = [];
    for (const ask of [gatewayClient(), client]) {
      const { data, errors } = await ask(`{ orders { edges { cursor } } me { id } }`);
      refusals.push([data, errors?.[0]?.extensions]);
    }
    const reason = 'UNAUTHORIZED_FIELD_OR_TYPE';
    expect(refusals).toEqual([
      [null, { code: 'UNAUTHENTICATED', reason }],
      [null, { code: 'FORBIDDEN', reason }],
    ]);
  });

  it('gets nothing from a subgraph without the gateway’s signature', async () => {
    for (const name of ['users', 'orders', 'inventory']) {
      const response = await fetch(`${inject('urls')[name]}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-tributary-identity': 'e30.e30.e30',
          'x-user-id': '1',
        },
        body: '{"query":"{ __typename }"}',
      });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({
        errors: [{ extensions: { code: 'IDENTITY_REQUIRED' } }],
      });
    }
  });
});

describe('a session', () => {
  const refresh = `mutation ($token: String!) {
    refreshSession(refreshToken: $token) { __typename ... on AuthSession { accessToken refreshToken } }
  }`;

  it('is refreshed once per token', async () => {
    const shopper = await registerShopper();
    const { data } = await gatewayClient()(refresh, { token: shopper.refreshToken });
    expect(data.refreshSession.__typename).toBe('AuthSession');
    const again = await gatewayClient()(refresh, { token: shopper.refreshToken });
    expect(again.data.refreshSession.__typename).toBe('SessionExpired');
  });
});
