/**
 * Invariant: whatever dies, whenever, stock and money reconcile, and every accepted order ends in a
 * final state. The short form of `npm run chaos`: the same code, half a minute of faults.
 */
import { randomInt } from 'node:crypto';
import { expect, it } from 'vitest';
import { formatReport } from './report.js';
import { runChaos } from './run-chaos.js';

/** In CI the same each time, so that a red build is never chance; elsewhere another each time. */
const seed = Number(
  process.env['CHAOS_SEED'] ?? (process.env['CI'] ? 42 : randomInt(1, 1_000_000)),
);

it('adds up after half a minute of chaos', async () => {
  const result = await runChaos({ seed, seconds: 30, broker: 'postgres', log: console.log });
  console.log(formatReport(result));
  expect(result.breaches, `npm run chaos -- --seed ${seed} --minutes 0.5`).toEqual([]);
  expect(result.books.orders.length).toBeGreaterThan(0);
  expect(result.faults.filter(({ outcome }) => outcome === 'done').length).toBeGreaterThan(5);
}, 480_000);
