/**
 * Learns what became of the orders, seen from outside: each change of an order is a NOTIFY at its
 * commit, and the time it arrives is the time of the change. What it changed to is read every 50 ms,
 * in one statement for all orders that changed meanwhile; nobody polls for a single order.
 */
import type { System } from './system.js';

export type Outcome = 'CONFIRMED' | 'REJECTED' | 'CANCELLED';

export interface Outcomes {
  /** Resolves when the order has come to its end. */
  of(orderId: string): Promise<Outcome>;
  /** When it changed last, by `performance.now()`; for an order that has come to its end. */
  endedAt(orderId: string): number;
  /** Orders waited for at the moment. */
  waiting(): number;
  close(): Promise<void>;
}

const lookEveryMs = 50;

export async function watchOutcomes(system: System): Promise<Outcomes> {
  const client = await system.connectOrders();
  const changedAt = new Map<string, number>();
  const ended = new Map<string, Outcome>();
  const waiting = new Map<string, (outcome: Outcome) => void>();
  let changed = new Set<string>();
  client.on('notification', ({ payload: orderId }) => {
    changedAt.set(orderId!, performance.now());
    changed.add(orderId!);
  });
  await client.query('LISTEN order_updated');

  async function look(): Promise<void> {
    if (changed.size === 0) return;
    const ids = [...changed];
    changed = new Set();
    const { rows } = await client.query<{ id: string; status: Outcome }>({
      name: 'ended',
      text: `SELECT id, status::text FROM orders
             WHERE id = ANY ($1) AND status NOT IN ('PENDING', 'AWAITING_PAYMENT')`,
      values: [ids],
    });
    for (const { id, status } of rows) {
      ended.set(id, status);
      waiting.get(id)?.(status);
      waiting.delete(id);
    }
  }

  let looking = Promise.resolve();
  let fault: unknown;
  const timer = setInterval(() => {
    looking = looking.then(look).catch((error: unknown) => void (fault = error));
  }, lookEveryMs);

  return {
    of(orderId) {
      const known = ended.get(orderId);
      if (known) return Promise.resolve(known);
      return new Promise((resolve) => waiting.set(orderId, resolve));
    },
    endedAt: (orderId) => changedAt.get(orderId)!,
    waiting: () => waiting.size,
    async close() {
      clearInterval(timer);
      await looking;
      await client.end();
      if (fault) throw fault;
    },
  };
}
