/**
 * `npm run cost -- FILE... [--variables JSON] [--supergraph FILE]`: what the operations of a document may
 * cost the gateway at most, and what of them is dear. Ends with code 1 when the document is not valid.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  buildASTSchema,
  Kind,
  NoUnusedFragmentsRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { defaultListSize } from '../gateway/src/demand/cost-limit.js';
import { readCostModel } from '../gateway/src/demand/cost-model.js';
import { explainCost, renderCost } from '../gateway/src/demand/explain-cost.js';
import { costOfOperation } from '../gateway/src/demand/operation-cost.js';
import { supergraphFile } from './supergraph.js';

const usage = 'Usage: npm run cost -- FILE... [--variables JSON] [--supergraph FILE]';

try {
  main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { variables: { type: 'string' }, supergraph: { type: 'string' } },
  });
  if (positionals.length === 0) throw new Error(usage);
  const supergraph = parse(readFileSync(values.supergraph ?? supergraphFile, 'utf8'));
  const schema = buildASTSchema(supergraph, { assumeValidSDL: true });
  const document = parse(positionals.map((file) => readFileSync(file, 'utf8')).join('\n'));
  // Files of fragments are read for the sake of a few.
  const rules = specifiedRules.filter((rule) => rule !== NoUnusedFragmentsRule);
  const faults = validate(schema, document, rules);
  if (faults.length > 0) throw new Error(faults.join('\n\n'));
  const variables = JSON.parse(values.variables ?? '{}') as Record<string, unknown>;
  const model = { ...readCostModel(supergraph), schema, defaultListSize };
  for (const definition of document.definitions)
    if (definition.kind === Kind.OPERATION_DEFINITION) {
      const cost = costOfOperation(model, document, definition);
      console.log(`${renderCost(explainCost(cost, variables)).join('\n')}\n`);
    }
}
