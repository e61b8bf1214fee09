/**
 * The operations of the mobile client as they are persisted: each with the fragments that it needs, and the
 * hash of that text as its id. Generating the client and freezing a release must agree on both.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  buildASTSchema,
  concatAST,
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  parse,
  print,
  separateOperations,
} from 'graphql';

const root = resolve(import.meta.dirname, '../..');
export const clientOperationsFolder = join(root, 'packages/mobile-client/src/operations');
export const releasesFolder = join(root, 'bff-mobile/releases');

export interface PersistedOperation {
  /** SHA-256 of the body, in hex. */
  id: string;
  name: string;
  type: 'query' | 'mutation' | 'subscription';
  body: string;
}

export interface SourceDocument {
  location: string;
  document: DocumentNode;
}

/** The .graphql files of a folder. */
export function readDocuments(folder: string): SourceDocument[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.graphql'));
  return files.toSorted().map((location) => ({
    location,
    document: parse(readFileSync(join(folder, location), 'utf8')),
  }));
}

/** In the order of their names. @throws Error for an operation without a name */
export function toPersistedOperations(sources: readonly SourceDocument[]): PersistedOperation[] {
  const whole = concatAST(sources.map(({ document }) => document));
  return Object.entries(separateOperations(whole))
    .map(([name, document]) => {
      const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
      if (!name || operation?.kind !== Kind.OPERATION_DEFINITION)
        throw new Error('Each operation of the mobile client must have a name.');
      const body = print(document);
      return { id: idOf(body), name, type: operation.operation, body };
    })
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

export const idOf = (body: string): string => createHash('sha256').update(body).digest('hex');

/** What the mobile BFF serves today. */
export function readMobileSchema(): GraphQLSchema {
  return buildASTSchema(parse(readFileSync(join(root, 'bff-mobile/src/schema.graphql'), 'utf8')));
}
