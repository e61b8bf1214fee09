/**
 * A browser client's typed documents: every *.graphql below src/, against the BFF's schema. A document is its
 * text, in the type of a typed document node: as trees they would be ten times as much to load. Staff's
 * documents are a file of their own, so that no shopper loads them; they may use the shop's fragments.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codegen } from '@graphql-codegen/core';
import * as typescriptOperations from '@graphql-codegen/typescript-operations';
import type { ManifestOperation } from '@tributary/service/operation-manifest';
import { buildASTSchema, type DocumentNode, Kind, parse, stripIgnoredCharacters } from 'graphql';
import { type SourceDocument, toPersistedOperations } from '../mobile/persisted-operations.js';

const importLine = "import type { TypedDocumentNode } from '@graphql-typed-document-node/core';\n";

/** src/**.graphql -> documents.ts and, of src/staff/, staff-documents.ts in `folder` */
export async function generateDocuments(
  sourceFolder: string,
  schemaFile: string,
  folder: string,
): Promise<void> {
  const schema = parse(readFileSync(schemaFile, 'utf8'));
  const sources = readSources(sourceFolder);
  const isStaffs = ({ location }: SourceDocument) => location.startsWith('staff');
  const shop = sources.filter((source) => !isStaffs(source));
  const staff = sources.filter(isStaffs);
  await write(join(folder, 'documents.ts'), schema, shop);
  await write(join(folder, 'staff-documents.ts'), schema, [...shop.map(fragmentsOf), ...staff]);
}

function readSources(folder: string): SourceDocument[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.graphql'))
    .toSorted()
    .map((location) => ({
      location,
      document: parse(readFileSync(join(folder, location), 'utf8')),
    }));
}

function fragmentsOf({ location, document }: SourceDocument): SourceDocument {
  const definitions = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  return { location, document: { ...document, definitions } };
}

async function write(
  filename: string,
  schema: DocumentNode,
  sources: SourceDocument[],
): Promise<void> {
  const types = await codegen({
    filename,
    schema,
    schemaAst: buildASTSchema(schema),
    documents: sources.filter(({ document }) => document.definitions.length > 0),
    plugins: [{ operations: {} }],
    pluginMap: { operations: typescriptOperations },
    config: {
      scalars: { ID: 'string', DateTime: 'string' },
      enumType: 'string-literal',
      enumsAsTypes: true,
      useTypeImports: true,
      skipTypename: true,
    },
  });
  const constants = toPersistedOperations(sources).map(toConstant);
  const imports = constants.length > 0 ? [importLine] : [];
  writeFileSync(filename, [...imports, types, ...constants].join('\n'));
}

function toConstant({ name, type, body }: ManifestOperation): string {
  const suffix = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' }[type];
  const answer = name.endsWith(suffix) ? name : name + suffix;
  const text = JSON.stringify(stripIgnoredCharacters(body));
  return `export const ${name}Document = ${text} as unknown as TypedDocumentNode<${answer}, ${answer}Variables>;`;
}
