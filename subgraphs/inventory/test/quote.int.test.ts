import { fileURLToPath } from 'node:url';
import {
  type Client,
  credentials,
  loadPackageDefinition,
  Metadata,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { sqlStatements } from '@tributary/service';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { withdrawVariant } from '../src/commands/withdraw-variant.js';
import { realEffects } from '../src/effects.js';
import { type QuoteServer, startQuoteServer } from '../src/quote-server.js';
import { createStore } from '../src/store.js';
import {
  addProduct,
  anOrder,
  createDeliveries,
  type Inventory,
  logger,
  startInventory,
} from './builders.js';

interface Quoted {
  variants: { sku: string; name: string; amount: number; currency: string; available: number }[];
}
type InventoryClient = Client & {
  Quote(
    request: { skus: string[] },
    metadata: Metadata,
    options: { deadline: number },
    done: (error: ServiceError | null, reply: Quoted) => void,
  ): void;
};

const proto = fileURLToPath(import.meta.resolve('@tributary/contracts/proto/quote.proto'));
const { tributary } = loadPackageDefinition(loadSync(proto, { defaults: true })) as unknown as {
  tributary: { inventory: { v1: { Inventory: new (...args: unknown[]) => InventoryClient } } };
};

let inventory: Inventory;
let server: QuoteServer;
let client: InventoryClient;
const connect = (port: number) =>
  new tributary.inventory.v1.Inventory(`127.0.0.1:${port}`, credentials.createInsecure());

beforeAll(async () => {
  inventory = await startInventory();
  server = await startQuoteServer({ store: inventory.store, logger, host: '127.0.0.1', port: 0 });
  client = connect(server.port);
});
afterAll(async () => {
  client.close();
  await server.close();
  await inventory.close();
});

const quote = (skus: string[], to = client) =>
  new Promise<Quoted['variants']>((resolve, reject) => {
    to.Quote({ skus }, new Metadata(), { deadline: Date.now() + 5_000 }, (error, reply) =>
      error ? reject(error) : resolve(reply.variants),
    );
  });

it('answers price and availability of each known SKU, once', async () => {
  const { skus } = await addProduct(inventory.store, { quantity: 5, amounts: [1_000, 2_000] });
  await createDeliveries(inventory.store)(anOrder([{ sku: skus[0]!, quantity: 2 }]).placed);
  const variants = await quote([skus[0]!, 'unknown', skus[0]!, skus[1]!]);
  expect([...variants].sort((a, b) => a.amount - b.amount)).toEqual([
    { sku: skus[0], name: 'Plain Thing — Size 1', amount: 1_000, currency: 'EUR', available: 3 },
    { sku: skus[1], name: 'Plain Thing — Size 2', amount: 2_000, currency: 'EUR', available: 5 },
  ]);
});

it('leaves out what is withdrawn', async () => {
  const { skus } = await addProduct(inventory.store, { quantity: 5 });
  await withdrawVariant(inventory.store, skus[0]!, realEffects);
  expect(await quote(skus)).toEqual([]);
});

it('asks one statement for 100 SKUs, and refuses 101', async () => {
  const skus = Array.from({ length: 100 }, (_, at) => `sku-${at}`);
  const before = (await sqlStatements.get()).values[0]!.value;
  expect(await quote(skus)).toEqual([]);
  expect((await sqlStatements.get()).values[0]!.value - before).toBe(1);
  await expect(quote([...skus, 'one-more'])).rejects.toMatchObject({
    code: status.INVALID_ARGUMENT,
  });
});

it('shares a statement among calls that come at once, each answered for itself', async () => {
  const { skus } = await addProduct(inventory.store, {
    quantity: 5,
    amounts: [1_000, 2_000, 3_000],
  });
  await quote(skus);
  const before = (await sqlStatements.get()).values[0]!.value;
  const wanted = Array.from({ length: 120 }, (_, at) => [skus[at % 3]!, `unknown-${at}`]);
  const answers = await Promise.all(wanted.map((each) => quote(each)));
  expect(answers.map((answer) => answer.map(({ sku }) => sku))).toEqual(
    wanted.map(([sku]) => [sku]),
  );
  const statements = (await sqlStatements.get()).values[0]!.value - before;
  expect(statements).toBeGreaterThanOrEqual(3);
  expect(statements).toBeLessThan(60);
});

it('is never answered with what was read before the question', async () => {
  const { skus } = await addProduct(inventory.store, { quantity: 50 });
  const deliver = createDeliveries(inventory.store);
  for (let sold = 1; sold <= 20; sold++) {
    const others = [quote(skus), quote(skus)];
    await deliver(anOrder([{ sku: skus[0]!, quantity: 1 }]).placed);
    const [answer] = await Promise.all([quote(skus), ...others]);
    expect(answer[0]?.available).toBe(50 - sold);
  }
});

it('answers nothing for nothing, and for texts that cannot be SKUs', async () => {
  expect(await quote([])).toEqual([]);
  expect(await quote(['a\0b', "'; --", ''])).toEqual([]);
});

it('is UNAVAILABLE, without telling why, when the database is away', async () => {
  const store = createStore({ databaseUrl: 'postgresql://app:secret@127.0.0.1:1/inventory' });
  const lonely = await startQuoteServer({ store, logger, host: '127.0.0.1', port: 0 });
  const caller = connect(lonely.port);
  const error = await quote(['a'], caller).then(
    () => null,
    (thrown: ServiceError) => thrown,
  );
  expect(error?.code).toBe(status.UNAVAILABLE);
  expect(error?.message).not.toMatch(/127\.0\.0\.1|secret/);
  caller.close();
  await lonely.close();
  await store.close();
});

it('finishes running calls before it closes', async () => {
  let answer: (() => void) | undefined;
  const slow = {
    quote: () => new Promise<never[]>((resolve) => void (answer = () => resolve([]))),
  };
  const draining = await startQuoteServer({ store: slow, logger, host: '127.0.0.1', port: 0 });
  const caller = connect(draining.port);
  const running = quote(['a'], caller);
  await expect.poll(() => answer).toBeDefined();
  const closed = draining.close();
  answer!();
  expect(await running).toEqual([]);
  await closed;
  caller.close();
});

it('names the port that is taken', async () => {
  const { store } = inventory;
  await expect(
    startQuoteServer({ store, logger, host: '127.0.0.1', port: server.port }),
  ).rejects.toMatchObject({ code: 'EADDRINUSE', port: server.port });
});
