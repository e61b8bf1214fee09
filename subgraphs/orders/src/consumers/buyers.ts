/** What orders does when it hears of a buyer: staff finds their orders by what is known then. */
import type { TransactionalHandlers } from '@tributary/messaging';
import { goOnRefreshing, hearOfBuyer } from '../commands/hear-of-buyer.js';
import type { EventEnvironment } from '../commands/environment.js';
import type { Transaction } from '../store.js';

export const buyerHandlers = (env: EventEnvironment) =>
  ({
    UserRegistered: (tx, { payload: { userId, name, email }, occurredAt: at }) =>
      hearOfBuyer(tx, env, userId, { type: 'KNOWN', name, email, at }),
    UserProfileChanged: (tx, { payload: { userId, name, email }, occurredAt: at }) =>
      hearOfBuyer(tx, env, userId, { type: 'KNOWN', name, email, at }),

    async UserErased(tx, { payload: { userId }, occurredAt: at }) {
      await hearOfBuyer(tx, env, userId, { type: 'ERASED', at });
    },

    OrderSearchStale: (tx, { payload: { buyerId, afterOrderId } }) =>
      goOnRefreshing(tx, env, buyerId, afterOrderId),
  }) satisfies TransactionalHandlers<Transaction>;
