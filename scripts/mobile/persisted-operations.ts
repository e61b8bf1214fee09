/**
 * The operations of the mobile client as they are persisted: each with the fragments that it needs.
 * Generating the client and freezing a release must agree on their texts, and so on their ids.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ManifestOperation } from '@tributary/service/operation-manifest';
import {
  buildASTSchema,
  concatAST,
  type DocumentNode,
  type GraphQLSchema,
  parse,
  separateOperations,
} from 'graphql';
import { toOperations } from '../operation-manifest.js';

const root = resolve(import.meta.dirname, '../..');
export const clientOperationsFolder = join(root, 'packages/mobile-client/src/operations');
export const releasesFolder = join(root, 'bff-mobile/releases');

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

/** In the order of their names, each with its fragments. @throws Error for an operation without a name */
export function toPersistedOperations(sources: readonly SourceDocument[]): ManifestOperation[] {
  const whole = concatAST(sources.map(({ document }) => document));
  return toOperations(Object.values(separateOperations(whole)));
}

/** What the mobile BFF serves today. */
export function readMobileSchema(): GraphQLSchema {
  return buildASTSchema(parse(readFileSync(join(root, 'bff-mobile/src/schema.graphql'), 'utf8')));
}
