/** What the closing of an account means for its orders, all in the transaction of the event that says so. */
import { PermanentError } from '@tributary/messaging';
import type { Transaction } from '../store.js';
import { changeOrder } from './change-order.js';
import type { EventEnvironment } from './environment.js';

/**
 * Cancels what has not shipped (paid back or given up as after any cancellation), then forgets the
 * person. What has left goes on without a name.
 */
export async function eraseBuyer(
  tx: Transaction,
  env: Pick<EventEnvironment, 'now' | 'createId'>,
  userId: string,
): Promise<void> {
  await tx.eraseCart(userId);
  for (const id of await tx.cancellableOrders(userId)) {
    const order = await tx.lockOrder(id);
    if (!order) throw new PermanentError(`The order ${id} is gone.`);
    const reason = 'The account was closed.';
    await changeOrder(tx, env, order, {
      type: 'cancel',
      by: 'CLOSURE',
      reason,
      refundId: env.createId(),
    });
  }
  await tx.eraseBuyer(userId);
}
