// The tiers of tests. A file's suffix tells its cost: *.test.ts does no I/O, *.int.test.ts runs one
// service on a real database, tests/ enters the whole system from outside.
import { defineConfig } from 'vitest/config';
import { createMemoryFolder } from './tests/support/memory-folder.js';
import { hasRedis } from './tests/support/redis.js';

const memoryFolder = process.env.TMPDIR ? undefined : createMemoryFolder();
if (memoryFolder) process.env.TMPDIR = memoryFolder;

/** Starts systems of its own, as often as it needs them. */
const launcher = 'tests/e2e/launcher.test.ts';

const ignored = ['**/node_modules/**', '**/dist/**', '**/generated/**', '.data/**', '.bench/**'];

export default defineConfig({
  // graphql has an ES and a CommonJS form: everything, Apollo too, must get the same one.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    // On two cores the default is one: most tests wait for a database or a process rather than for the processor.
    maxWorkers: 3,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          isolate: false,
          include: ['**/*.test.ts'],
          exclude: [...ignored, '**/*.int.test.ts', 'tests/**'],
        },
      },
      // Apart, because the gateway's HTTP client puts itself behind the fetch of its process.
      integration('subgraphs', { include: ['subgraphs/**/*.int.test.ts'], exclude: ignored }),
      integration('int', {
        include: ['**/*.int.test.ts'],
        exclude: [...ignored, 'tests/e2e/**', 'subgraphs/**'],
      }),
      // The saga exhausted: no I/O, but some seconds of one processor for each file.
      {
        extends: true,
        test: { name: 'model', include: ['tests/model/*.test.ts'], testTimeout: 600_000 },
      },
      // Those in a real Chromium are skipped where there is none, but not in CI.
      endToEnd('e2e', 2, ['tests/e2e/**/*.test.ts', 'tests/browser/**/*.test.ts'], [launcher]),
      ...(hasRedis || process.env.CI
        ? [endToEnd('e2e-redis', 3, ['tests/e2e/order.test.ts'])]
        : []),
      // These mostly wait, for locks and timeouts that must run out: they do so together, after the rest.
      // Takes each safety away and runs a Vitest of its own on what should notice.
      last('safeties', ['tests/safeties/*.test.ts']),
      // Starts systems of its own, which it breaks.
      last('chaos', ['tests/chaos/**/!(*.int).test.ts']),
      last('launcher', [launcher]),
    ],
  },
});

/** One service or package on a real database. The files share processes: most of their time was loading. */
function integration(name: string, files: { include: string[]; exclude: string[] }) {
  return {
    extends: true as const,
    test: {
      name,
      ...files,
      isolate: false,
      sequence: { groupOrder: 1 },
      globalSetup: ['./packages/embedded/src/testing-setup.ts'],
      testTimeout: 60_000,
      hookTimeout: 60_000,
    },
  };
}

function last(name: string, include: string[]) {
  return {
    extends: true as const,
    test: { name, include, sequence: { groupOrder: 4 }, testTimeout: 60_000 },
  };
}

/** Tests that enter one running system from outside, one file at a time. */
function endToEnd(name: string, groupOrder: number, include: string[], others: string[] = []) {
  return {
    extends: true as const,
    test: {
      name,
      include,
      // One tier after the other: the tests of latency and of memory want the machine for themselves.
      sequence: { groupOrder },
      exclude: [...ignored, ...others],
      globalSetup: ['./tests/support/e2e-setup.ts', './tests/support/browser-setup.ts'],
      fileParallelism: false,
      testTimeout: 120_000,
      hookTimeout: 180_000,
    },
  };
}
