import { appendEvents, type DomainEvent } from '@tributary/messaging';
import type { Store } from '../store.js';
import type { AnnouncedAccount } from '../store/announced-accounts.js';

/** Events at once: what waits for its turn behind them does not wait long. */
const accountsPerBatch = 200;

export interface Announcement {
  /** Accounts announced in this batch. */
  seen: number;
  eventIds: string[];
}

/**
 * Says of every account what is true of it now, as if it had just changed, closed ones included. Each batch is a
 * transaction of its own, made when it is asked for; doing it again is harmless.
 */
export async function* announceAccounts(
  store: Store,
  createId: () => string,
): AsyncGenerator<Announcement> {
  for (let afterId: string | null = null; ;) {
    const from: string | null = afterId;
    const { accounts, events } = await store.transaction(async (tx) => {
      const locked = await tx.lockAccountsAfter(from, accountsPerBatch);
      const made = locked.accounts.flatMap((account) => toEvents(account, createId, locked.at));
      await appendEvents(tx, made);
      return { accounts: locked.accounts, events: made };
    });
    if (accounts.length === 0) return;
    yield { seen: accounts.length, eventIds: events.map(({ id }) => id) };
    afterId = accounts.at(-1)!.id;
  }
}

function toEvents(
  account: AnnouncedAccount,
  createId: () => string,
  occurredAt: Date,
): DomainEvent[] {
  const { id: userId, email, name, isErased } = account;
  const common = { id: createId(), key: userId, occurredAt };
  if (isErased) return [{ ...common, name: 'UserErased', payload: { userId } }];
  // A guest who said nothing is nothing to tell of.
  if (email === null || name === null) return [];
  return [{ ...common, name: 'UserProfileChanged', payload: { userId, email, name } }];
}
