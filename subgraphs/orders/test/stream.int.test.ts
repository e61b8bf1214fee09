import { type Identity, identityHeader } from '@tributary/service';
import { testPostgres } from '@tributary/embedded/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customer, type Harness, staff, startHarness, until } from './harness.js';
import { shopping } from './shopping.js';

let harness: Harness;
let shop: ReturnType<typeof shopping>;
let url: string;
beforeAll(async () => {
  harness = await startHarness({ maxWatchers: 3 });
  harness.inventory.offer({ sku: 'MUG-BLUE', amount: 1_000 });
  shop = shopping(harness);
  url = `${await harness.app.listen({ port: 0 })}/graphql/stream`;
});
afterAll(() => harness.close());

const query = `subscription ($id: ID!) {
  orderUpdated(id: $id) { status payment { status } timeline { type } } }`;

interface Update {
  data?: { orderUpdated: { status: string; payment: { status: string }; timeline: unknown[] } };
  errors?: { extensions: { code: string } }[];
}

async function post(body: object, identity: Identity | null, signal?: AbortSignal) {
  return fetch(url, {
    method: 'POST',
    signal: signal ?? null,
    headers: {
      accept: 'text/event-stream',
      'content-type': 'application/json',
      ...(identity && { [identityHeader]: await harness.sign(identity) }),
    },
    body: JSON.stringify(body),
  });
}

/** What a stream has said so far; grows while it is open. */
async function watch(id: string, identity: Identity) {
  const leaving = new AbortController();
  const response = await post({ query, variables: { id } }, identity, leaving.signal);
  const stream = { updates: [] as Update[], completed: false, leave: () => leaving.abort() };
  void (async () => {
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const messages = text.split('\n\n');
      text = messages.pop()!;
      for (const message of messages) {
        if (message.includes('event: complete')) stream.completed = true;
        const data = /^event: next\ndata: (.*)$/m.exec(message)?.[1];
        if (data) stream.updates.push(JSON.parse(data) as Update);
      }
    }
  })().catch(() => undefined);
  return stream;
}

/** Ends the connection that listens in this test's database; answers how many there were. */
async function cutListeners(): Promise<number> {
  const superuser = new pg.Client({ connectionString: testPostgres().superuserUrl });
  await superuser.connect();
  const { rowCount } = await superuser.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = 'orders order_updated' AND datname = $1`,
    [new URL(harness.database.url).pathname.slice(1)],
  );
  await superuser.end();
  return rowCount ?? 0;
}

const statuses = ({ updates }: { updates: Update[] }) =>
  updates.map(({ data }) => data?.orderUpdated.status);

describe('watching an order', () => {
  it('tells its state at once and after each change', async () => {
    const { id, buyer } = await shop.order();
    const stream = await watch(id, buyer);
    await until(() => stream.updates.length > 0);
    expect(statuses(stream)).toEqual(['PENDING']);
    await harness.deliver('StockReserved', {
      orderId: id,
      expiresAt: new Date(Date.now() + 60_000).toISOString(),
    });
    await until(() => statuses(stream).includes('AWAITING_PAYMENT'));
    await harness.deliverFromOutbox('PaymentRequested', id);
    await until(() => statuses(stream).includes('CONFIRMED'));
    const last = stream.updates.at(-1)!.data!.orderUpdated;
    expect(last.payment.status).toBe('CAPTURED');
    expect(last.timeline).toHaveLength(5);
    stream.leave();
    await until(() => harness.updates.count() === 0);
  });

  it('misses nothing while the connection to the database is lost', async () => {
    const { id, buyer } = await shop.order();
    const stream = await watch(id, buyer);
    await until(() => stream.updates.length > 0);
    expect(await cutListeners()).toBe(1);
    await shop.command('cancelOrder', { orderId: id, reason: 'Too slow' }, buyer);
    await until(() => statuses(stream).includes('CANCELLED'));
    stream.leave();
    await until(() => harness.updates.count() === 0);
  });

  it('is for the buyer and staff', async () => {
    const { id } = await shop.order();
    const stranger = await watch(id, customer());
    await until(() => stranger.completed);
    expect(stranger.updates[0]?.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    const clerk = await watch(id, staff());
    await until(() => statuses(clerk).includes('PENDING'));
    clerk.leave();
    expect((await post({ query, variables: { id } }, null)).status).toBe(401);
    await until(() => harness.updates.count() === 0);
  });

  it('serves nothing but subscriptions', async () => {
    const response = await post({ query: '{ orders { edges { cursor } } }' }, staff());
    expect(await response.text()).toContain('"BAD_REQUEST"');
  });

  it('is bounded, and ends when the process stops', async () => {
    const { id, buyer } = await shop.order();
    const streams = await Promise.all(Array.from({ length: 3 }, () => watch(id, buyer)));
    await until(() => streams.every(({ updates }) => updates.length > 0));
    const fourth = await watch(id, buyer);
    await until(() => fourth.completed);
    expect(fourth.updates[0]?.errors?.[0]?.extensions.code).toBe('RATE_LIMITED');
    await harness.app.close();
    await until(() => streams.every(({ completed }) => completed));
    expect(harness.updates.count()).toBe(0);
  });
});
