/**
 * Throttling by a sliding window with a wait that doubles. It looks only at recorded times, so it
 * gives the same answer after a restart and on any number of processes.
 */
export interface ThrottlePolicy {
  /** This many within the window start a wait. */
  limit: number;
  windowMs: number;
  /** The first wait; each further attempt within the memory doubles it. */
  firstWaitMs: number;
  longestWaitMs: number;
  /** How far back attempts still lengthen the wait; at least `windowMs`. */
  memoryMs: number;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** The wait a policy starts with when its limit is reached, as all of ours have it. */
const waits = { firstWaitMs: 30_000, longestWaitMs: 60 * minuteMs, memoryMs: dayMs };

/** At most `limit` within a quarter of an hour. */
export const perQuarterHour = (limit: number): ThrottlePolicy => ({
  limit,
  windowMs: 15 * minuteMs,
  ...waits,
});

/** At most `limit` within an hour. */
export const perHour = (limit: number): ThrottlePolicy => ({
  limit,
  windowMs: 60 * minuteMs,
  ...waits,
});

/** The newest attempts that a policy needs to know: beyond them the wait is the longest anyway. */
export const attemptsToRead = ({ limit, firstWaitMs, longestWaitMs }: ThrottlePolicy): number =>
  limit + Math.ceil(Math.log2(longestWaitMs / firstWaitMs)) + 1;

/** What `memoryMs` knows of, of the newest `attemptsToRead`. */
export interface PastAttempts {
  newestAt: Date;
  /** Less than `windowMs` before the newest; it is one of them. */
  inWindow: number;
  inMemory: number;
}

/**
 * How long to wait until the next attempt, in milliseconds; 0 when it may be made now. A wait starts
 * with the attempt that reached the limit, and is served in full even when the window has moved on
 * meanwhile.
 */
export function waitMs(past: PastAttempts | null, now: Date, policy: ThrottlePolicy): number {
  if (past === null || past.inWindow < policy.limit) return 0;
  const doublings = past.inMemory - policy.limit;
  const wait = Math.min(policy.longestWaitMs, policy.firstWaitMs * 2 ** doublings);
  return Math.max(0, past.newestAt.getTime() + wait - now.getTime());
}
