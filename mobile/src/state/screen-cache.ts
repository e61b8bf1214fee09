/** The last answers of the screens that were looked at: they open at once, and without a network. Bounded. */
import { clear, createStore, del, entries, get, set } from 'idb-keyval';

interface KeptScreen {
  /** In ms since the epoch. */
  at: number;
  data: unknown;
}

const store = createStore('tributary-screens', 'answers');
const maxScreens = 100;

export const readScreen = (key: string): Promise<KeptScreen | undefined> => get(key, store);

export const keepScreen = (key: string, data: unknown): Promise<void> =>
  set(key, { at: Date.now(), data } satisfies KeptScreen, store);

/** What one user saw is not for the next one. */
export const forgetScreens = (): Promise<void> => clear(store);

/** Drops the oldest; once, when the app starts. */
export async function tidyScreens(): Promise<void> {
  const kept = await entries<string, KeptScreen>(store);
  const newestFirst = kept.toSorted(([, one], [, other]) => other.at - one.at);
  await Promise.all(newestFirst.slice(maxScreens).map(([key]) => del(key, store)));
}
