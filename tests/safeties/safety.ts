/** What a safety is, and how it is taken out of a module while a test run loads it. */
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vitest/config';

export interface Safety {
  /** Kebab case. */
  name: string;
  /** What it keeps from happening. */
  protects: string;
  /** Where it is, from the root of the repository. */
  file: string;
  /** Its source text, which the file must have exactly once: a list that has gone stale fails. */
  find: string;
  /** The text without the safety. */
  replace: string;
  /** The tests that fail without it, by the title of each. */
  caughtBy: { file: string; tests: string[] };
}

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** The source without the safety. @throws Error when it is not there exactly once */
export function removeFrom(source: string, { name, file, find, replace }: Safety): string {
  const [before, after, ...more] = source.split(find);
  if (after === undefined || more.length > 0)
    throw new Error(`Safety "${name}": ${file} must have this text exactly once: ${find}`);
  return `${before}${replace}${after}`;
}

/** Loads the safety's module without the safety. No file is changed. */
export function removal(safety: Safety): Plugin {
  const removedFrom = `${root}${safety.file}`;
  return {
    name: `remove-${safety.name}`,
    enforce: 'pre',
    transform: (source, id) =>
      id.split('?')[0] === removedFrom
        ? { code: removeFrom(source, safety), map: null }
        : undefined,
  };
}
