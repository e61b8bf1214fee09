// Live stock: the state at once, again after each change from any process, and nothing when nobody watches.
import { guest, identityHeader } from '@tributary/service';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  addProduct,
  addUnits,
  createInventoryApp,
  type Inventory,
  signIdentity,
  startInventory,
} from './builders.js';

const query =
  'subscription ($skus: [ID!]!) { stockChanged(skus: $skus) { sku stock { available } } }';

let inventory: Inventory;
let urls: string[];
let other: Awaited<ReturnType<typeof createInventoryApp>>;
beforeAll(async () => {
  inventory = await startInventory();
  other = await createInventoryApp(inventory.store);
  urls = await Promise.all([inventory.app, other].map((app) => app.listen({ port: 0 })));
});
afterAll(async () => {
  await other.close();
  await inventory.close();
});

interface Event {
  data?: { stockChanged: { sku: string; stock: { available: number } }[] };
  errors?: { extensions: { code: string } }[];
}

/** What a stream has said so far; grows while it is open. */
async function watch(skus: string[], url = urls[0]!) {
  const leaving = new AbortController();
  const response = await fetch(`${url}/graphql/stream`, {
    method: 'POST',
    signal: leaving.signal,
    headers: {
      accept: 'text/event-stream',
      'content-type': 'application/json',
      [identityHeader]: await signIdentity(guest),
    },
    body: JSON.stringify({ query, variables: { skus } }),
  });
  const events: Event[] = [];
  void (async () => {
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const messages = text.split('\n\n');
      text = messages.pop()!;
      for (const message of messages) {
        const data = /^event: next\ndata: (.*)$/m.exec(message)?.[1];
        if (data) events.push(JSON.parse(data) as Event);
      }
    }
  })().catch(() => undefined);
  const last = () => events.at(-1)?.data?.stockChanged.map(({ stock }) => stock.available);
  return { events, last, leave: () => leaving.abort() };
}

it('tells every watcher of every process, at once and after each change', async () => {
  const { skus } = await addProduct(inventory.store, { amounts: [1, 2], quantity: 3 });
  const streams = await Promise.all(urls.map((url) => watch([...skus, 'unknown'], url)));
  for (const { last } of streams) await expect.poll(last).toEqual([3, 3]);
  await addUnits(inventory.store, skus[1]!, 4);
  for (const { last } of streams) await expect.poll(last).toEqual([3, 7]);
  for (const { leave } of streams) leave();
});

it('reads nothing once the last watcher has left', async () => {
  const { skus } = await addProduct(inventory.store);
  const { leave, last } = await watch(skus);
  await expect.poll(last).toEqual([0]);
  leave();
  const metric = async () =>
    /inventory_watchers (\d+)/.exec(await (await fetch(`${urls[0]}/metrics`)).text())?.[1];
  await expect.poll(metric).toBe('0');
});

it('is bounded: SKUs of a watcher, watchers of a process', async () => {
  const code = async (skus: string[]) => {
    const stream = await watch(skus);
    await expect.poll(() => stream.events.length).toBeGreaterThan(0);
    return { ...stream, code: stream.events[0]!.errors?.[0]?.extensions.code };
  };
  const many = Array.from({ length: 51 }, (_, at) => `many-${at}`);
  expect((await code(many)).code).toBe('BAD_USER_INPUT');
  const { skus } = await addProduct(inventory.store);
  const streams = [];
  for (let at = 0; at < 6; at++) streams.push(await code(skus));
  expect(streams.map((stream) => stream.code)).toEqual([
    ...Array(5).fill(undefined),
    'RATE_LIMITED',
  ]);
  for (const { leave } of streams) leave();
});
