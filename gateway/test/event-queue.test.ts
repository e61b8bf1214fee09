import { describe, expect, test } from 'vitest';
import { EventQueue } from '../src/subscriptions/event-queue.js';

const createQueue = (limits: { length?: number; bytes?: number; max?: number } = {}) => {
  const { length = 10, bytes = 100, max = 1_000 } = limits;
  const budget = { used: 0, max };
  return { budget, create: () => new EventQueue<string>({ length, bytes, budget }) };
};

describe('a queue of events', () => {
  test('takes as many as it may', () => {
    const queue = createQueue({ length: 2 }).create();
    expect(['a', 'b', 'c'].map((value) => queue.push(value, 1))).toEqual([true, true, false]);
  });

  test('takes as many bytes as it may, and one event of any size', async () => {
    const queue = createQueue({ bytes: 100 }).create();
    expect([60, 40, 1].map((bytes) => queue.push('a', bytes))).toEqual([true, true, false]);
    await queue.shift();
    expect(queue.push('b', 61)).toBe(false);
    expect(queue.push('b', 60)).toBe(true);
    expect(createQueue({ bytes: 100 }).create().push('large', 500)).toBe(true);
  });

  test('shares the bytes of the process with all others, and gives them back', async () => {
    const { budget, create } = createQueue({ bytes: 100, max: 150 });
    const [one, other, third] = [create(), create(), create()];
    expect([one.push('a', 90), other.push('b', 60), third.push('c', 1)]).toEqual([
      true,
      true,
      false,
    ]);
    await one.shift();
    expect(third.push('c', 90)).toBe(true);
    for (const queue of [other, third]) queue.close(true);
    expect(budget.used).toBe(0);
  });
});
