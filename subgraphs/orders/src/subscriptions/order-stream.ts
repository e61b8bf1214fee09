/** What a subscriber of `orderUpdated` gets: the order as it is, then again after each change. */
import { setTimeout as pause } from 'node:timers/promises';
import { CodedError } from '@tributary/service';
import { type Context, visibleOrder } from '../context.js';
import { requireOrderId } from '../inputs.js';
import type { OrderView } from '../views.js';

type Event = { orderUpdated: OrderView };

const retryReadMs = 1_000;

/**
 * Written out by hand and not as a generator: a generator that waits for a change cannot be returned
 * before the change comes, and would stay behind when its subscriber leaves.
 * @throws CodedError NOT_FOUND when the caller may not see the order; RATE_LIMITED
 */
export async function streamOrder(
  context: Context,
  id: string,
): Promise<AsyncIterableIterator<Event>> {
  const orderId = requireOrderId(id);
  if (!(await visibleOrder(context, orderId))) throw new CodedError('NOT_FOUND');
  const watch = context.updates.watch(orderId);
  const done = () => {
    watch.end();
    return { done: true as const, value: undefined };
  };
  const iterator: AsyncIterableIterator<Event> = {
    [Symbol.asyncIterator]: () => iterator,
    async next() {
      while (await watch.changed()) {
        const order = await readOrder(context, orderId);
        if (order === null) break;
        if (order) return { done: false, value: { orderUpdated: order } };
        await pause(retryReadMs);
        watch.wake();
      }
      return done();
    },
    return: async () => done(),
  };
  return iterator;
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
