/**
 * The mobile client's typed operations: types from the BFF's schema, and of each document no more than its
 * id. The texts are in a file of their own, for development, so that no app has to carry them.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codegen } from '@graphql-codegen/core';
import * as typescriptOperations from '@graphql-codegen/typescript-operations';
import type { ManifestOperation } from '@tributary/service/operation-manifest';
import { buildASTSchema, parse } from 'graphql';
import { readDocuments, toPersistedOperations } from './persisted-operations.js';

/** src/operations/*.graphql, against the schema in `schemaFile` -> operations.ts and bodies.ts in `folder` */
export async function generateClient(
  operationsFolder: string,
  schemaFile: string,
  folder: string,
): Promise<void> {
  const sdl = parse(readFileSync(schemaFile, 'utf8'));
  const documents = readDocuments(operationsFolder);
  const filename = join(folder, 'operations.ts');
  const types = await codegen({
    filename,
    schema: sdl,
    schemaAst: buildASTSchema(sdl),
    documents,
    plugins: [{ operations: {} }],
    pluginMap: { operations: typescriptOperations },
    config: {
      scalars: { ID: 'string', DateTime: 'string' },
      enumType: 'string-literal',
      useTypeImports: true,
      skipTypename: true,
    },
  });
  const operations = toPersistedOperations(documents);
  const importLine = "import type { PersistedDocument } from '../persisted-document.js';\n";
  writeFileSync(filename, [importLine, types, ...operations.map(toConstant)].join('\n'));
  writeFileSync(join(folder, 'bodies.ts'), bodiesOf(operations));
}

function toConstant({ id, name, type }: ManifestOperation): string {
  const suffix = type === 'query' ? 'Query' : 'Mutation';
  const answer = name.endsWith(suffix) ? name : name + suffix;
  const members = JSON.stringify({ id, name, type });
  return `export const ${name}Document: PersistedDocument<${answer}, ${answer}Variables> = ${members};`;
}

function bodiesOf(operations: readonly ManifestOperation[]): string {
  const bodies = Object.fromEntries(operations.map(({ id, body }) => [id, body]));
  return `/** Texts of the documents by id. */
export const bodies: Readonly<Record<string, string>> = ${JSON.stringify(bodies, null, 2)};\n`;
}
