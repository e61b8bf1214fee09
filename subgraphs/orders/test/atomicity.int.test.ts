/** A change, its events and its inbox row are one: whoever dies in the middle leaves nothing of it. */
import { claimInbox } from '@tributary/messaging';
import { createId } from '@tributary/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeOrder } from '../src/commands/change-order.js';
import { createStore } from '../src/store.js';
import { type Harness, staff, startHarness } from './harness.js';
import { shopping } from './shopping.js';

let harness: Harness;
let shop: ReturnType<typeof shopping>;
beforeAll(async () => {
  harness = await startHarness();
  harness.inventory.offer({ sku: 'MUG-BLUE', amount: 1_000 });
  shop = shopping(harness);
});
afterAll(() => harness.close());

const expiresAt = new Date(Date.now() + 900_000).toISOString();

/** Handles the event up to its commit, which does not come. Ends when all that was sent has been done. */
async function dieBeforeCommit(orderId: string, eventId: string): Promise<void> {
  const store = createStore(harness.database.url);
  const died = store.transaction(async (tx) => {
    await claimInbox(tx, 'orders', eventId);
    const order = await tx.lockOrder(orderId);
    await changeOrder(tx, harness.env, order!, { type: 'reserveStock' });
    throw new Error('died before the commit');
  });
  await expect(died).rejects.toThrow('died before the commit');
  await store.close();
}

describe('a change', () => {
  it('takes its events with it when it is rolled back', async () => {
    const { id } = await shop.order();
    await dieBeforeCommit(id, createId());
    expect(await shop.names(id)).toEqual(['OrderPlaced']);
    expect((await shop.read(id)).status).toBe('PENDING');
  });

  it('leaves the event to be handled again when it is rolled back', async () => {
    const { id } = await shop.order();
    const eventId = createId();
    await dieBeforeCommit(id, eventId);
    await harness.deliver('StockReserved', { orderId: id, expiresAt }, eventId);
    expect((await shop.read(id)).status).toBe('AWAITING_PAYMENT');
    expect(await shop.names(id)).toEqual(['OrderPlaced', 'PaymentRequested']);
  });
});

describe('a refund', () => {
  it('is paid once when the worker died before it wrote that down', async () => {
    const { id } = await shop.confirmedOrder();
    const input = { orderId: id, amount: 300, reason: 'Late', idempotencyKey: createId() };
    await shop.command('refundOrder', input, staff());
    harness.wrapProvider({
      async refund(request) {
        await harness.provider.refund(request);
        throw new Error('died after the call');
      },
    });
    await expect(harness.deliverFromOutbox('RefundRequested', id)).rejects.toThrow('died');
    harness.wrapProvider({});
    await harness.deliverFromOutbox('RefundRequested', id);
    const { rows } = await harness.owner.query(
      'SELECT refunded FROM demo_provider_payments WHERE key = $1',
      [id],
    );
    expect(rows).toEqual([{ refunded: 300 }]);
    expect((await shop.read(id)).payment.refunded.amount).toBe(300);
  });
});
