/** What `npm run rebuild` needs of orders: its copies of what others know, made anew. */
import { createInboxWatch, type InboxWatch } from '@tributary/messaging';
import { createId } from '@tributary/service';
import { forgetUnheardBuyers } from './commands/forget-unheard-buyers.js';
import { rebuildSearch, type RebuiltSearch } from './commands/rebuild-search.js';
import { createStore } from './store.js';

export interface OrdersRebuild {
  /** Orders and search rows: what rebuildSearch looks at. */
  countSearch(): Promise<number>;
  rebuildSearch(): AsyncGenerator<RebuiltSearch>;
  /**
   * To be called before others announce their facts: makes sure that these are believed. Answers the time
   * it is here, for forgetUnheardBuyers.
   */
  prepareForNews(): Promise<Date>;
  /** Resolves when orders has applied these events. @throws StalledError */
  untilApplied(eventIds: readonly string[], stallMs?: number): Promise<void>;
  /** To be called when all that users announced is applied; answers how many were forgotten. */
  forgetUnheardBuyers(since: Date): Promise<number>;
  close(): Promise<void>;
}

/** @param databaseUrl as the service's own role */
export function openOrdersRebuild(databaseUrl: string): OrdersRebuild {
  const store = createStore(databaseUrl, 1);
  let watch: InboxWatch | undefined;
  return {
    countSearch: () => store.countSearchRows(),
    rebuildSearch: () => rebuildSearch(store),
    prepareForNews: () => store.doubtFutureNews(),
    untilApplied: (eventIds, stallMs) =>
      (watch ??= createInboxWatch(databaseUrl)).untilApplied('orders', eventIds, stallMs),
    forgetUnheardBuyers: (since) =>
      forgetUnheardBuyers(store, { createId, now: () => new Date() }, since),
    async close() {
      await watch?.close();
      await store.close();
    },
  };
}
