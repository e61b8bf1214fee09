/** What `npm run rebuild` needs of users: its facts, announced again. */
import { createId } from '@tributary/service';
import { announceAccounts, type Announcement } from './commands/announce-accounts.js';
import { createStore } from './store.js';

export interface UsersRebuild {
  countAccounts(): Promise<number>;
  announceAccounts(): AsyncGenerator<Announcement>;
  close(): Promise<void>;
}

/** @param databaseUrl as the service's own role */
export function openUsersRebuild(databaseUrl: string): UsersRebuild {
  const store = createStore(databaseUrl, 1);
  return {
    countAccounts: () => store.countAllAccounts(),
    announceAccounts: () => announceAccounts(store, createId),
    close: () => store.close(),
  };
}
