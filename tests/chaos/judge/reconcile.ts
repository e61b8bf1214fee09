/** The product's own proof over the same books: `npm run reconcile -- --strict`, as lines. */
import { reconcile } from '@tributary/reconciliation';

/** One line per breach that the report details. @param env of the system, without proxies */
export async function reconcileBooks(env: Record<string, string>): Promise<string[]> {
  const { checks } = await reconcile({
    urls: {
      users: env['USERS_DATABASE_URL']!,
      orders: env['ORDERS_DATABASE_URL']!,
      inventory: env['INVENTORY_DATABASE_URL']!,
      redis: env['REDIS_URL'],
      jobs: env['JOBS_DATABASE_URL'],
    },
    strict: true,
    settleSeconds: 1,
    settleRounds: 3,
  });
  const skipped = checks.flatMap(({ name, skipped }) =>
    skipped ? [`reconcile left ${name} out: ${skipped}.`] : [],
  );
  const breaches = checks.flatMap(({ name, details }) =>
    details.map(({ subject, expected, found }) => `${name}: ${subject}: ${expected}, but ${found}`),
  );
  return [...skipped, ...breaches];
}
