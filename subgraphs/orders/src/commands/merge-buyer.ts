import { mergeLines } from '../domain/cart.js';
import type { Transaction } from '../store.js';

/** A guest has signed in: what was in the guest's cart joins the account's, and the orders move. */
export async function mergeBuyer(
  tx: Transaction,
  { guestId, userId }: { guestId: string; userId: string },
  now: Date,
): Promise<void> {
  const guestLines = await tx.lockCart(guestId);
  if (guestLines.length > 0) {
    const added = mergeLines(await tx.openCart(userId, now), guestLines);
    for (const line of added) await tx.saveCartLine(userId, line, now);
  }
  await tx.eraseCart(guestId);
  await tx.moveOrders(guestId, userId);
}
