/**
 * `generate` of one workspace: its Prisma client, its typed resolvers, its typed operations.
 * What it writes (src/generated) is git-ignored and made again by turbo when its sources change.
 *
 * A workspace may hold `codegen.json`: options of the resolvers plugin, such as `contextType` and
 * `mappers` (paths are relative to src/generated). In the client of a BFF it names that one's `schema`.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { codegen } from '@graphql-codegen/core';
import * as typedDocumentNode from '@graphql-codegen/typed-document-node';
import * as typescript from '@graphql-codegen/typescript';
import * as typescriptOperations from '@graphql-codegen/typescript-operations';
import * as typescriptResolvers from '@graphql-codegen/typescript-resolvers';
import { buildASTSchema, type GraphQLSchema, parse, printSchema } from 'graphql';
import { writeManifest } from './operation-manifest.js';
import { generateClient } from './mobile/generate-client.js';
import { generateDocuments } from './web/generate-documents.js';
import { readApiSchema } from './supergraph.js';

const root = resolve(import.meta.dirname, '..');
const workspace = process.cwd();
const generated = join(workspace, 'src/generated');
/** Scalars as they are inside a server: `Date` objects. A client sees ISO text. */
const serverScalars = { ID: 'string', DateTime: { input: 'Date', output: 'Date | string' } };
const clientScalars = { ID: 'string', DateTime: 'string' };
const enums = { enumType: 'string-literal', enumsAsTypes: true, useTypeImports: true };

mkdirSync(generated, { recursive: true });
const prismaFolder = join(root, 'prisma', basename(workspace));
if (wantsPrismaClient(join(prismaFolder, 'schema.prisma'))) generatePrismaClient(prismaFolder);
const schemaFile = join(workspace, 'src/schema.graphql');
if (existsSync(schemaFile)) await generateResolvers(schemaFile);
const operationsFolder = join(workspace, 'src/operations');
const clientOf = readOptions()['schema'];
if (clientOf && existsSync(operationsFolder))
  await generateClient(operationsFolder, join(workspace, clientOf), generated);
else if (clientOf)
  await generateDocuments(join(workspace, 'src'), join(workspace, clientOf), generated);
else if (existsSync(operationsFolder)) {
  await generateOperations(operationsFolder);
  await writeManifest(generated);
}

/** A schema without a generator is there for migrations alone. */
function wantsPrismaClient(schema: string): boolean {
  return existsSync(schema) && /^generator /m.test(readFileSync(schema, 'utf8'));
}

function generatePrismaClient(folder: string): void {
  const config = join(folder, 'prisma.config.ts');
  const prisma = join(root, 'node_modules/.bin/prisma');
  execFileSync(prisma, ['generate', '--config', config, '--no-hints'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1' },
  });
}

function readOptions(): Record<string, string> {
  const file = join(workspace, 'codegen.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {};
}

/** src/schema.graphql -> src/generated/resolvers.ts */
async function generateResolvers(file: string): Promise<void> {
  const source = readFileSync(file, 'utf8');
  const federation = source.includes('specs.apollo.dev/federation');
  // Federation's directives are declared nowhere in the file, hence no validation here: compose does it.
  const schema = buildASTSchema(parse(source), { assumeValidSDL: true });
  const options = readOptions();
  await write('resolvers.ts', schema, [], {
    plugins: [{ typescript: {} }, { resolvers: {} }],
    pluginMap: { typescript, resolvers: typescriptResolvers },
    config: {
      scalars: serverScalars,
      ...enums,
      maybeValue: 'T | null | undefined',
      federation,
      ...options,
    },
  });
}

/** src/operations/*.graphql, against the supergraph -> src/generated/operations.ts */
async function generateOperations(folder: string): Promise<void> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.graphql'));
  const documents = files.map((name) => ({
    location: name,
    document: parse(readFileSync(join(folder, name), 'utf8')),
  }));
  await write('operations.ts', readApiSchema(), documents, {
    plugins: [{ operations: {} }, { documents: {} }],
    pluginMap: { operations: typescriptOperations, documents: typedDocumentNode },
    config: { scalars: clientScalars, ...enums, skipTypename: true },
  });
}

type CodegenOptions = Parameters<typeof codegen>[0];

async function write(
  name: string,
  schema: GraphQLSchema,
  documents: CodegenOptions['documents'],
  options: Pick<CodegenOptions, 'plugins' | 'pluginMap' | 'config'>,
): Promise<void> {
  const filename = join(generated, name);
  const output = await codegen({
    filename,
    schema: parse(printSchema(schema)),
    schemaAst: schema,
    documents,
    ...options,
  });
  writeFileSync(filename, output);
}
