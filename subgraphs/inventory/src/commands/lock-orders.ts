import type { AnyEvent, EventOf } from '@tributary/contracts';
import type { StoreTransaction } from '../store.js';

/**
 * To be called in a transaction that handles several events, after their inbox rows were claimed and
 * before the first is handled: takes the locks of all orders among them in the one order that all
 * such transactions keep, so that two of them never wait for each other. Reads for all at once what
 * the handlers ask for one by one.
 */
export async function lockOrders(tx: StoreTransaction, events: readonly EventOf[]): Promise<void> {
  const orders = (events as readonly AnyEvent[]).flatMap(ordersOf);
  if (orders.length < 2) return;
  const skus = orders.flatMap(({ lines }) => lines.map(({ sku }) => sku));
  const orderIds = orders.map(({ orderId }) => orderId);
  await tx.lockOrders(orderIds, [...new Set(skus)].sort());
}

/** The order that an event moves stock for. What it holds already is looked up with it. */
function ordersOf(event: AnyEvent): { orderId: string; lines: readonly { sku: string }[] }[] {
  switch (event.name) {
    case 'OrderPlaced':
    case 'OrderConfirmed':
      return [event.payload];
    case 'OrderReturned': {
      const { orderId, lines, orderLines = [] } = event.payload;
      return [{ orderId, lines: [...lines, ...orderLines] }];
    }
    case 'OrderCancelled':
      return [{ orderId: event.payload.orderId, lines: [] }];
    default:
      return [];
  }
}
