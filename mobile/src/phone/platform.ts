/** What the client library is handed of the browser: its network, a place to keep texts, and random ids. */
import type { Platform } from '@tributary/mobile-client';
import { createStore, del, get, set } from 'idb-keyval';

/** IndexedDB of this origin: the app's own. */
const kept = createStore('tributary', 'kept');

export const storage: Platform['storage'] = {
  get: async (key) => (await get<string>(key, kept)) ?? null,
  set: (key, value) => set(key, value, kept),
  remove: (key) => del(key, kept),
};

export const platform: Platform = {
  fetch: (url, init) => fetch(url, init as RequestInit),
  storage,
  createId: () => crypto.randomUUID(),
  timeoutSignal: (timeoutMs) => AbortSignal.timeout(timeoutMs),
};
