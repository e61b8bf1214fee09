/** Queued actions and their outcomes in words. */
import type { Outcome, QueuedAction } from '@tributary/mobile-client';
import { appState } from './app-state.js';
import { nameOf } from './known-variants.js';

const orderNumber = (id: string): string => appState.get().kept.orders[id]?.number ?? 'an order';

/** What the user did, as a sentence without its end. */
export function describeAction(action: QueuedAction): string {
  switch (action.kind) {
    case 'CHANGE_CART': {
      const name = nameOf(action.input.sku);
      if (action.input.quantity === 0) return `Take ${name} out of the cart`;
      return `Have ${action.input.quantity} × ${name} in the cart`;
    }
    case 'PLACE_ORDER':
      return 'Order what is in the cart';
    case 'CANCEL_ORDER':
      return `Cancel ${orderNumber(action.input.orderId)}`;
    default:
      return `Send ${orderNumber(action.input.orderId)} back`;
  }
}

/** What is worth telling of an action that went well; a cart shows for itself. */
export function describeDone(outcome: Outcome): string | null {
  if (!('result' in outcome)) return null;
  const { action, result } = outcome;
  if (result.__typename === 'OrderPlaced') return `Order ${result.order.number} is placed.`;
  if (result.__typename !== 'OrderChanged') return null;
  return action.kind === 'CANCEL_ORDER'
    ? `Order ${result.order.number} is cancelled.`
    : `We have your wish to send ${result.order.number} back.`;
}
