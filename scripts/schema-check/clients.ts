/** Who asks which graph, and with which documents. */
import { type ManifestOperation, readManifest } from '@tributary/service/operation-manifest';
import { parse } from 'graphql';
import { toPersistedOperations } from '../mobile/persisted-operations.js';
import type { Provider } from './graphs.js';
import type { Tree } from './tree.js';

export interface Client {
  name: string;
  /** Of an app that lives on many devices, in many versions. */
  release?: string;
  provider: Provider;
  operations: readonly ManifestOperation[];
}

const sources: readonly { name: string; provider: Provider; folder: string }[] = [
  { name: 'bff-web', provider: 'gateway', folder: 'bff-web/src/operations' },
  { name: 'bff-mobile', provider: 'gateway', folder: 'bff-mobile/src/operations' },
  { name: 'storefront', provider: 'bff-web', folder: 'storefront/src' },
];

/** The mobile app as it is being written: nobody has it before it is released. */
const nextApp = {
  name: 'mobile',
  provider: 'bff-mobile',
  folder: 'packages/mobile-client/src/operations',
} as const;

const releasesFolder = 'bff-mobile/releases';

/** Those that are out when this tree is. @throws Error for a document that cannot be read */
export function readClients(tree: Tree): Client[] {
  return [...sources.map((source) => readClient(tree, source)), ...readReleasedApps(tree)];
}

/** With the mobile app that will be released next. */
export function readAllClients(tree: Tree): Client[] {
  return [...readClients(tree), { ...readClient(tree, nextApp), release: 'next' }];
}

function readClient(tree: Tree, { name, provider, folder }: (typeof sources)[number]): Client {
  const documents = tree.list(folder, '.graphql').map((location) => {
    const text = tree.read(location)!;
    return { location, document: naming(location, () => parse(text)) };
  });
  const operations = documents.length === 0 ? [] : toPersistedOperations(documents);
  return { name, provider, operations };
}

function readReleasedApps(tree: Tree): Client[] {
  return tree
    .list(releasesFolder, '/manifest.json')
    .map((file) => ({
      name: nextApp.name,
      release: file.slice(releasesFolder.length + 1).split('/')[0]!,
      provider: nextApp.provider,
      operations: naming(file, () => readManifest(tree.read(file)!)),
    }))
    .toSorted((one, other) => one.release.localeCompare(other.release, 'en', { numeric: true }));
}

function naming<Result>(file: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`, { cause: error });
  }
}
