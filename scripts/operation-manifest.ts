/**
 * The manifest of a BFF: every document that it sends to the gateway, letter for letter, in the format of
 * Apollo's persisted-query manifests. Made of the generated documents, so it can name nothing else.
 */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type DocumentNode, getOperationAST, print } from 'graphql';

/** `<folder>/operations.ts` -> `<folder>/manifest.json` */
export async function writeManifest(folder: string): Promise<void> {
  const exported = (await import(pathToFileURL(join(folder, 'operations.ts')).href)) as object;
  const operations = Object.values(exported).flatMap(toOperation);
  operations.sort((one, other) => one.name.localeCompare(other.name));
  const manifest = { format: 'apollo-persisted-query-manifest', version: 1, operations };
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** None for a document of fragments. */
function toOperation(document: DocumentNode) {
  const operation = getOperationAST(document);
  if (!operation?.name) return [];
  const body = print(document);
  const id = createHash('sha256').update(body).digest('hex');
  return [{ id, name: operation.name.value, type: operation.operation, body }];
}
