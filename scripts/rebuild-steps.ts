/** The parts of `npm run rebuild`: what each counts, does batch by batch, and has to say at its end. */
import type { InventoryRebuild } from '../subgraphs/inventory/src/rebuild.js';
import type { OrdersRebuild } from '../subgraphs/orders/src/rebuild.js';
import type { UsersRebuild } from '../subgraphs/users/src/rebuild.js';

export interface Services {
  users: UsersRebuild;
  orders: OrdersRebuild;
  inventory: InventoryRebuild;
}

export interface Step {
  /** What is counted, in the plural. */
  counts: string;
  needs: readonly (keyof Services)[];
  total(services: Services): Promise<number>;
  /** Yields how many were done by each batch; answers what came of it. */
  run(services: Services): AsyncGenerator<number, Outcome>;
}

export interface Outcome {
  summary: string;
  /** What could not be put right, and what to do about it. */
  fault?: string;
}

const count = (number: number, one: string, many = `${one}s`) =>
  `${number} ${number === 1 ? one : many}`;

/** In the order in which they are done: the later use what the earlier put right. */
export const steps: Record<string, Step> = {
  'stock-levels': {
    counts: 'variants',
    needs: ['inventory'],
    total: ({ inventory }) => inventory.countVariants(),
    run: rebuildLevels,
  },
  'known-prices': {
    counts: 'products',
    needs: ['inventory', 'orders'],
    total: ({ inventory }) => inventory.countProducts(),
    async *run({ inventory, orders }) {
      await orders.prepareForNews();
      const announced = yield* announce(inventory.announceCatalogue(), orders);
      return {
        summary: `Orders knows the prices and names of ${count(announced, 'product')} again.`,
      };
    },
  },
  buyers: {
    counts: 'accounts',
    needs: ['users', 'orders'],
    total: ({ users }) => users.countAccounts(),
    async *run({ users, orders }) {
      const since = await orders.prepareForNews();
      const announced = yield* announce(users.announceAccounts(), orders);
      const forgotten = await orders.forgetUnheardBuyers(since);
      return {
        summary: `Orders knows ${count(announced, 'account')} again; it forgot ${count(forgotten, 'buyer')} that users does not know.`,
      };
    },
  },
  'orders-search': {
    counts: 'orders and search rows',
    needs: ['orders'],
    total: ({ orders }) => orders.countSearch(),
    async *run({ orders }) {
      let corrected = 0;
      for await (const batch of orders.rebuildSearch()) {
        corrected += batch.corrected;
        yield batch.seen;
      }
      return { summary: `${count(corrected, 'search row')} missing, wrong or without an order.` };
    },
  },
};

/** Hands out the batches no faster than orders takes them in. */
async function* announce(
  batches: AsyncGenerator<{ seen: number; eventIds: string[] }>,
  orders: OrdersRebuild,
): AsyncGenerator<number, number> {
  let announced = 0;
  for await (const { seen, eventIds } of batches) {
    await orders.untilApplied(eventIds);
    announced += seen;
    yield seen;
  }
  return announced;
}

async function* rebuildLevels({ inventory }: Services): AsyncGenerator<number, Outcome> {
  let [levels, products] = [0, 0];
  const unsound: string[] = [];
  for await (const batch of inventory.rebuildLevels()) {
    levels += batch.corrected.length;
    products += batch.products;
    unsound.push(...batch.unsound.slice(0, 20));
    yield batch.seen;
  }
  const summary = `${count(levels, 'level')} and the availability of ${count(products, 'product')} were wrong.`;
  if (unsound.length === 0) return { summary };
  const named = unsound.slice(0, 10).join(', ') + (unsound.length > 10 ? ', …' : '');
  return {
    summary,
    fault: `The ledger of ${named} adds up to less than nothing, or to more set aside than there is. Their levels are left as they are: count the stock, then correct it with adjustStock.`,
  };
}
