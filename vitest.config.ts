// The tiers of tests. A file's suffix tells its cost: *.test.ts does no I/O, *.int.test.ts runs one
// service on a real database, tests/ enters the whole system from outside.
import { defineConfig } from 'vitest/config';
import { hasRedis } from './tests/support/redis.js';

const ignored = ['**/node_modules/**', '**/dist/**', '**/generated/**', '.data/**'];

export default defineConfig({
  // graphql has an ES and a CommonJS form: everything, Apollo too, must get the same one.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    // On two cores the default is one: most tests wait for a database rather than for the processor.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...ignored, '**/*.int.test.ts', 'tests/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'int',
          sequence: { groupOrder: 1 },
          include: ['**/*.int.test.ts'],
          exclude: [...ignored, 'tests/e2e/**'],
          globalSetup: ['./packages/embedded/src/testing-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      // The saga exhausted: no I/O, but some seconds of one processor for each file.
      {
        extends: true,
        test: { name: 'model', include: ['tests/model/*.test.ts'], testTimeout: 600_000 },
      },
      // Takes each safety away and runs a Vitest of its own on what should notice; after int, alone.
      {
        extends: true,
        test: {
          name: 'safeties',
          sequence: { groupOrder: 4 },
          include: ['tests/safeties/*.test.ts'],
        },
      },
      endToEnd('e2e', 2, ['tests/e2e/**/*.test.ts']),
      ...(hasRedis || process.env.CI
        ? [endToEnd('e2e-redis', 3, ['tests/e2e/order.test.ts'])]
        : []),
      {
        test: {
          name: 'chaos',
          include: ['tests/chaos/**/*.test.ts'],
          // Its tests start systems of their own, which they break: one at a time.
          sequence: { groupOrder: 5 },
          fileParallelism: false,
          testTimeout: 60_000,
        },
      },
    ],
  },
});

/** Tests that enter one running system from outside, one file at a time. */
function endToEnd(name: string, groupOrder: number, include: string[]) {
  return {
    test: {
      name,
      include,
      // One tier after the other: the tests of latency and of memory want the machine for themselves.
      sequence: { groupOrder },
      exclude: ignored,
      globalSetup: ['./tests/support/e2e-setup.ts'],
      fileParallelism: false,
      testTimeout: 120_000,
      hookTimeout: 180_000,
    },
  };
}
