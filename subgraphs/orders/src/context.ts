import type { JobsDesk } from '@tributary/messaging';
import { CodedError, type Identity, isStaff, requireUser } from '@tributary/service';
import type { Caller, Environment } from './commands/environment.js';
import { createLoaders, type Loaders } from './loaders.js';
import type { OrderUpdates } from './subscriptions/order-updates.js';
import type { OrderView } from './views.js';

/** What every resolver gets: made anew for each request. */
export interface Context {
  identity: Identity;
  env: Environment;
  updates: OrderUpdates;
  jobs: JobsDesk;
  /** Made when they are first asked for: many requests need none. */
  readonly loaders: Loaders;
  /** After a change: what was loaded before it is old. */
  renewLoaders(): void;
}

export const createContext =
  (env: Environment, updates: OrderUpdates, jobs: JobsDesk) =>
  (identity: Identity): Context => {
    let loaders: Loaders | undefined;
    return {
      identity,
      env,
      updates,
      jobs,
      get loaders() {
        return (loaders ??= createLoaders(env.store));
      },
      renewLoaders: () => {
        loaders = undefined;
      },
    };
  };

/** The order, if the caller bought it or is staff; otherwise null, as if there were none. */
export async function visibleOrder(context: Context, id: string): Promise<OrderView | null> {
  const order = await context.loaders.orderById.load(id);
  const { identity } = context;
  const isBuyer = order !== null && order.buyerId !== null && order.buyerId === identity.userId;
  return isBuyer || isStaff(identity) ? order : null;
}

/** The order after a change that the caller made. @throws CodedError NOT_FOUND when it is gone */
export async function changedOrder(context: Context, id: string): Promise<OrderView> {
  context.renewLoaders();
  const order = await context.loaders.orderById.load(id);
  if (!order) throw new CodedError('NOT_FOUND');
  return order;
}

/** @throws CodedError UNAUTHENTICATED for a guest */
export const requireCaller = ({ identity }: Context): Caller => ({
  userId: requireUser(identity),
  isStaff: isStaff(identity),
});
