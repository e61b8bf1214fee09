// Skips the tests of a file that are not asked for. A title that no test has is a fault of the list,
// which safeties.test.ts finds: that test is then missing among the outcomes.
import { relative } from 'node:path';
import { beforeEach, inject } from 'vitest';
import { root } from './safety.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Titles by file, from the root of the repository. */
    wantedTests: Record<string, string[]>;
  }
}

beforeEach(({ task, skip }) => {
  const titles = inject('wantedTests')[relative(root, task.file.filepath)] ?? [];
  skip(!titles.includes(task.name));
});
