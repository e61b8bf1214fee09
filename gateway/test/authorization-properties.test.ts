import { expect, test } from 'vitest';
import { runAuthorization } from '../fuzz/authorization-run.js';

/** Judged by the subgraphs' own SDL, in each fetch and in each response, compiled and not. */
test(
  'a random caller is neither shown nor fetched what is refused, and loses nothing else',
  { timeout: 120_000 },
  async () => {
    const report = await runAuthorization({ seed: 7, supergraphs: 6, operations: 15, callers: 3 });
    expect(report.faults).toEqual([]);
    expect(report.cases).toBeGreaterThan(300);
    expect(report.refused).toBeGreaterThan(60);
    expect(report.withoutFetch).toBeGreaterThan(5);
  },
);

test('the judge sees what an unguarded graph gives away', { timeout: 120_000 }, async () => {
  const options = { seed: 7, supergraphs: 1, operations: 15, callers: 3, isUnguarded: true };
  const { faults } = await runAuthorization(options);
  expect(faults.some((fault) => fault.startsWith('seen:'))).toBe(true);
  expect(faults.some((fault) => fault.startsWith('fetched:'))).toBe(true);
});
