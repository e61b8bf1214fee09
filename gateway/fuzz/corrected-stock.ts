/**
 * The stock execution with its known faults corrected, so that all else can be compared exactly. Each
 * correction belongs to an accepted difference (accepted.ts):
 * where entities of a list were not asked for, it counts as if they had been and gives errors the paths of
 * others; a value of the wrong shape ends the whole operation; within fragments on abstract types it forgets
 * of which type an object is.
 */
import { readFileSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import { dirname } from 'node:path';
import type { executeQueryPlan } from '@apollo/gateway';

type Correction = readonly [wrong: string, right: string];

const shaping: readonly Correction[] = [
  // a value of the wrong shape
  before(
    '(0, federation_internals_1.assert)(Array.isArray(inputValue),',
    'if (!Array.isArray(inputValue)) return wrongShape(parameters, path, type, parentType);',
  ),
  before(
    "(0, federation_internals_1.assert)(typeof inputValue === 'object',",
    "if (typeof inputValue !== 'object' || Array.isArray(inputValue)) return wrongShape(parameters, path, type, parentType);",
  ),
  [
    'const inputTypename = inputValue[federation_internals_1.typenameFieldName];',
    'let inputTypename = inputValue[federation_internals_1.typenameFieldName]; if (inputTypename === null) inputTypename = undefined;',
  ],
  before(
    '(0, federation_internals_1.assert)(inputTypename === undefined ||',
    'if (inputTypename !== undefined && typeof inputTypename !== "string") inputTypename = "no name " + inputTypename;',
  ),
  [
    'function updateOutputValue(',
    `function wrongShape(parameters, path, type, parentType) {
      parameters.errors.push(federation_internals_1.ERRORS.INVALID_GRAPHQL.err(\`Invalid value found for \${pathLastElementDescription(path, type, parentType)}.\`, { path: Array.from(path) }));
      return { updated: null, hasErrors: true };
    }
    function updateOutputValue(`,
  ],
  // of which type an object is
  [
    'function applySelectionSet({ input, selectionSet, output, parameters, path, parentType, }) {',
    `function onlyType(type) {
      if ((0, federation_internals_1.isObjectType)(type)) return type;
      const possible = (0, federation_internals_1.possibleRuntimeTypes)(type);
      return possible.length === 1 ? possible[0] : undefined;
    }
    function applySelectionSet({ input, selectionSet, output, parameters, path, parentType, known = onlyType(parentType) }) {`,
  ],
  [
    'const typename = input[federation_internals_1.typenameFieldName];',
    'const typename = known ? undefined : input[federation_internals_1.typenameFieldName];',
  ],
  ['const type = inputValue !== null', 'const type = known ? known : inputValue !== null'],
  [
    'fragment.typeCondition, typename, parentType)',
    'fragment.typeCondition, typename, known || parentType)',
  ],
  [
    'parentType: (_d = fragment.typeCondition)',
    'known: known || null, parentType: (_d = fragment.typeCondition)',
  ],
  [
    ': parentType\n                        : parentType;',
    ': (known || parentType) : (known || parentType);',
  ],
];

const execution: readonly Correction[] = [
  ['require("./resultShaping")', 'module.shaping'],
  ['const representationToEntity = [];', 'const representationToEntity = fetch.asked = [];'],
  ['hydratedPaths[errorPath[1]]', 'hydratedPaths[(fetch.asked || [])[errorPath[1]]]'],
  // a value of the wrong shape
  before('return value.flatMap(', 'if (!Array.isArray(value)) return undefined;'),
  before(
    '(0, federation_internals_1.assert)(!Array.isArray(value),',
    'if (Array.isArray(value)) return undefined;',
  ),
  before(
    '(0, federation_internals_1.assert)(Array.isArray(data),',
    'if (!Array.isArray(data)) return;',
  ),
];

function before(text: string, inserted: string): Correction {
  return [text, `${inserted} ${text}`];
}

export function loadCorrectedStock(): typeof executeQueryPlan {
  const corrected = load('resultShaping.js', shaping);
  const { executeQueryPlan: execute } = load('executeQueryPlan.js', execution, corrected);
  return execute as typeof executeQueryPlan;
}

interface Compiled extends Module {
  exports: Record<string, unknown>;
  shaping: unknown;
  _compile(source: string, file: string): void;
}

function load(name: string, corrections: readonly Correction[], corrected?: unknown) {
  const require = createRequire(import.meta.url);
  const file = require.resolve(`@apollo/gateway/dist/${name}`);
  let source = readFileSync(file, 'utf8');
  for (const [wrong, right] of corrections) {
    if (source.split(wrong).length !== 2) throw new Error(`${file} has no single "${wrong}"`);
    source = source.replace(wrong, () => right);
  }
  const module = new Module(file) as Compiled;
  module.filename = file;
  module.shaping = corrected;
  module.paths = require.resolve.paths(file) ?? [];
  module.paths.unshift(dirname(file));
  module._compile(source, file);
  return module.exports;
}
