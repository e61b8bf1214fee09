/** The inventory service in process on a real database, and short ways to fill and ask it. */
import { randomUUID } from 'node:crypto';
import type { EventName, EventPayload } from '@tributary/contracts';
import { createTestDatabase } from '@tributary/embedded/testing';
import { consumeEvents, createJobsDesk, type DeliveryHandler } from '@tributary/messaging';
import {
  createId,
  createIdentitySigner,
  createLogger,
  guest,
  type Identity,
  identityHeader,
  type Jwk,
} from '@tributary/service';
import type { FastifyInstance } from 'fastify';
import { exportJWK, generateKeyPair } from 'jose';
import pg from 'pg';
import { createApp } from '../src/app.js';
import { createProduct } from '../src/commands/create-product.js';
import { receiveStock } from '../src/commands/receive-stock.js';
import { importHandlers, stockHandlers } from '../src/consumers.js';
import { type Effects, realEffects } from '../src/effects.js';
import { createProductInput } from '../src/inputs.js';
import { createStore, type Store } from '../src/store.js';
import { startStockUpdates } from '../src/subscriptions/stock-updates.js';

export const logger = createLogger('inventory-test', 'silent');
export const staff: Identity = { userId: createId(), sessionId: null, roles: ['STAFF'] };
export const customer: Identity = { userId: createId(), sessionId: null, roles: ['CUSTOMER'] };

const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
const gatewayKey = { ...(await exportJWK(privateKey)), kid: 'gateway' } as Jwk;
export const identityPublicKey = { ...gatewayKey, d: undefined } as Jwk;
export const signIdentity = await createIdentitySigner(gatewayKey);

export interface Answer {
  status: number;
  // oxlint-disable-next-line typescript/no-explicit-any
  data: any;
  errors?: { message: string; extensions: { code: string } }[];
}

export type Inventory = Awaited<ReturnType<typeof startInventory>>;

/** A database, a store and the app on them. `close()` ends all three. */
export async function startInventory({
  poolMax = 10,
  publicImagesUrl = '',
  jobs = createJobsDesk({ service: 'inventory', logger }),
} = {}) {
  const database = await createTestDatabase('inventory');
  const store = createStore({ databaseUrl: database.url, poolMax });
  const sql = new pg.Pool({ connectionString: database.url, max: 2 });
  sql.on('error', () => {});
  await store.addCategories(categories);
  const app = await createInventoryApp(store, publicImagesUrl, jobs);
  return {
    database,
    store,
    app,
    /** Rows of a statement, asked beside the store. */
    async rows<T extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<T[]> {
      return (await sql.query<T>(text, values)).rows;
    },
    ask: (query: string, variables: object = {}, identity = guest) =>
      askApp(app, query, variables, identity),
    async close() {
      await app.close();
      await store.close();
      await sql.end();
      await database.drop();
    },
  };
}

export const createInventoryApp = (
  store: Store,
  publicImagesUrl = '',
  jobs = createJobsDesk({ service: 'inventory', logger }),
) =>
  createApp({
    logger,
    store,
    effects: realEffects,
    identityPublicKey,
    introspection: true,
    publicImagesUrl,
    jobs,
    updates: startStockUpdates({
      readStock: store.stockBySku,
      logger,
      intervalMs: 30,
      maxWatchers: 5,
    }),
  });

/** Asks as the gateway does, on behalf of `identity`. */
export async function askApp(
  app: FastifyInstance,
  query: string,
  variables: object = {},
  identity = guest,
): Promise<Answer> {
  const headers = { [identityHeader]: await signIdentity(identity) };
  const payload = { query, variables };
  const reply = await app.inject({ method: 'POST', url: '/graphql', headers, payload });
  return { status: reply.statusCode, ...reply.json<Omit<Answer, 'status'>>() };
}

export const categories = [
  { id: createId(), slug: 'kitchen', name: 'Kitchen' },
  { id: createId(), slug: 'coffee-tea', name: 'Coffee & Tea' },
];

export interface ProductOptions {
  slug?: string;
  name?: string;
  description?: string;
  category?: string;
  /** Price of each variant. */
  amounts?: number[];
  /** Units of each variant. */
  quantity?: number;
}

