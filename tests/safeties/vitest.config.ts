// One project per safety, each without it, and one with all of them; all on one PostgreSQL. Started by
// safeties.test.ts, which reads what the reporter wrote; alone, it is a run that is meant to fail.
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import whole from '../../vitest.config.js';
import { OutcomeReporter } from './outcome-reporter.js';
import { safeties } from './safeties.js';
import { removal, root, type Safety } from './safety.js';

const timeoutMs = 60_000;

function project(
  name: string,
  some: readonly Safety[],
  removed?: Safety,
): TestProjectConfiguration {
  const wanted: Record<string, string[]> = {};
  for (const { caughtBy } of some)
    wanted[caughtBy.file] = [...(wanted[caughtBy.file] ?? []), ...caughtBy.tests];
  return {
    resolve: whole.resolve!,
    plugins: removed ? [removal(removed)] : [],
    test: {
      name,
      root,
      include: Object.keys(wanted),
      provide: { wantedTests: wanted },
      setupFiles: ['./tests/safeties/only-wanted.ts'],
      testTimeout: timeoutMs,
      hookTimeout: timeoutMs,
    },
  };
}

export default defineConfig({
  root,
  test: {
    root,
    // Most of them wait until a time is up.
    maxWorkers: 3,
    globalSetup: ['./packages/embedded/src/testing-setup.ts'],
    reporters: [new OutcomeReporter(process.env['SAFETIES_OUTCOME'])],
    projects: [
      project('all in place', safeties),
      ...safeties.map((safety) => project(safety.name, [safety], safety)),
    ],
  },
});
