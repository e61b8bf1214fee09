import { describe, expect, it } from 'vitest';
import {
  attemptsToRead,
  type PastAttempts,
  perQuarterHour,
  waitMs,
} from '../src/domain/throttle.js';

const start = Date.parse('2026-01-01T00:00:00Z');
const policy = perQuarterHour(5);
const minute = 60_000;
/** Newest first. */
const attemptsAt = (...ms: number[]) => ms.map((at) => new Date(start + at)).reverse();
const wait = (attempts: Date[], at: number) =>
  waitMs(summaryOf(attempts), new Date(start + at), policy);

/** As the store counts. */
function summaryOf(attempts: Date[]): PastAttempts | null {
  const newestAt = attempts[0];
  if (!newestAt) return null;
  const inWindow = attempts.filter((at) => newestAt.getTime() - at.getTime() < policy.windowMs);
  return { newestAt, inWindow: inWindow.length, inMemory: attempts.length };
}

describe('throttling', () => {
  it('lets four attempts through, and makes the fifth wait 30 s', () => {
    expect(wait([], 0)).toBe(0);
    expect(wait(attemptsAt(0, 1, 2, 3), 3)).toBe(0);
    expect(wait(attemptsAt(0, 1, 2, 3, 4), 4)).toBe(30_000);
    expect(wait(attemptsAt(0, 1, 2, 3, 4), 10_004)).toBe(20_000);
    expect(wait(attemptsAt(0, 1, 2, 3, 4), 30_004)).toBe(0);
  });

  it('doubles the wait with each further attempt, up to an hour', () => {
    const waits = [5, 6, 7, 8, 20].map((count) =>
      wait(attemptsAt(...Array.from({ length: count }, (_, index) => index)), count - 1),
    );
    expect(waits).toEqual([30_000, 60_000, 120_000, 240_000, 3_600_000]);
  });

  it('serves a wait in full when the window has moved on', () => {
    const attempts = attemptsAt(...Array.from({ length: 12 }, (_, index) => index));
    expect(wait(attempts, 20 * minute)).toBeGreaterThan(0);
    expect(wait(attempts, 61 * minute)).toBe(0);
  });

  it('forgets attempts that lie too far apart', () => {
    const slow = attemptsAt(0, 4 * minute, 8 * minute, 12 * minute, 16 * minute);
    expect(wait(slow, 16 * minute)).toBe(0);
  });

  it('needs no more attempts than it asks for', () => {
    const many = attemptsAt(...Array.from({ length: 50 }, (_, index) => index));
    expect(wait(many.slice(0, attemptsToRead(policy)), 49)).toBe(wait(many, 49));
  });
});
