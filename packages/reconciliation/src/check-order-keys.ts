/** The one check of orders that compares them with one another. */
import type { Run } from './run.js';

export const orderKeys = {
  name: 'order-keys',
  says: 'No buyer has two orders with one idempotency key.',
  remedy: 'The unique index is gone: put it back, and cancel the later order.',
};

const twins = `
  SELECT array_agg(number ORDER BY placed_at) AS numbers, idempotency_key AS key
  FROM orders WHERE buyer_id IS NOT NULL
  GROUP BY buyer_id, idempotency_key HAVING count(*) > 1`;

export async function checkOrderKeys({ sources, tally }: Run): Promise<void> {
  const { orders } = sources.databases;
  if (!orders) return tally.skip(orderKeys, 'the orders database was not given');
  const [row] = await orders.rows<{ count: number }>(
    'SELECT count(*)::float8 AS count FROM orders',
  );
  tally.of(orderKeys).examined = row!.count;
  for await (const page of orders.pages<{ numbers: string[]; key: string }>(twins))
    for (const { numbers, key } of page)
      tally.add(
        orderKeys,
        { subject: numbers.join(', ').slice(0, 200), remedy: orderKeys.remedy },
        { expected: `one order with key ${key}`, found: `${numbers.length} orders` },
      );
}
