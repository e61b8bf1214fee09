/** One value in the app's storage: read once, written in the order of the changes. */
import type { Storage } from './platform.js';

export interface KeptValue<T> {
  read: () => Promise<T>;
  /** Seen by `read` at once; the promise is that of its being written. */
  write: (value: T) => Promise<void>;
  /** As `write`, of what follows from what there is; no other change comes in between. Rejects as `how` throws. */
  change: (how: (value: T) => T) => Promise<void>;
  clear: () => Promise<void>;
}

/** @param empty what there is while nothing is kept */
export function keepValue<T>(storage: Storage, key: string, empty: T): KeptValue<T> {
  let value: Promise<T> | undefined;
  let written: Promise<void> = Promise.resolve();
  const inOrder = (work: () => Promise<void>) => (written = written.then(work, work));
  const read = () =>
    (value ??= storage.get(key).then((text) => (text === null ? empty : (JSON.parse(text) as T))));
  return {
    read,
    write(next) {
      value = Promise.resolve(next);
      return inOrder(() => storage.set(key, JSON.stringify(next)));
    },
    change(how) {
      const before = read();
      const next = before.then(how);
      value = next.catch(() => before);
      return inOrder(async () => storage.set(key, JSON.stringify(await next)));
    },
    clear() {
      value = Promise.resolve(empty);
      return inOrder(() => storage.remove(key));
    },
  };
}
