/** Sales and stock in figures, and background work, as staff see them. */
import { CodedError } from '@tributary/service';
import { type GatewayResult, readParts } from '@tributary/service/gateway-client';
import type {
  DashboardPageQuery,
  JobsPageQuery,
  JobsPartsFragment,
  ReplayJobMutation,
  ReplayOutcomeFragment,
} from '../generated/operations.js';
import type { PagePart, ResolversParentTypes } from '../generated/resolvers.js';
import type { PriceView } from './price.js';
import { toStockRow } from './staff-catalogue.js';

/** `amount` may be greater than an Int; its text is made when it is asked for. */
export type SalesTotalView = PriceView & { orders: number };

/** @throws CodedError FORBIDDEN and others that no part of the page can stand for; so do the others here. */
export function toDashboardPage(
  result: GatewayResult<DashboardPageQuery>,
  { withSales, withStock }: { withSales: boolean; withStock: boolean },
): ResolversParentTypes['DashboardPage'] {
  const parts = readParts<PagePart>(result, { SALES: withSales, STOCK: withStock });
  const stock = parts.take('STOCK', result.data?.stockReport, 'inventory');
  return {
    sales: parts.take('SALES', result.data?.sales, 'orders'),
    stock: stock && {
      levels: stock.levels ?? [],
      categories: stock.categories ?? [],
      scarce: (stock.lowStock ?? []).map(toStockRow),
    },
    unavailable: parts.unavailable,
  };
}

export function toJobsPage(
  result: GatewayResult<JobsPageQuery>,
  wanted: { withUsers: boolean; withOrders: boolean; withInventory: boolean },
): ResolversParentTypes['JobsPage'] {
  const parts = readParts<PagePart>(result, {
    USERS_JOBS: wanted.withUsers,
    ORDERS_JOBS: wanted.withOrders,
    INVENTORY_JOBS: wanted.withInventory,
  });
  const { usersJobs, ordersJobs, inventoryJobs } = result.data ?? {};
  return {
    users: toServiceJobs(parts.take('USERS_JOBS', usersJobs, 'users')),
    orders: toServiceJobs(parts.take('ORDERS_JOBS', ordersJobs, 'orders')),
    inventory: toServiceJobs(parts.take('INVENTORY_JOBS', inventoryJobs, 'inventory')),
    unavailable: parts.unavailable,
  };
}

const toServiceJobs = (jobs: JobsPartsFragment | null) =>
  jobs && {
    queues: jobs.queues ?? [],
    schedules: jobs.schedules ?? [],
    deadLetters: jobs.deadLetters ?? [],
  };

/** @throws CodedError INTERNAL_SERVER_ERROR when no service was asked */
export function toReplayResult(data: ReplayJobMutation): ReplayOutcomeFragment {
  const outcome = data.replayUsersJob ?? data.replayOrdersJob ?? data.replayInventoryJob;
  if (!outcome) throw new CodedError('INTERNAL_SERVER_ERROR');
  return outcome;
}
