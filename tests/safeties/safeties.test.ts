/**
 * Each safety of the checkout is needed: without it, a test fails. What should notice runs in another
 * Vitest, which takes the safety out of its module while it loads it; see vitest.config.ts.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Outcomes } from './outcome-reporter.js';
import { safeties } from './safeties.js';
import { removeFrom, root } from './safety.js';

let outcomes: Outcomes;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safeties-'));
  outcomes = await runWithout(join(folder, 'outcomes.json'));
}, 600_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs all projects; that the run as a whole fails is what it is for. */
async function runWithout(path: string): Promise<Outcomes> {
  const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')),
  );
  const run = spawn(
    process.execPath,
    [vitest, 'run', '--config', 'tests/safeties/vitest.config.ts'],
    { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...env, SAFETIES_OUTCOME: path } },
  );
  await once(run, 'exit');
  return JSON.parse(await readFile(path, 'utf8')) as Outcomes;
}

const allInPlace = 'all in place';
const testsOf = (project: string) => outcomes.tests.filter((test) => test.project === project);
/** Of a module that makes no sense without the safety: no proof of anything. */
const isNoise = /^(SyntaxError|ReferenceError)/;

describe('the list of safeties', () => {
  it('has a name for each, once', () => {
    const names = safeties.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  });

  it.each(safeties)('knows where $name is', async (safety) => {
    const source = await readFile(join(root, safety.file), 'utf8');
    expect(removeFrom(source, safety)).not.toBe(source);
  });
});

it('with all safeties in place, their tests pass', () => {
  const wanted = new Set(safeties.flatMap(({ caughtBy }) => caughtBy.tests));
  const tests = testsOf(allInPlace);
  expect(tests.filter(({ state }) => state === 'failed')).toEqual([]);
  expect(new Set(tests.map(({ test }) => test))).toEqual(wanted);
  expect(outcomes.others.filter((other) => other.startsWith(allInPlace))).toEqual([]);
});

describe('without it, a test fails:', () => {
  it.each(safeties)('$name', ({ name, caughtBy }) => {
    const failed = testsOf(name).filter(({ state }) => state === 'failed');
    const titles = new Set(failed.map(({ test }) => test));
    for (const title of caughtBy.tests) expect(titles, `"${title}" of ${name}`).toContain(title);
    expect(failed.filter(({ error }) => isNoise.test(error ?? ''))).toEqual([]);
    process.stdout.write(
      `without ${name}: ${failed.map(({ error }) => error?.split('\n')[0]).join(' | ')}\n`,
    );
  });
});
