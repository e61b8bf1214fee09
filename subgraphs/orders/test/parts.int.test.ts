/** Invariant: what leaves, arrives and comes back in parts adds up to the order, whoever repeats or races. */
import { createId } from '@tributary/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countSql, customer, type Harness, staff, startHarness } from './harness.js';
import { shopping } from './shopping.js';

let harness: Harness;
let shop: ReturnType<typeof shopping>;
beforeAll(async () => {
  harness = await startHarness();
  harness.inventory.offer({ sku: 'MUG-BLUE', amount: 1_000 }, { sku: 'MUG-RED', amount: 333 });
  shop = shopping(harness);
});
afterAll(() => harness.close());

/** Two blue mugs and three red ones: 20.00 + 9.99 + 4.90 = 34.89. */
async function twoLines(buyer = customer()) {
  await shop.addToCart(buyer, 'MUG-RED', 3);
  return shop.confirmedOrder({ buyer, quantity: 2 });
}

async function delivered() {
  const placed = await twoLines();
  await shop.command('shipOrder', { orderId: placed.id }, staff());
  await shop.command('deliverOrder', { orderId: placed.id }, staff());
  return placed;
}

const blue = (quantity: number) => [{ sku: 'MUG-BLUE', quantity }];
const red = (quantity: number) => [{ sku: 'MUG-RED', quantity }];
const byStaff = async (name: string, input: object) =>
  (await shop.command(name, input, staff())).result;
const eventsOf = async (
  name: 'OrderReturned' | 'OrderShipped' | 'ReturnRequested',
  orderId: string,
) => (await harness.outbox(name)).filter(({ key }) => key === orderId);

describe('shipping in parts', () => {
  it('shows parcels and units, and moves on with the last of them', async () => {
    const { id: orderId } = await twoLines();
    const first = await byStaff('shipOrder', { orderId, lines: blue(1), trackingCode: 'P1' });
    expect(first.order).toMatchObject({
      status: 'CONFIRMED',
      lines: [
        { sku: 'MUG-BLUE', shippedQuantity: 1 },
        { sku: 'MUG-RED', shippedQuantity: 0 },
      ].toSorted((one, other) => orderOf(first.order, one.sku) - orderOf(first.order, other.sku)),
      shipments: [{ trackingCode: 'P1', lines: blue(1), deliveredAt: null }],
    });
    const second = await byStaff('shipOrder', { orderId, trackingCode: 'P2' });
    expect(second.order.status).toBe('SHIPPED');
    expect(second.order.shipments[1].lines).toEqual([...blue(1), ...red(3)]);
    const [one] = second.order.shipments;
    const arrived = await byStaff('deliverOrder', { orderId, shipmentId: one.id });
    expect(arrived.order).toMatchObject({ status: 'SHIPPED' });
    expect(arrived.order.shipments.map(({ deliveredAt }: Parcel) => deliveredAt !== null)).toEqual([
      true,
      false,
    ]);
    const all = await byStaff('deliverOrder', { orderId });
    expect(all.order.status).toBe('DELIVERED');
    expect(await shop.timeline(orderId)).toEqual(
      expect.arrayContaining(['PARTLY_SHIPPED', 'SHIPPED', 'PARTLY_DELIVERED', 'DELIVERED']),
    );
    expect((await eventsOf('OrderShipped', orderId)).map(({ payload }) => payload)).toMatchObject([
      { isPartial: true, lines: blue(1), trackingCode: 'P1' },
      { isPartial: false, trackingCode: 'P2' },
    ]);
  });

  it('refuses what is not left, and ships nothing', async () => {
    const { id: orderId } = await twoLines();
    const lines = [...blue(3), { sku: 'TEAPOT', quantity: 1 }];
    expect(await byStaff('shipOrder', { orderId, lines })).toMatchObject({
      __typename: 'InvalidLines',
      lines: [
        { sku: 'MUG-BLUE', requested: 3, possible: 2 },
        { sku: 'TEAPOT', requested: 1, possible: 0 },
      ],
    });
    const twice = [...blue(1), ...blue(2)];
    expect((await byStaff('shipOrder', { orderId, lines: twice })).__typename).toBe('InvalidLines');
    expect(await shop.read(orderId)).toMatchObject({ status: 'CONFIRMED', shipments: [] });
  });

  it('bars cancelling, and says what can be done instead', async () => {
    const { id: orderId, buyer } = await twoLines();
    await byStaff('shipOrder', { orderId, lines: red(1) });
    const { result } = await shop.command('cancelOrder', { orderId, reason: 'No' }, buyer);
    expect(result).toMatchObject({ __typename: 'InvalidOrderState', status: 'CONFIRMED' });
    expect(result.message).toMatch(/ask for a return.*paid back/);
  });

  it('answers a repetition of the key with the same parcel, also at once', async () => {
    const { id: orderId } = await twoLines();
    const input = { orderId, lines: red(1), trackingCode: 'P1', idempotencyKey: createId() };
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => shop.command('shipOrder', input, staff())),
    );
    for (const { result } of answers) expect(result.__typename).toBe('OrderSuccess');
    expect((await shop.read(orderId)).shipments).toHaveLength(1);
    for (const other of [{ lines: red(2) }, { lines: null }, { trackingCode: 'P2' }])
      expect((await shop.command('shipOrder', { ...input, ...other }, staff())).code).toBe(
        'IDEMPOTENCY_KEY_REUSED',
      );
    const rest = { orderId, idempotencyKey: createId() };
    await byStaff('shipOrder', rest);
    expect((await byStaff('shipOrder', rest)).order.status).toBe('SHIPPED');
    expect((await byStaff('shipOrder', { orderId })).__typename).toBe('InvalidOrderState');
  });

  it('never ships a unit twice, however many ship at once', async () => {
    const { id: orderId } = await twoLines();
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => byStaff('shipOrder', { orderId, lines: red(1) })),
    );
    const kinds = answers.map(({ __typename }) => __typename as string).toSorted();
    expect(kinds).toEqual([
      ...Array<string>(3).fill('InvalidLines'),
      ...Array<string>(3).fill('OrderSuccess'),
    ]);
  });

  it('of parcels and returns that are none finds nothing', async () => {
    const { id: orderId } = await twoLines();
    await byStaff('shipOrder', { orderId });
    for (const shipmentId of [createId(), 'nonsense'])
      expect((await shop.command('deliverOrder', { orderId, shipmentId }, staff())).code).toBe(
        'NOT_FOUND',
      );
  });

  it.each([
    ['lines', { lines: [] }],
    ['lines.0.quantity', { lines: blue(0) }],
    ['lines.0.quantity', { lines: blue(100) }],
    ['lines.0.sku', { lines: [{ sku: '', quantity: 1 }] }],
    ['lines', { lines: Array(101).fill(blue(1)[0]) }],
    ['idempotencyKey', { idempotencyKey: 'short' }],
  ])('with bad %s says so', async (field, overrides) => {
    const input = { orderId: createId(), ...overrides };
    const { errors } = await harness.graphql(
      'mutation ($input: ShipOrderInput!) { shipOrder(input: $input) { __typename } }',
      { input },
      staff(),
    );
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(errors?.[0]?.message).toContain(`"input.${field}"`);
  });
});

