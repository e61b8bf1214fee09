/**
 * How far apart the relay's batches begin. The more events there are the longer it waits, because what a
 * batch costs it costs once for all that are in it; with few events none waits for another.
 */
export interface Pace {
  /** Tells of a batch that began at `beganAt` (epoch ms) and answers when the next may begin. */
  nextAfter(beganAt: number, published: number): number;
}

/** @param maxMs reached at so many events in a second as it has milliseconds */
export function createPace(maxMs: number): Pace {
  let recentEvents = 0;
  let lastAt = 0;
  return {
    nextAfter(beganAt, published) {
      // Each event counts in full at first, and a third of it after a second.
      const elapsedMs = Math.max(0, beganAt - lastAt);
      recentEvents = recentEvents * Math.exp(-elapsedMs / 1_000) + published;
      lastAt = beganAt;
      return beganAt + Math.min(maxMs, recentEvents);
    },
  };
}
