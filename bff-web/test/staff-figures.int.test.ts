// Staff's figures and background work: put together from the services that are there, in one operation each.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Browser, startBff, type TestBff } from './browser.js';

let bff: TestBff;
let browser: Browser;
const login = `mutation ($input: LoginInput!) { login(input: $input) { __typename } }`;

beforeAll(async () => {
  bff = await startBff();
  browser = new Browser(bff.url);
  const input = { email: 'grace@example.com', name: 'Grace', password: 'four unrelated words' };
  bff.gateway.shop.accounts.register(input);
  bff.gateway.shop.accounts.promote(input.email);
  await browser.send(login, { input: { email: input.email, password: input.password } });
});
beforeEach(() => {
  bff.gateway.operations.length = 0;
  bff.gateway.shop.down.clear();
});
afterAll(() => bff.close());

async function asked(query: string) {
  bff.gateway.shop.asked.clear();
  const answer = await browser.send(query);
  expect(answer.errors).toBeUndefined();
  return [...bff.gateway.shop.asked].sort();
}

const unavailable = 'unavailable { part reason }';
const dashboard = `{ dashboardPage(days: 2, scarce: 1) { sales { day orders totals { currency orders amount formatted } }
  stock { levels { level variants units } categories { category { slug } variants soldOut units } scarce { sku available } }
  ${unavailable} } }`;
const service = 'queues { name failed } schedules { name everyMs } deadLetters { id reason }';
const jobs = `{ jobsPage(deadLetters: 1) { users { ${service} } orders { ${service} } inventory { ${service} } ${unavailable} } }`;

describe('the dashboard', () => {
  it('has sales and stock, sums that are no Int among them, in one operation', async () => {
    const { data, errors } = await browser.send(dashboard);
    expect(errors).toBeUndefined();
    expect(data.dashboardPage).toEqual({
      sales: [
        {
          day: '2026-01-01',
          orders: 0,
          totals: [
            { currency: 'EUR', orders: 0, amount: 3_000_000_000, formatted: '€30,000,000.00' },
          ],
        },
        expect.objectContaining({ day: '2026-01-02', orders: 1 }),
      ],
      stock: {
        levels: [{ level: 'LOW', variants: 1, units: 4_000_000_000 }],
        categories: [{ category: { slug: 'lamps' }, variants: 2, soldOut: 1, units: 7 }],
        scarce: [{ sku: 'lamp-2-A', available: 1 }],
      },
      unavailable: [],
    });
    expect(bff.gateway.operations.map(({ name }) => name)).toEqual(['DashboardPage']);
  });

  it('asks for what is selected alone', async () => {
    expect(await asked('{ dashboardPage { sales { day } } }')).toEqual(['orders']);
    expect(await asked('{ dashboardPage { stock { levels { units } } } }')).toEqual(['inventory']);
  });

  it('stands on the service that is there', async () => {
    bff.gateway.shop.down.add('orders');
    const { data, errors } = await browser.send(dashboard);
    expect(errors).toBeUndefined();
    expect(data.dashboardPage.sales).toBeNull();
    expect(data.dashboardPage.stock.levels).toHaveLength(1);
    expect(data.dashboardPage.unavailable).toEqual([
      { part: 'SALES', reason: 'SERVICE_UNAVAILABLE' },
    ]);
  });
});

describe('the page of jobs', () => {
  it('puts the services together in one operation; one that is down is missing', async () => {
    bff.gateway.shop.down.add('users');
    const { data, errors } = await browser.send(jobs);
    expect(errors).toBeUndefined();
    const of = (name: string) => ({
      queues: [{ name, failed: 4 }],
      schedules: [{ name: `${name}.audit`, everyMs: 500 }],
      deadLetters: [{ id: `${name}-1`, reason: 'why' }],
    });
    expect(data.jobsPage).toEqual({
      users: null,
      orders: of('orders'),
      inventory: of('inventory'),
      unavailable: [{ part: 'USERS_JOBS', reason: 'SERVICE_UNAVAILABLE' }],
    });
    expect(bff.gateway.operations.map(({ name }) => name)).toEqual(['JobsPage']);
  });

  it('asks one service for one', async () => {
    expect(await asked('{ jobsPage { inventory { queues { failed } } } }')).toEqual(['inventory']);
  });

  it('sends a dead letter again, in the service that has it', async () => {
    const document = `mutation ($input: ReplayJobInput!) { replayJob(input: $input) {
      __typename ... on JobReplayed { id queue } ... on JobTooOld { message } } }`;
    const replay = async (input: object) =>
      (await browser.send(document, { input })).data.replayJob;
    bff.gateway.shop.asked.clear();
    expect(await replay({ service: 'ORDERS', queue: 'orders-payment', id: 'x' })).toEqual({
      __typename: 'JobReplayed',
      id: 'x',
      queue: 'orders-payment',
    });
    expect([...bff.gateway.shop.asked]).toEqual(['orders']);
    expect(await replay({ service: 'USERS', queue: 'users', id: 'old' })).toEqual({
      __typename: 'JobTooOld',
      message: 'Too old for users.',
    });
    const customer = new Browser(bff.url);
    await customer.register();
    const input = { service: 'USERS', queue: 'users', id: 'x' };
    const refused = await customer.send(document, { input });
    expect(refused.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  });
});
