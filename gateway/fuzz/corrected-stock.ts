/**
 * The stock execution with one fault corrected, so that all else can be compared exactly: where entities
 * of a list were not asked for, it counts as if they had been and gives errors the paths of others.
 */
import { readFileSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import { dirname } from 'node:path';
import type { executeQueryPlan } from '@apollo/gateway';

interface Compiled extends Module {
  exports: { executeQueryPlan: typeof executeQueryPlan };
  _compile(source: string, file: string): void;
}

const corrections = [
  ['const representationToEntity = [];', 'const representationToEntity = fetch.asked = [];'],
  ['hydratedPaths[errorPath[1]]', 'hydratedPaths[(fetch.asked || [])[errorPath[1]]]'],
] as const;

export function loadCorrectedStock(): typeof executeQueryPlan {
  const require = createRequire(import.meta.url);
  const file = require.resolve('@apollo/gateway/dist/executeQueryPlan.js');
  let source = readFileSync(file, 'utf8');
  for (const [wrong, right] of corrections) {
    if (source.split(wrong).length !== 2) throw new Error(`${file} has no single "${wrong}"`);
    source = source.replace(wrong, right);
  }
  const module = new Module(file) as Compiled;
  module.filename = file;
  module.paths = require.resolve.paths(file) ?? [];
  module.paths.unshift(dirname(file));
  module._compile(source, file);
  return module.exports.executeQueryPlan;
}