/** Adds a product as staff do; its SKUs are `<slug>-1`, `<slug>-2`, … */
export async function addProduct(store: Store, options: ProductOptions = {}) {
  const { slug = `p-${randomUUID()}`, name = 'Plain Thing', quantity = 0 } = options;
  const { description = 'It is what it is.', category = 'kitchen', amounts = [1_000] } = options;
  const variants = amounts.map((amount, index) => ({
    sku: `${slug}-${index + 1}`,
    name: `Size ${index + 1}`,
    amount,
    currency: 'EUR',
  }));
  const input = createProductInput.parse({ slug, name, description, category, variants });
  const outcome = await createProduct(store, input, realEffects);
  if ('taken' in outcome) throw new Error(outcome.taken);
  const skus = variants.map(({ sku }) => sku);
  if (quantity > 0) for (const sku of skus) await addUnits(store, sku, quantity);
  return { id: outcome.productId, slug, skus };
}

export const addUnits = (store: Store, sku: string, quantity: number) =>
  receiveStock(
    store,
    staff.userId!,
    { sku, quantity, reference: 'delivery', idempotencyKey: randomUUID() },
    realEffects,
  );

/** Events as the queue delivers them: parsed, deduplicated by the inbox, each in its transaction. */
export function createDeliveries(
  store: Store,
  { effects = realEffects, reservationTtlMs = 900_000 } = {},
) {
  let handle: DeliveryHandler | undefined;
  const consumers = { store, effects, reservationTtlMs };
  consumeEvents({
    broker: { consume: (_subscriber, handler) => (handle = handler) },
    subscriber: 'inventory',
    logger,
    transaction: store.transaction,
    handlers: stockHandlers(consumers),
    outsideHandlers: importHandlers(consumers),
  });
  return async (event: TestEvent, isLastAttempt = false): Promise<void> => {
    const { signal } = new AbortController();
    await handle!(
      { ...event, version: 1, traceparent: null },
      { attempt: 1, isLastAttempt, signal },
    );
  };
}

export interface TestEvent {
  id: string;
  name: EventName;
  key: string;
  payload: unknown;
  occurredAt: string;
}

export const toEvent = <N extends EventName>(
  name: N,
  key: string,
  payload: EventPayload<N>,
): TestEvent => ({ id: createId(), name, key, payload, occurredAt: new Date().toISOString() });

export type OrderLines = { sku: string; quantity: number }[];

/** The events of one order, each made once, so that delivering one again is a duplicate. */
export function anOrder(lines: OrderLines) {
  const orderId = createId();
  const order = { orderId, orderNumber: 'T-1', buyerId: createId() };
  const total = { amount: 1_000, currency: 'EUR' as const };
  return {
    orderId,
    placed: toEvent('OrderPlaced', orderId, { ...order, lines, total }),
    confirmed: toEvent('OrderConfirmed', orderId, { ...order, lines, total }),
    cancelled: toEvent('OrderCancelled', orderId, { ...order, reason: 'declined' }),
    returned: (restock: boolean) => toEvent('OrderReturned', orderId, { ...order, lines, restock }),
    /** Some of it came back. */
    partReturned: (part: OrderLines, restock: boolean) =>
      toEvent('OrderReturned', orderId, {
        ...order,
        lines: part,
        restock,
        returnId: createId(),
        orderLines: lines,
      }),
  };
}

/** A clock that tests move. */
export function createClock(start = new Date()): Effects & { forward(ms: number): void } {
  let now = start.getTime();
  return { createId, now: () => new Date(now), forward: (ms) => void (now += ms) };
}

/** SKUs whose level is not the sum of their movements, or impossible: the invariant of the ledger. */
export const brokenLevels = (inventory: Pick<Inventory, 'rows'>) =>
  inventory.rows(`
    SELECT l.sku, l.on_hand, l.reserved, sum(m.on_hand_delta), sum(m.reserved_delta)
    FROM stock_levels l LEFT JOIN stock_movements m ON m.sku = l.sku GROUP BY l.sku
    HAVING l.on_hand <> COALESCE(sum(m.on_hand_delta), 0)
      OR l.reserved <> COALESCE(sum(m.reserved_delta), 0)
      OR l.on_hand < 0 OR l.reserved < 0 OR l.reserved > l.on_hand`);

/** Products whose in_stock is not what their variants say. */
export const wrongInStock = (inventory: Pick<Inventory, 'rows'>) =>
  inventory.rows(`
    SELECT p.slug FROM products p JOIN variants v ON v.product_id = p.id
    JOIN stock_levels l ON l.sku = v.sku GROUP BY p.id
    HAVING p.in_stock <> bool_or(v.withdrawn_at IS NULL AND l.on_hand > l.reserved)`);
