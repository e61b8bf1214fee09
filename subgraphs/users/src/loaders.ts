/** One statement per kind of reference and request, however many items ask. Loaders by result. */
import DataLoader from 'dataloader';
import type { Environment } from './commands/environment.js';
import { addressesPerUser } from './domain/address-book.js';
import { sessionsPerUser } from './domain/session-lifetime.js';
import { isUuid } from './inputs.js';
import type { SavedAddress, StoredSession } from './store.js';
import { toUserView, type UserView } from './views.js';

export interface Loaders {
  /** Null for an unknown or closed account and for an id that is no UUID. */
  userById: DataLoader<string, UserView | null>;
  addressesByUser: DataLoader<string, SavedAddress[]>;
  activeSessionsByUser: DataLoader<string, StoredSession[]>;
}

export function createLoaders({ store, now }: Environment): Loaders {
  return {
    userById: new DataLoader(async (ids) => {
      const people = await store.findPeople(ids.filter(isUuid));
      const byId = new Map(people.map((person) => [person.id, person]));
      return ids.map((id) => {
        const person = byId.get(id.toLowerCase());
        return person ? toUserView(person) : null;
      });
    }),
    addressesByUser: new DataLoader(async (userIds) => {
      const groups = groupByUser(await store.findAddresses(userIds));
      return userIds.map((id) => (groups.get(id) ?? []).slice(0, addressesPerUser));
    }),
    activeSessionsByUser: new DataLoader(async (userIds) => {
      const groups = groupByUser(await store.findActiveSessions(userIds, now(), sessionsPerUser));
      return userIds.map((id) => groups.get(id) ?? []);
    }),
  };
}

function groupByUser<T extends { userId: string }>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.userId);
    if (group) group.push(row);
    else groups.set(row.userId, [row]);
  }
  return groups;
}
