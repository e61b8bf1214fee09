import { mergeLines } from '../domain/cart.js';
import type { Transaction } from '../store.js';
import type { EventEnvironment } from './environment.js';
import { hearOfBuyer } from './hear-of-buyer.js';

/** A guest has signed in: the guest's cart joins the account's, the orders move, and the guest is forgotten. */
export async function mergeBuyer(
  tx: Transaction,
  env: Pick<EventEnvironment, 'createId' | 'now'>,
  { guestId, userId }: { guestId: string; userId: string },
): Promise<void> {
  const now = env.now();
  const guestLines = await tx.lockCart(guestId);
  if (guestLines.length > 0) {
    const added = mergeLines(await tx.openCart(userId, now), guestLines);
    for (const line of added) await tx.saveCartLine(userId, line, now);
  }
  await tx.moveOrders(guestId, userId);
  await hearOfBuyer(tx, env, guestId, { type: 'ERASED', at: now });
}
