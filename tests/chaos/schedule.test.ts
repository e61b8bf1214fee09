import { describe, expect, it } from 'vitest';
import { createRandom } from './random.js';
import { createSchedule, type FaultKind } from './schedule.js';

const tenMinutesMs = 600_000;

describe('a schedule', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(createSchedule(7, tenMinutesMs)).toEqual(createSchedule(7, tenMinutesMs));
    expect(createSchedule(7, tenMinutesMs)).not.toEqual(createSchedule(8, tenMinutesMs));
  });

  it('begins a longer run as it does a shorter one', () => {
    const short = createSchedule(7, 30_000);
    expect(createSchedule(7, tenMinutesMs).slice(0, short.length)).toEqual(short);
  });

  it('has every kind of fault within 40 seconds, in the order of their times', () => {
    for (const seed of [1, 2, 3]) {
      const faults = createSchedule(seed, 40_000);
      const kinds: FaultKind[] = [
        'kill',
        'kill at a step',
        'update',
        'database restart',
        'broker restart',
        'broker full',
        'network',
        'duplicates',
        'reordering',
        'clock skew',
      ];
      expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(kinds));
      const times = faults.map(({ atMs }) => atMs);
      expect(times).toEqual([...times].sort((some, others) => some - others));
      expect(times.at(-1)).toBeLessThan(40_000);
    }
  });
});

describe('seeded chance', () => {
  it('fills its ranges evenly', () => {
    const random = createRandom(5);
    const counts = [0, 0, 0, 0];
    for (let draws = 0; draws < 40_000; draws++) counts[random.between(0, 3)]! += 1;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });
});
