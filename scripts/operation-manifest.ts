/**
 * Writes manifests: every operation that a client sends, letter for letter. A BFF's is made of its generated
 * documents, so it can name nothing else.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  documentIdOf,
  manifestFormat,
  type ManifestOperation,
} from '@tributary/service/operation-manifest';
import { type DocumentNode, getOperationAST, print } from 'graphql';

/** `<folder>/operations.ts` -> `<folder>/manifest.json` */
export async function writeManifest(folder: string): Promise<void> {
  const exported = (await import(pathToFileURL(join(folder, 'operations.ts')).href)) as object;
  const operations = toOperations(Object.values(exported) as DocumentNode[]);
  writeFileSync(join(folder, 'manifest.json'), manifestText(operations));
}

export const manifestText = (operations: readonly ManifestOperation[]): string =>
  `${JSON.stringify({ ...manifestFormat, operations }, null, 2)}\n`;

/** In the order of their names; none for a document of fragments. @throws Error for one without a name */
export function toOperations(documents: readonly DocumentNode[]): ManifestOperation[] {
  return documents.flatMap(toOperation).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function toOperation(document: DocumentNode): ManifestOperation[] {
  const operation = getOperationAST(document);
  if (!operation) return [];
  if (!operation.name) throw new Error('Each operation of a client must have a name.');
  const body = print(document);
  return [{ id: documentIdOf(body), name: operation.name.value, type: operation.operation, body }];
}
