/** What a subscriber of some state gets: the state as it is, then again after each change. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Watch } from './watch.js';

const retryReadMs = 1_000;

/**
 * The states as an iterator, for `subscribe` of a resolver. Written out by hand and not as a generator: a
 * generator that waits for a change cannot be returned before the change comes, and would stay behind
 * when its subscriber leaves.
 * @param read the state now; null ends the stream, undefined (it could not be read) is tried again
 */
export function streamStates<T>(
  watch: Watch,
  read: () => Promise<T | null | undefined>,
): AsyncIterableIterator<T> {
  const done = () => {
    watch.end();
    return { done: true as const, value: undefined };
  };
  const iterator: AsyncIterableIterator<T> = {
    [Symbol.asyncIterator]: () => iterator,
    async next() {
      while (await watch.changed()) {
        const state = await read();
        if (state === null) break;
        if (state !== undefined) return { done: false, value: state };
        await pause(retryReadMs);
        watch.wake();
      }
      return done();
    },
    return: async () => done(),
  };
  return iterator;
}
