/**
 * A browser client's typed documents: every *.graphql below src/, against the BFF's schema. Staff's documents
 * are a file of their own, so that no shopper loads them; they may use the shop's fragments.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codegen } from '@graphql-codegen/core';
import * as typedDocumentNode from '@graphql-codegen/typed-document-node';
import * as typescriptOperations from '@graphql-codegen/typescript-operations';
import { buildASTSchema, type DocumentNode, Kind, parse } from 'graphql';

interface Source {
  location: string;
  document: DocumentNode;
}

/** src/**.graphql -> documents.ts and, of src/staff/, staff-documents.ts in `folder` */
export async function generateDocuments(
  sourceFolder: string,
  schemaFile: string,
  folder: string,
): Promise<void> {
  const schema = parse(readFileSync(schemaFile, 'utf8'));
  const sources = readSources(sourceFolder);
  const isStaffs = ({ location }: Source) => location.startsWith('staff');
  const shop = sources.filter((source) => !isStaffs(source));
  const staff = sources.filter(isStaffs);
  await write(join(folder, 'documents.ts'), schema, shop);
  await write(join(folder, 'staff-documents.ts'), schema, [...shop.map(fragmentsOf), ...staff]);
}

function readSources(folder: string): Source[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((location) => ({
      location,
      document: parse(readFileSync(join(folder, location), 'utf8')),
    }));
}

function fragmentsOf({ location, document }: Source): Source {
  const definitions = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  return { location, document: { ...document, definitions } };
}

async function write(filename: string, schema: DocumentNode, documents: Source[]): Promise<void> {
  const output = await codegen({
    filename,
    schema,
    schemaAst: buildASTSchema(schema),
    documents: documents.filter(({ document }) => document.definitions.length > 0),
    plugins: [{ operations: {} }, { documents: {} }],
    pluginMap: { operations: typescriptOperations, documents: typedDocumentNode },
    config: {
      scalars: { ID: 'string', DateTime: 'string' },
      enumType: 'string-literal',
      enumsAsTypes: true,
      useTypeImports: true,
      skipTypename: true,
    },
  });
  writeFileSync(filename, output);
}
