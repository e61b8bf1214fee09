/**
 * `npm run compose` writes gateway/supergraph.graphql; `-- --check` fails when it is out of date;
 * `-- --watch` keeps it up to date while the schemas change (an invalid schema is reported and skipped).
 */
import { readFileSync, renameSync, watch, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { composeSupergraph, schemaFileOf, subgraphs, supergraphFile } from './supergraph.js';

const { values } = parseArgs({
  options: { check: { type: 'boolean' }, watch: { type: 'boolean' } },
});

try {
  if (values.check) check();
  else write();
} catch (error) {
  console.error((error as Error).message);
  if (!values.watch) process.exit(1);
}
if (values.watch) watchSchemas();

function check(): void {
  if (composeSupergraph() === readFileSync(supergraphFile, 'utf8')) return;
  throw new Error(
    'gateway/supergraph.graphql is out of date: run "npm run compose" and commit it.',
  );
}

/** Replaces the file in one step, so that a running gateway never reads half of it. */
function write(): void {
  const supergraph = composeSupergraph();
  writeFileSync(`${supergraphFile}.tmp`, supergraph);
  renameSync(`${supergraphFile}.tmp`, supergraphFile);
  console.log('Composed gateway/supergraph.graphql.');
}

function watchSchemas(): void {
  let timer: NodeJS.Timeout | undefined;
  for (const { name } of subgraphs) {
    watch(dirname(schemaFileOf(name)), (_event, file) => {
      if (file !== 'schema.graphql') return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        try {
          write();
        } catch (error) {
          console.error((error as Error).message);
        }
      }, 100);
    });
  }
}
