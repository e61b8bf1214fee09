/** The people behind the shop: they put up products, book goods in, ship, take back and pay back. */
import { randomUUID } from 'node:crypto';
import type { Random } from '../random.js';
import { type Ask, untilAnswered } from './ask.js';
import type { ShopFront } from './shop-front.js';
import type { Told } from './told.js';

export interface Staff {
  /** Makes a product with one variant of its own and answers the SKU. */
  createProduct(): Promise<string>;
  /** Books units in, once, however often it must be asked. */
  receive(sku: string, quantity: number): Promise<void>;
  /** Units that can be bought of each. */
  available(skus: readonly string[]): Promise<Map<string, number>>;
  /** Takes a confirmed order through the rest of its life, or a part of it. */
  fulfil(orderId: string, front: ShopFront): Promise<void>;
}

export const receivingReference = 'chaos';

export function createStaff(ask: Ask, told: Told, random: Random, giveUp: AbortSignal): Staff {
  const act = (name: string, result: string, input: object) =>
    untilAnswered(async () => {
      const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
      const data = await ask(
        `mutation ($input: ${type}!) { ${name}(input: $input) { ${result} } }`,
        { input },
      );
      return data[name] as { __typename?: string };
    }, giveUp);
  const step = async (name: string, input: object) =>
    (await act(name, '__typename', input))?.__typename === 'OrderSuccess';

  return {
    async createProduct() {
      const { categories } = await ask('{ categories { slug } }');
      const sku = `CHAOS-${randomUUID().slice(0, 13)}`.toUpperCase();
      await act('createProduct', '__typename', {
        slug: sku.toLowerCase(),
        name: `Wanted ${sku}`,
        description: 'Everybody wants it.',
        category: categories[0].slug,
        variants: [{ sku, name: 'Only', amount: 1990, currency: 'EUR' }],
      });
      return sku;
    },
    async receive(sku, quantity) {
      const idempotencyKey = randomUUID();
      const input = { sku, quantity, reference: receivingReference, idempotencyKey };
      const booked = await act('receiveStock', 'sku', input);
      if (booked) told.received.set(sku, (told.received.get(sku) ?? 0) + quantity);
    },
    async available(skus) {
      const fields = skus.map(
        (sku, at) => `v${at}: variant(sku: "${sku}") { stock { available } }`,
      );
      const data = await ask(`{ ${fields.join(' ')} }`);
      return new Map(skus.map((sku, at) => [sku, Number(data[`v${at}`]?.stock.available ?? 0)]));
    },
    async fulfil(orderId, front) {
      const [returns, restock, refunds] = [
        random.chance(0.4),
        random.chance(0.7),
        random.chance(0.2),
      ];
      if (!(await step('shipOrder', { orderId, trackingCode: 'X1' }))) return;
      if (refunds)
        await step('refundOrder', {
          orderId,
          amount: 100,
          reason: 'scratched',
          idempotencyKey: randomUUID(),
        });
      if (!(await step('deliverOrder', { orderId })) || !returns) return;
      if (await untilAnswered(() => front.requestReturn(orderId), giveUp))
        await step('approveReturn', { orderId, restock });
    },
  };
}
