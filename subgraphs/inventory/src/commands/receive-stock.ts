import { CodedError } from '@tributary/service';
import { receive } from '../domain/stock.js';
import type { Effects } from '../effects.js';
import type { ReceiveStock } from '../inputs.js';
import type { Store } from '../store.js';
import { requireRoom } from './require-room.js';
import { once } from './once.js';

/**
 * Books goods in, once per idempotency key.
 * @throws CodedError NOT_FOUND for an unknown SKU, IDEMPOTENCY_KEY_REUSED
 */
export async function receiveStock(
  store: Store,
  callerId: string,
  { idempotencyKey: key, ...request }: ReceiveStock,
  effects: Effects,
): Promise<void> {
  const { sku, quantity, reference } = request;
  await store.transaction((tx) =>
    once(
      tx,
      { name: 'receiveStock', callerId, key, request, responseRef: sku },
      effects,
      async () => {
        const [level] = await tx.lockLevels([sku]);
        if (!level) throw new CodedError('NOT_FOUND', `There is no variant "${sku}".`);
        requireRoom(level.onHand, quantity);
        const movements = receive([{ sku, quantity }]).map((each) => ({ ...each, reference }));
        await tx.moveStock(movements, [level], { at: effects.now(), createId: effects.createId });
        return true;
      },
    ),
  );
}
