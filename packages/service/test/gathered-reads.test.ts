import { describe, expect, it } from 'vitest';
import { gatherReads } from '../src/gathered-reads.js';

const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

/** Questions that are answered when the test says so: the keys, tenfold. */
function heldReads(options?: Parameters<typeof gatherReads>[1]) {
  const questions: { keys: readonly number[]; answer: () => void; fail: () => void }[] = [];
  const read = gatherReads<number, number>(
    (keys) =>
      new Promise((resolve, reject) =>
        questions.push({
          keys,
          answer: () => resolve(keys.map((key) => key * 10)),
          fail: () => reject(new Error('away')),
        }),
      ),
    options,
  );
  return { questions, read };
}

describe('reads that are asked for at the same time', () => {
  it('are one question, and each gets its own answer', async () => {
    const { questions, read } = heldReads();
    const answers = Promise.all([3, 1, 2, 1].map(read));
    await turn();
    expect(questions.map(({ keys }) => keys)).toEqual([[3, 1, 2, 1]]);
    questions[0]!.answer();
    expect(await answers).toEqual([30, 10, 20, 10]);
  });

  it('go with the next question while as many as may be are under way, never with those', async () => {
    const { questions, read } = heldReads({ runningMax: 1 });
    const first = read(1);
    await turn();
    const later = [read(2), read(3)];
    await turn();
    expect(questions.map(({ keys }) => keys)).toEqual([[1]]);
    questions[0]!.answer();
    expect(await first).toBe(10);
    await turn();
    expect(questions.map(({ keys }) => keys)).toEqual([[1], [2, 3]]);
    questions[1]!.answer();
    expect(await Promise.all(later)).toEqual([20, 30]);
  });

  it('are several questions when they are too many for one', async () => {
    const { questions, read } = heldReads({ keysMax: 2 });
    const answers = Promise.all([1, 2, 3].map(read));
    await turn();
    expect(questions.map(({ keys }) => keys)).toEqual([[1, 2], [3]]);
    for (const { answer } of questions) answer();
    expect(await answers).toEqual([10, 20, 30]);
  });

  it('fail together, and the next question is asked all the same', async () => {
    const { questions, read } = heldReads({ runningMax: 1 });
    const failing = [read(1), read(2)];
    await turn();
    questions[0]!.fail();
    for (const one of failing) await expect(one).rejects.toThrow('away');
    const next = read(3);
    await turn();
    questions[1]!.answer();
    expect(await next).toBe(30);
  });
});