describe('returns in parts', () => {
  it('are asked for, taken back and paid back part by part, down to the last cent', async () => {
    const { id: orderId, buyer } = await delivered();
    const ask = (lines: object[] | null, reason: string) =>
      shop.command('requestReturn', { orderId, lines, reason }, buyer);
    await ask([...blue(1), ...red(2)], 'Chipped');
    await ask(null, 'All of it');
    const half = await byStaff('approveReturn', { orderId, lines: red(1), restock: false });
    expect(half.order).toMatchObject({ status: 'DELIVERED' });
    expect(
      half.order.returns.map(({ status, restock, lines }: Return) => [status, restock, lines]),
    ).toEqual(
      expect.arrayContaining([
        ['REQUESTED', null, [...blue(1), ...red(1)]],
        ['APPROVED', false, red(1)],
        ['REQUESTED', null, [...blue(1), ...red(1)]],
      ]),
    );
    const rest = await byStaff('approveReturn', { orderId });
    expect(rest.order.status).toBe('RETURNED');
    for (const line of rest.order.lines) expect(line.returnedQuantity).toBe(line.quantity);
    const { rows } = await harness.owner.query<{ amount: number }>(
      'SELECT amount FROM refunds WHERE order_id = $1 ORDER BY id',
      [orderId],
    );
    expect(rows.map(({ amount }) => amount)).toEqual([333, 3_489 - 333]);
    const told = (await eventsOf('OrderReturned', orderId)).map(({ payload }) => payload);
    expect(told).toMatchObject([
      { restock: false, lines: red(1) },
      { restock: true },
      { restock: true },
    ]);
    expect(new Set(told.map(({ returnId }) => returnId)).size).toBe(3);
    for (const { payload, id } of (await harness.outbox('RefundRequested')).filter(
      ({ key }) => key === orderId,
    ))
      await harness.deliver(
        'RefundRequested',
        payload as { orderId: string; refundId: string },
        id,
      );
    expect((await shop.read(orderId)).payment).toMatchObject({
      status: 'REFUNDED',
      refunded: { amount: 3_489 },
    });
  });

  it('are asked for once per key, also when staff has decided meanwhile', async () => {
    const { id: orderId, buyer } = await delivered();
    const ask = async (input: object) => (await shop.command('requestReturn', input, buyer)).result;
    const one = { orderId, reason: 'Chipped', lines: red(1), idempotencyKey: createId() };
    await Promise.all(Array.from({ length: 4 }, () => ask(one)));
    await byStaff('approveReturn', { orderId });
    expect((await ask(one)).__typename).toBe('OrderSuccess');
    const all = { orderId, reason: 'Chipped', idempotencyKey: createId() };
    await ask(all);
    expect(await eventsOf('ReturnRequested', orderId)).toHaveLength(2);
    await byStaff('approveReturn', { orderId });
    expect((await ask(all)).order.status).toBe('RETURNED');
    expect(await eventsOf('ReturnRequested', orderId)).toHaveLength(2);
    const other = await shop.command('requestReturn', { ...one, lines: red(2) }, buyer);
    expect(other.code).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('are approved once per key', async () => {
    const { id: orderId, buyer } = await delivered();
    await shop.command('requestReturn', { orderId, reason: 'Chipped' }, buyer);
    const input = { orderId, lines: red(1), idempotencyKey: createId() };
    await Promise.all(Array.from({ length: 4 }, () => byStaff('approveReturn', input)));
    expect(await eventsOf('OrderReturned', orderId)).toHaveLength(1);
    expect((await shop.command('approveReturn', { ...input, restock: false }, staff())).code).toBe(
      'IDEMPOTENCY_KEY_REUSED',
    );
  });

  it('are bounded by what the buyer has, and refunds by what is left', async () => {
    const { id: orderId, buyer } = await delivered();
    const asked = await shop.command(
      'requestReturn',
      { orderId, reason: 'x', lines: blue(3) },
      buyer,
    );
    expect(asked.result).toMatchObject({ __typename: 'InvalidLines' });
    await shop.command('requestReturn', { orderId, reason: 'x', lines: blue(1) }, buyer);
    expect(await byStaff('approveReturn', { orderId, lines: red(1) })).toMatchObject({
      __typename: 'InvalidLines',
      lines: [{ sku: 'MUG-RED', requested: 1, possible: 0 }],
    });
    await byStaff('approveReturn', { orderId });
    const refund = { orderId, reason: 'Late', idempotencyKey: createId() };
    expect(await byStaff('refundOrder', { ...refund, amount: 2_490 })).toMatchObject({
      __typename: 'RefundTooLarge',
      refundable: { amount: 2_489 },
    });
    expect((await byStaff('refundOrder', { ...refund, amount: 2_489 })).__typename).toBe(
      'OrderSuccess',
    );
  });

  it('can be refused, and the buyer is told', async () => {
    const { id: orderId, buyer } = await delivered();
    await shop.command('requestReturn', { orderId, reason: 'x' }, buyer);
    const [{ id: returnId }] = (await shop.read(orderId)).returns;
    const { order } = await byStaff('rejectReturn', { orderId, returnId, reason: 'Worn' });
    expect(order.returns).toMatchObject([{ status: 'REJECTED', rejection: 'Worn', restock: null }]);
    expect(await shop.names(orderId)).toContain('ReturnRejected');
    expect((await byStaff('approveReturn', { orderId })).__typename).toBe('InvalidOrderState');
  });
});

it('parcels and returns of many orders are two statements', async () => {
  const buyer = customer();
  const orders = [await twoLines(buyer), await twoLines(buyer), await twoLines(buyer)];
  for (const { id: orderId } of orders) await byStaff('shipOrder', { orderId, lines: red(1) });
  const read = (first: number) =>
    harness.graphql(
      `query ($r: [_Any!]!, $first: Int) { _entities(representations: $r) { ... on User {
        orders(first: $first) { edges { node { shipments { id lines { sku } } returns { id } } } } } } }`,
      { r: [{ __typename: 'User', id: buyer.userId }], first },
      buyer,
    );
  const one = await countSql(() => read(1));
  const { data } = await read(3);
  expect(data._entities[0].orders.edges).toHaveLength(3);
  expect(await countSql(() => read(3))).toBe(one);
});

interface Parcel {
  deliveredAt: string | null;
}
interface Return {
  status: string;
  restock: boolean | null;
  lines: object[];
}

const orderOf = (order: { lines: { sku: string }[] }, sku: string) =>
  order.lines.findIndex((line) => line.sku === sku);
