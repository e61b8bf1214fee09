/** What a subscriber of `orderUpdated` gets: the order as it is, then again after each change. */
import { CodedError, streamStates } from '@tributary/service';
import { type Context, visibleOrder } from '../context.js';
import { requireOrderId } from '../inputs.js';
import type { OrderView } from '../views.js';

type Event = { orderUpdated: OrderView };

/** @throws CodedError NOT_FOUND when the caller may not see the order; RATE_LIMITED */
export async function streamOrder(
  context: Context,
  id: string,
): Promise<AsyncIterableIterator<Event>> {
  const orderId = requireOrderId(id);
  if (!(await visibleOrder(context, orderId))) throw new CodedError('NOT_FOUND');
  const read = async () => {
    const order = await readOrder(context, orderId);
    return order && { orderUpdated: order };
  };
  return streamStates(context.updates.watch(orderId), read);
}

/** Null when it is not to be seen any more; undefined when the database did not answer. */
async function readOrder(context: Context, id: string): Promise<OrderView | null | undefined> {
  context.renewLoaders();
  try {
    return await visibleOrder(context, id);
  } catch (error) {
    context.env.logger.warn({ err: error, orderId: id }, 'a watched order could not be read');
    return undefined;
  }
}
