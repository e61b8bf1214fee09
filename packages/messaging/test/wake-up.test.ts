import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createWakeUp, type WakeUp } from '../src/wake-up.js';

describe('a wake-up', () => {
  let wakeUp: WakeUp;
  let log: string[];

  beforeEach(() => {
    vi.useFakeTimers();
    wakeUp = createWakeUp();
    log = [];
  });
  afterEach(() => vi.useRealTimers());

  const sleep = (durationMs: number, options?: { onlyFor: 'stop' }) =>
    wakeUp.sleep(durationMs, options).then(() => log.push('awake'));

  it('sleeps its time when nothing happens', async () => {
    const sleeping = sleep(1_000);
    await vi.advanceTimersByTimeAsync(999);
    expect(log).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    await sleeping;
    expect(log).toEqual(['awake']);
  });

  it('is cut short by work', async () => {
    const sleeping = sleep(1_000);
    wakeUp.wake('work');
    await sleeping;
    expect(log).toEqual(['awake']);
  });

  it('remembers work that came before, once', async () => {
    wakeUp.wake('work');
    await sleep(1_000);
    void sleep(1_000);
    await vi.advanceTimersByTimeAsync(999);
    expect(log).toEqual(['awake']);
  });

  it('backs off through new work, keeps it for later, and ends at once on stop', async () => {
    const backingOff = sleep(1_000, { onlyFor: 'stop' });
    wakeUp.wake('work');
    await vi.advanceTimersByTimeAsync(500);
    expect(log).toEqual([]);
    wakeUp.wake('stop');
    await backingOff;
    await sleep(60_000);
    expect(log).toEqual(['awake', 'awake']);
  });
});
