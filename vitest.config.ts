// The tiers of tests. A file's suffix tells its cost: *.test.ts does no I/O, *.int.test.ts runs one
// service on a real database, tests/ enters the whole system from outside.
import { defineConfig } from 'vitest/config';
import { hasRedis } from './tests/support/redis.js';

const ignored = ['**/node_modules/**', '**/dist/**', '**/generated/**', '.data/**'];

export default defineConfig({
  // graphql has an ES and a CommonJS form: everything, Apollo too, must get the same one.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
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
          include: ['**/*.int.test.ts'],
          exclude: [...ignored, 'tests/e2e/**'],
          globalSetup: ['./packages/embedded/src/testing-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      endToEnd('e2e', ['tests/e2e/**/*.test.ts']),
      ...(hasRedis || process.env.CI ? [endToEnd('e2e-redis', ['tests/e2e/order.test.ts'])] : []),
    ],
  },
});

/** Tests that enter one running system from outside, one file at a time. */
function endToEnd(name: string, include: string[]) {
  return {
    test: {
      name,
      include,
      exclude: ignored,
      globalSetup: ['./tests/support/e2e-setup.ts'],
      fileParallelism: false,
      testTimeout: 120_000,
      hookTimeout: 180_000,
    },
  };
}
