import { describe, expect, test } from 'vitest';
import { faults } from '../fuzz/fault.js';
import { type Report, runDifferential } from '../fuzz/differential.js';

/** More of them: npm run fuzz:gateway -- --cases 100000 */
describe('random operations on random supergraphs', () => {
  test(
    'are answered, and asked of the subgraphs, as @apollo/gateway does it',
    { timeout: 120_000 },
    async () => {
      const report = await runDifferential({ cases: 480, seed: 20, operationsPerSupergraph: 20 });
      expect(report.differences).toEqual([]);
      expectItsWorth(report);
    },
  );
});

/** A run that never reached what can go wrong would prove nothing. */
function expectItsWorth(report: Report): void {
  expect(report.cases).toBeGreaterThanOrEqual(480);
  expect(report.supergraphs).toBeGreaterThanOrEqual(4);
  expect([...report.byFault.keys()]).toEqual([...faults]);
  expect(report.withEntities).toBeGreaterThan(100);
  expect(report.deduplicated).toBeGreaterThan(20);
  expect(report.joined).toBeGreaterThan(10);
  expect(report.withErrors).toBeGreaterThan(60);
  expect(report.sound).toBeGreaterThan(200);
  const left = [...report.unsupported.values()].reduce((sum, count) => sum + count, 0);
  expect(left).toBeLessThan(report.cases / 20);
}
