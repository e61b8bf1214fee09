/** Staff run the shop through the web BFF: catalogue, stock, orders in parts, a return, a refund. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { address, password } from '../support/gateway.js';
import { type Client, createClient, poll } from '../support/graphql.js';

const browser = (): Client => {
  const origin = inject('urls')['bff-web']!;
  return createClient(`${origin}/graphql`, { origin, 'sec-fetch-site': 'same-origin' });
};
const login = (client: Client, email: string, word: string) =>
  client(
    `mutation ($input: LoginInput!) { login(input: $input) {
      __typename ... on SignedIn { bringsGuest profile { isStaff } } } }`,
    { input: { email, password: word } },
  );
const key = () => ({ idempotencyKey: randomUUID() });
const sku = `W-${randomUUID()}`.toUpperCase();
const row = 'sku onHand reserved available availability movements { kind onHandDelta }';
const order = `status openLines: lines { shippedQuantity returnedQuantity returnableQuantity }
  parcels { trackingCode lines { name quantity } deliveredAt } returns { id status statusText }
  buyer { email } canRequestReturn payment { refunded { amount } }`;
const orderResult = `__typename ... on OrderChanged { order { ${order} } }
  ... on InvalidOrderState { message } ... on InvalidLines { message }`;

describe('staff', () => {
  let staff: Client;
  let shopper: Client;
  const email = `desk-${randomUUID()}@example.com`;
  beforeAll(async () => {
    [staff, shopper] = [browser(), browser()];
    await login(staff, 'staff@example.com', 'tributary-demo');
  });

  it('add a product, price it and find it with its state', async () => {
    const { data: head } = await staff('{ pageHead { viewer { isStaff } categories { slug } } }');
    expect(head.pageHead.viewer.isStaff).toBe(true);
    const created = await staff(
      `mutation ($input: CreateProductInput!) { createProduct(input: $input) { __typename
        ... on ProductCreated { product { state variants { sku } } } } }`,
      {
        input: {
          slug: sku.toLowerCase(),
          name: `Desk ${sku}`,
          description: 'Made by a test.',
          category: head.pageHead.categories[0].slug,
          variants: [{ sku, name: 'Only', amount: 1_990, currency: 'EUR' }],
        },
      },
    );
    expect(created.data.createProduct.product).toEqual({ state: 'SOLD_OUT', variants: [{ sku }] });
    const priced = await staff(
      'mutation ($input: SetPriceInput!) { setPrice(input: $input) { price { amount } } }',
      { input: { sku, amount: 2_000, currency: 'EUR' } },
    );
    expect(priced.data.setPrice.price.amount).toBe(2_000);
    const { data } = await staff(
      `query ($query: String) { cataloguePage(query: $query) { products { totalCount
        items { name state variants { price { amount } } } } unavailable { part } } }`,
      { query: sku },
    );
    expect(data.cataloguePage.products).toMatchObject({
      totalCount: 1,
      items: [{ state: 'SOLD_OUT', variants: [{ price: { amount: 2_000 } }] }],
    });
  });

  it('receive and count stock on the board', async () => {
    const received = await staff(
      `mutation ($input: ReceiveStockInput!) { receiveStock(input: $input) { ${row} } }`,
      { input: { sku, quantity: 6, reference: 'note 1', ...key() } },
    );
    expect(received.data.receiveStock).toMatchObject({ onHand: 6, availability: 'IN_STOCK' });
    const adjusted = await staff(
      `mutation ($input: AdjustStockInput!) { adjustStock(input: $input) {
        __typename ... on StockAdjusted { row { ${row} } } ... on StockTooLow { available } } }`,
      { input: { sku, delta: -1, reason: 'broken', ...key() } },
    );
    expect(adjusted.data.adjustStock.row).toMatchObject({
      available: 5,
      availability: 'LOW',
      movements: [
        { kind: 'ADJUSTED', onHandDelta: -1 },
        { kind: 'RECEIVED', onHandDelta: 6 },
      ],
    });
    const { data } = await staff(
      `query ($query: String) { stockBoardPage(level: LOW, query: $query) {
        stock { rows { sku available } } } }`,
      { query: sku.slice(0, 10) },
    );
    expect(data.stockBoardPage.stock.rows).toEqual([{ sku, available: 5 }]);
  });

  it('see a guest’s cart become an account’s order, and ship it in parts', async () => {
    const add = `mutation ($input: AddToCartInput!) { addToCart(input: $input) { __typename } }`;
    const member = browser();
    await member(`mutation ($input: RegisterInput!) { register(input: $input) { __typename } }`, {
      input: { email, password, name: 'Grace Desk' },
    });
    await member(add, { input: { sku, quantity: 1 } });
    await shopper(add, { input: { sku, quantity: 2 } });
    const { data: signedIn } = await login(shopper, email, password);
    expect(signedIn.login.bringsGuest).toBe(true);
    await poll(
      () => shopper('{ cartPage { cart { totalQuantity } } }'),
      ({ data }) => data.cartPage.cart.totalQuantity === 3,
    );
    const placed = await shopper(
      `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) {
        __typename ... on OrderPlaced { order { id } } } }`,
      { input: { ...key(), shippingAddress: address, paymentToken: 'tok_ok' } },
    );
    const { id } = placed.data.placeOrder.order as { id: string };
    const desk = () =>
      staff(
        `query ($filter: OrderDeskFilter) { orderDeskPage(filter: $filter) { orders { items {
          id status quantity buyer { email } openReturns } } unavailable { part } } }`,
        { filter: { buyer: email, status: ['CONFIRMED', 'DELIVERED'], totalMin: 6_000 } },
      );
    const found = await poll(desk, ({ data }) => data?.orderDeskPage.orders.items.length === 1);
    expect(found.data.orderDeskPage.orders.items).toEqual([
      { id, status: 'CONFIRMED', quantity: 3, buyer: { email }, openReturns: 0 },
    ]);

    const change = async (name: string, input: object, client = staff) => {
      const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
      const fields =
        name === 'refundOrder' ? orderResult.replace(/\.\.\. on InvalidLines.*/, '') : orderResult;
      const { data, errors } = await client(
        `mutation ($input: ${type}!) { ${name}(input: $input) { ${fields} } }`,
        { input: { orderId: id, ...input } },
      );
      expect(errors).toBeUndefined();
      expect(data[name].__typename).toBe('OrderChanged');
      return data[name].order;
    };
    const first = { trackingCode: 'DHL 1', lines: [{ sku, quantity: 2 }], ...key() };
    expect((await change('shipOrder', first)).status).toBe('CONFIRMED');
    const shipped = await change('shipOrder', key());
    expect(shipped).toMatchObject({
      status: 'SHIPPED',
      buyer: { email },
      parcels: [{ trackingCode: 'DHL 1', lines: [{ quantity: 2 }] }, { lines: [{ quantity: 1 }] }],
    });
    expect(await change('deliverOrder', {})).toMatchObject({
      status: 'DELIVERED',
      canRequestReturn: true,
      openLines: [{ shippedQuantity: 3, returnableQuantity: 3 }],
    });
    const asked = await change(
      'requestReturn',
      { reason: 'too blue', lines: [{ sku, quantity: 1 }] },
      shopper,
    );
    expect(asked).toMatchObject({ buyer: null, returns: [{ statusText: 'Asked for' }] });
    expect((await desk()).data.orderDeskPage.orders.items[0].openReturns).toBe(1);
    const returnId = asked.returns[0].id as string;
    expect(await change('approveReturn', { returnId, ...key() })).toMatchObject({
      openLines: [{ returnedQuantity: 1, returnableQuantity: 2 }],
      returns: [{ status: 'APPROVED' }],
    });
    await change('refundOrder', { amount: 100, reason: 'sorry', ...key() });
    await poll(
      () =>
        staff(
          `query ($id: ID!) { orderPage(id: $id) { order { payment { refunded { amount } } } } }`,
          {
            id,
          },
        ),
      ({ data }) => data.orderPage.order.payment.refunded.amount === 2_100,
    );
  });

  it('import a catalogue and watch how far it is; withdraw what is not sold any more', async () => {
    const { data } = await staff(
      'mutation ($input: ImportCatalogueInput!) { importCatalogue(input: $input) { id total } }',
      { input: { jsonLines: '{"slug":"nonsense"}\n{}', ...key() } },
    );
    const done = await poll(
      () =>
        staff(
          'query ($id: ID!) { importPage(id: $id) { import { status processed failures { line } } } }',
          { id: data.importCatalogue.id },
        ),
      (answer) => answer.data.importPage.import.status === 'COMPLETED',
    );
    expect(done.data.importPage.import).toMatchObject({ processed: 2, failures: [{}, {}] });
    const gone = await staff(
      'mutation ($sku: ID!) { withdrawVariant(sku: $sku) { availability } }',
      {
        sku,
      },
    );
    expect(gone.data.withdrawVariant.availability).toBe('WITHDRAWN');
  });

  it('see each service’s jobs, and what was sold', async () => {
    const jobs = 'queues { name failed } schedules { name nextRunAt } deadLetters { id }';
    const { data, errors } = await staff(
      `{ jobsPage { users { ${jobs} } orders { ${jobs} } inventory { ${jobs} } unavailable { part } }
        dashboardPage(days: 2) { sales { day orders totals { amount } }
          stock { levels { level variants } categories { variants } scarce { sku } } unavailable { part } } }`,
    );
    expect(errors).toBeUndefined();
    const { users, orders, inventory, unavailable } = data.jobsPage;
    expect(unavailable).toEqual([]);
    const queues = [users, orders, inventory].flatMap((service) => service.queues);
    expect(queues.map(({ name }) => name)).toEqual([
      'users',
      'users-mail',
      'users-push',
      'users-schedule',
      'orders',
      'orders-payment',
      'orders-schedule',
      'inventory',
      'inventory-schedule',
    ]);
    for (const { schedules } of [users, orders, inventory])
      expect(schedules.length).toBeGreaterThan(0);
    const { sales, stock } = data.dashboardPage;
    expect(sales).toHaveLength(2);
    // The order of this file, at least.
    expect(sales.at(-1).orders + sales.at(-2).orders).toBeGreaterThan(0);
    expect(stock.levels).toHaveLength(3);
    expect(stock.scarce.length).toBeGreaterThan(0);
  });
});
