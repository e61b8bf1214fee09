/**
 * The services' real handlers and commands, each run as one atomic step on a scene in memory instead
 * of a database. What they ask of the store is answered here; what is not known here fails loudly.
 */
import { createLogger } from '@tributary/service';
import type { EventOf } from '@tributary/contracts';
import { expireReservations } from '../../subgraphs/inventory/src/commands/expire-reservations.js';
import { stockHandlers } from '../../subgraphs/inventory/src/consumers.js';
import type { StockChange } from '../../subgraphs/inventory/src/domain/stock.js';
import type { SavedReservation } from '../../subgraphs/inventory/src/store/reservations.js';
import type { Store as InventoryStore } from '../../subgraphs/inventory/src/store.js';
import { cancelOrder } from '../../subgraphs/orders/src/commands/cancel-order.js';
import type { EventEnvironment } from '../../subgraphs/orders/src/commands/environment.js';
import { refundOrder } from '../../subgraphs/orders/src/commands/refund-order.js';
import { shipOrder } from '../../subgraphs/orders/src/commands/ship-order.js';
import { sagaHandlers } from '../../subgraphs/orders/src/consumers/saga.js';
import { applyChanges } from '../../subgraphs/orders/src/domain/apply-changes.js';
import type { OrderState } from '../../subgraphs/orders/src/domain/order.js';
import type { StampedChange } from '../../subgraphs/orders/src/store/stamped.js';
import type { Store as OrdersStore } from '../../subgraphs/orders/src/store.js';
import { type Level, type Life, type Message, orderId, type Wish } from './order-life.js';

/** What a step may look at and change: copies of the parts of a life, and what it announces. */
export interface Scene extends Pick<Life, 'order' | 'reservation' | 'moved' | 'provider'> {
  sent: { name: string; payload: unknown }[];
}

export const logger = createLogger('model', 'silent');
const time = new Date('2026-01-01T00:00:00Z');
const delivery = { attempt: 1, isLastAttempt: false, signal: new AbortController().signal };

/** Only refunds' ids are ever looked at again. */
export const stampsOf = (scene: Scene) => ({
  now: () => time,
  createId: () => `refund-${scene.order.refunds.length + 1}`,
});

/** Runs work in a transaction of orders. `claim` answers whether the event's inbox row is new. */
export const ordersTransaction =
  (scene: Scene, claim: () => boolean = () => true): OrdersStore['transaction'] =>
  async (work) => {
    const sent: Promise<unknown>[] = [];
    const tx = {
      lockOrder: async () => structuredClone(scene.order),
      saveOrder: async (order: OrderState, { changes }: StampedChange) =>
        void (scene.order = applyChanges(order, changes)),
      refundByKey: async () => null,
      send: (...writes: Promise<unknown>[]) => void sent.push(...writes),
      $executeRaw: async ([sql]: TemplateStringsArray, ...values: unknown[]) => {
        if (sql!.includes('INSERT INTO inbox')) return claim() ? 1 : 0;
        if (!sql!.includes('INSERT INTO outbox')) throw unknown('orders', sql!);
        const rows = JSON.parse(values.at(-1) as string) as { name: string; payload: unknown }[];
        scene.sent.push(...rows);
        return rows.length;
      },
    };
    const result = await work(knownOnly('orders', tx) as never);
    await Promise.all(sent);
    return result;
  };

const ordersEnvironment = (scene: Scene): EventEnvironment => ({
  store: knownOnly('orders', { transaction: ordersTransaction(scene) }) as unknown as OrdersStore,
  logger,
  ...stampsOf(scene),
});

function inventoryStore(scene: Scene, level: Level): InventoryStore {
  const tx = {
    lockReservation: async () => structuredClone(scene.reservation),
    lockLevels: async (skus: string[]) =>
      skus.map((sku) => ({
        sku,
        onHand: level.onHand,
        reserved: level.reserved,
        withdrawn: false,
      })),
    saveReservation: async (saved: SavedReservation) => {
      const kept = scene.reservation?.lines ?? [];
      scene.reservation = { status: saved.status, lines: kept.length > 0 ? kept : saved.lines };
    },
    moveStock: async (changes: readonly StockChange[]) => {
      for (const { onHandDelta, reservedDelta } of changes) {
        scene.moved.onHand += onHandDelta;
        scene.moved.reserved += reservedDelta;
      }
    },
    postponeDueReservations: async () => [orderId],
    append: async (events: readonly EventOf[]) => void scene.sent.push(...events),
  };
  const transaction = (work: (tx: never) => Promise<unknown>) =>
    work(knownOnly('inventory', tx) as never);
  return knownOnly('inventory', { transaction }) as unknown as InventoryStore;
}

/** Handles a message in the transaction that also holds its inbox row. */
export async function handle(scene: Scene, message: Message, level: Level): Promise<void> {
  const event = { ...message, id: 'event', version: 1, key: orderId, occurredAt: time };
  if (message.queue === 'inventory') {
    const store = inventoryStore(scene, level);
    const effects = stampsOf(scene);
    const handlers = stockHandlers({ store, effects, reservationTtlMs: 60_000 });
    await store.transaction((tx) => handlerOf(handlers, message)(tx, event, delivery));
  } else
    await ordersTransaction(scene)((tx) =>
      handlerOf(sagaHandlers(ordersEnvironment(scene)), message)(tx, event, delivery),
    );
}

/** The reservation's time is up, and orders is asked. */
export async function expire(scene: Scene, level: Level): Promise<void> {
  await expireReservations(inventoryStore(scene, level), stampsOf(scene));
}

export async function fulfil(scene: Scene, wish: Wish): Promise<void> {
  const env = ordersEnvironment(scene);
  const caller = { userId: scene.order.buyerId!, isStaff: false };
  if (wish === 'the buyer cancels')
    await cancelOrder(env, caller, { orderId, reason: 'Changed my mind' });
  else if (wish === 'staff ship')
    await shipOrder(env, { orderId, trackingCode: null, lines: null, idempotencyKey: null });
  else await refundOrder(env, { orderId, amountMinor: 1, reason: 'Late', idempotencyKey: 'key' });
}

type Handler = (tx: unknown, event: unknown, delivery: unknown) => Promise<unknown>;

function handlerOf(handlers: object, { name, queue }: Message): Handler {
  const handler = (handlers as Record<string, Handler | undefined>)[name];
  if (!handler) throw new Error(`"${queue}" has no handler for "${name}".`);
  return handler;
}

/** An object that says so when it is asked for what it does not have. */
export function knownOnly<T extends object>(service: string, known: T): T {
  return new Proxy(known, {
    get(target, name) {
      if (name in target) return target[name as keyof T];
      throw unknown(service, String(name));
    },
  });
}

const unknown = (service: string, what: string) =>
  new Error(`The model of the store of ${service} lacks: ${what}. Add it to tests/model/.`);
