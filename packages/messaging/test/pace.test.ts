import { describe, expect, it } from 'vitest';
import { createPace } from '../src/pace.js';

/** Waits after each of a second's batches, which come as far apart as the pace says. */
function waitsAt(eventsPerSecond: number, maxMs: number): number[] {
  const pace = createPace(maxMs);
  const waits: number[] = [];
  let [now, before] = [1_000_000, 999_990];
  for (const end = now + 5_000; now < end;) {
    const nextAt = pace.nextAfter(now, Math.round(((now - before) * eventsPerSecond) / 1_000));
    waits.push(nextAt - now);
    before = now;
    now = Math.max(nextAt, now + 2);
  }
  return waits;
}

describe('the pace of a relay', () => {
  it('lets a second event follow the first of a quiet time at once', () => {
    const pace = createPace(50);
    expect(pace.nextAfter(1_000_000, 1) - 1_000_000).toBeLessThanOrEqual(1);
    expect(pace.nextAfter(1_000_010, 2) - 1_000_010).toBeLessThanOrEqual(3);
  });

  it('gathers under load, up to its limit', () => {
    expect(waitsAt(300, 50).at(-1)).toBe(50);
    expect(waitsAt(5_000, 50).at(-1)).toBe(50);
  });

  it('forgets a load that is over', () => {
    const pace = createPace(50);
    pace.nextAfter(1_000_000, 200);
    expect(pace.nextAfter(1_006_000, 1) - 1_006_000).toBeLessThan(2);
  });
});
