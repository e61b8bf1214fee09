/** The schedule that looks after carts nobody touches: old ones go, left ones are stated once. */
import type { Broker } from '@tributary/messaging';
import { deleteOldCarts } from './commands/delete-old-carts.js';
import type { EventEnvironment } from './commands/environment.js';
import { remindOfCarts } from './commands/remind-of-carts.js';

export interface CartCare {
  intervalMs: number;
  /** How long a cart is left alone before its buyer is reminded; 0 reminds nobody. */
  abandonedAfterMs: number;
  /** How long an untouched cart is kept. */
  keptForMs: number;
}

export function scheduleCartCare(
  broker: Pick<Broker, 'schedule'>,
  env: EventEnvironment,
  { intervalMs, abandonedAfterMs, keptForMs }: CartCare,
): void {
  broker.schedule('orders.abandoned-carts', intervalMs, async (signal) => {
    const deleted = await deleteOldCarts(env, keptForMs, signal);
    if (deleted > 0) env.logger.info({ deleted }, 'old carts deleted');
    if (abandonedAfterMs === 0) return;
    const reminded = await remindOfCarts(env, abandonedAfterMs, signal);
    if (reminded > 0) env.logger.info({ reminded }, 'buyers are reminded of their carts');
  });
}
