import { CodedError } from '@tributary/service';
import { adjust } from '../domain/stock.js';
import type { Effects } from '../effects.js';
import type { AdjustStock } from '../inputs.js';
import type { Store } from '../store.js';
import { once } from './once.js';
import { requireRoom } from './require-room.js';

export type AdjustStockOutcome = { adjusted: true } | { adjusted: false; available: number };

/**
 * Corrects a count, once per idempotency key. It cannot go below what is set aside for orders; such
 * an attempt does nothing and leaves the key free.
 * @throws CodedError NOT_FOUND for an unknown SKU, IDEMPOTENCY_KEY_REUSED
 */
export async function adjustStock(
  store: Store,
  callerId: string,
  { idempotencyKey: key, ...request }: AdjustStock,
  effects: Effects,
): Promise<AdjustStockOutcome> {
  const { sku, delta, reason } = request;
  let available = 0;
  const done = await store.transaction((tx) =>
    once(
      tx,
      { name: 'adjustStock', callerId, key, request, responseRef: sku },
      effects,
      async () => {
        const [level] = await tx.lockLevels([sku]);
        if (!level) throw new CodedError('NOT_FOUND', `There is no variant "${sku}".`);
        requireRoom(level.onHand, delta);
        available = level.onHand - level.reserved;
        if (available + delta < 0) return false;
        const movements = adjust(sku, delta).map((each) => ({ ...each, reference: reason }));
        await tx.moveStock(movements, [level], { at: effects.now(), createId: effects.createId });
        return true;
      },
    ),
  );
  return done === null ? { adjusted: false, available } : { adjusted: true };
}
