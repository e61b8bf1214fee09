/** The schedule that looks at the stock and states what staff and waiting customers want to know. */
import type { Broker } from '@tributary/messaging';
import type { Logger } from '@tributary/service';
import { announceLowStock } from './commands/announce-low-stock.js';
import { tellWatchers } from './commands/tell-watchers.js';
import type { Effects } from './effects.js';
import type { Store } from './store.js';

export interface StockNotices {
  broker: Pick<Broker, 'schedule'>;
  store: Store;
  effects: Effects;
  logger: Logger;
  intervalMs: number;
}

export function scheduleStockNotices(options: StockNotices): void {
  const { broker, store, effects, logger, intervalMs } = options;
  broker.schedule('inventory.stock-notices', intervalMs, async (signal) => {
    const told = await tellWatchers(store, effects, signal);
    if (told > 0) logger.info({ told }, 'watches of stock ended');
    const low = await announceLowStock(store, effects, signal);
    if (low > 0) logger.info({ low }, 'variants run low');
  });
}
