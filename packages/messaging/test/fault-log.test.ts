import type { Logger } from '@tributary/service';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFaultLog, describeError } from '../src/fault-log.js';

describe('the fault log', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('logs an equal fault once in ten seconds and says how many it kept back', () => {
    const warn = vi.fn<(details: object, message: string) => void>();
    const report = createFaultLog({ warn } as unknown as Logger);
    for (let times = 0; times < 5; times++) report('It broke', new Error('refused'));
    report('It broke', new Error('reset'));
    expect(warn.mock.calls).toEqual([
      [{ reason: 'refused' }, 'It broke'],
      [{ reason: 'reset' }, 'It broke'],
    ]);
    vi.advanceTimersByTime(10_001);
    report('It broke', new Error('refused'));
    expect(warn).toHaveBeenLastCalledWith({ reason: 'refused', timesSince: 4 }, 'It broke');
  });

  it('finds words for errors without a message', () => {
    const refused = [new Error('refused ::1'), new Error('refused 127.0.0.1')];
    expect(describeError(new AggregateError(refused))).toBe('refused ::1, refused 127.0.0.1');
    expect(describeError(new TypeError())).toBe('TypeError');
    expect(describeError('plain text')).toBe('plain text');
  });
});
