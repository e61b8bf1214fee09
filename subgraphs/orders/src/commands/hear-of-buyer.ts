import { appendEvents } from '@tributary/messaging';
import { type BuyerNews, hearOf } from '../domain/buyer.js';
import type { Transaction } from '../store.js';
import type { EventEnvironment } from './environment.js';
import { eraseBuyer } from './erase-buyer.js';

/** Orders whose search rows one transaction makes anew; a buyer with more of them has it done in turns. */
const ordersPerTurn = 500;

/**
 * Takes in what users says of a buyer. Someone erased loses the cart and what has not shipped, and their orders lose
 * who bought them and where they went; doing that again is harmless, and finds what was placed in between.
 */
export async function hearOfBuyer(
  tx: Transaction,
  env: Pick<EventEnvironment, 'createId' | 'now'>,
  userId: string,
  news: BuyerNews,
): Promise<void> {
  await tx.lockSearchAsWriter();
  const known = await tx.lockBuyer(userId);
  const { buyer, isRenamed } = hearOf(known, news);
  if (buyer !== known) await tx.saveBuyer(userId, buyer);
  if (news.type === 'ERASED') await eraseBuyer(tx, env, userId);
  if (isRenamed || news.type === 'ERASED') await refreshSearch(tx, env, userId, null);
}

/** The next turn of a buyer with many orders. */
export async function goOnRefreshing(
  tx: Transaction,
  env: EventEnvironment,
  buyerId: string,
  afterOrderId: string,
): Promise<void> {
  await tx.lockSearchAsWriter();
  await tx.lockBuyer(buyerId);
  await refreshSearch(tx, env, buyerId, afterOrderId);
}

/**
 * Makes anew what the orders of a buyer are found by, from `afterId` on, one turn's worth; another turn is asked for
 * by an event. The caller holds off other changes of the buyer.
 */
export async function refreshSearch(
  tx: Transaction,
  { createId, now }: Pick<EventEnvironment, 'createId' | 'now'>,
  buyerId: string,
  afterId: string | null,
): Promise<void> {
  const afterOrderId = await tx.refreshSearchOfBuyer(buyerId, afterId, ordersPerTurn);
  if (afterOrderId === null) return;
  const payload = { buyerId, afterOrderId };
  await appendEvents(tx, [
    { id: createId(), name: 'OrderSearchStale', key: buyerId, payload, occurredAt: now() },
  ]);
}
