/** The released documents of the mobile app with their contracts, as they lie on disk. Frozen: never written twice. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  documentIdOf,
  type ManifestOperation,
  readManifest,
} from '@tributary/service/operation-manifest';
import { type GraphQLSchema, parse, validate } from 'graphql';
import { manifestText } from '../operation-manifest.js';
import { type DocumentShape, shapeOf } from './document-shape.js';
import { releasesFolder } from './persisted-operations.js';
import { findShapeChanges } from './shape-changes.js';

export interface Release {
  version: string;
  operations: ManifestOperation[];
  /** By the operation's name. */
  contract: Record<string, DocumentShape>;
}

export interface ReleaseFault {
  release: string;
  document: string;
  /** Path within the document; empty when it is about all of it. */
  field: string;
  message: string;
  isBreaking: boolean;
}

/** Oldest first. */
export function readReleases(folder = releasesFolder): Release[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .toSorted((one, other) => one.localeCompare(other, 'en', { numeric: true }))
    .map((version) => {
      const read = (name: string) => readFileSync(join(folder, version, name), 'utf8');
      const contract = JSON.parse(read('contract.json')) as Release['contract'];
      return { version, operations: readManifest(read('manifest.json')), contract };
    });
}

/** @throws Error when the version is none, is there already, or is not the newest */
export function writeRelease(
  version: string,
  operations: readonly ManifestOperation[],
  schema: GraphQLSchema,
  folder = releasesFolder,
): void {
  if (!/^\d+\.\d+\.\d+$/.test(version))
    throw new Error(`"${version}" is no version such as 1.2.0.`);
  const newest = readReleases(folder).at(-1)?.version;
  if (newest && newest.localeCompare(version, 'en', { numeric: true }) >= 0)
    throw new Error(`${newest} is out already: a release is frozen, and the next one is newer.`);
  const contract: Release['contract'] = {};
  for (const { name, body } of operations) {
    const faults = validate(schema, parse(body));
    if (faults.length > 0) throw new Error(`${name}: ${faults.map(String).join('\n')}`);
    contract[name] = shapeOf(schema, parse(body));
  }
  mkdirSync(join(folder, version), { recursive: true });
  const write = (name: string, text: string) => writeFileSync(join(folder, version, name), text);
  write('manifest.json', manifestText(operations));
  write('contract.json', `${JSON.stringify(contract, null, 2)}\n`);
}

/** What today's schema would do to the apps that are out. */
export function checkReleases(releases: readonly Release[], schema: GraphQLSchema): ReleaseFault[] {
  return releases.flatMap(({ version, operations, contract }) =>
    operations.flatMap((operation) =>
      checkDocument(operation, contract[operation.name], schema).map((fault) => ({
        release: version,
        document: operation.name,
        ...fault,
      })),
    ),
  );
}

function checkDocument(
  { id, body }: ManifestOperation,
  released: DocumentShape | undefined,
  schema: GraphQLSchema,
): Omit<ReleaseFault, 'release' | 'document'>[] {
  const whole = (message: string) => [{ field: '', message, isBreaking: true }];
  if (id !== documentIdOf(body))
    return whole('its text was changed after the release: the id is not its hash');
  if (!released) return whole('it has no contract');
  const faults = validate(schema, parse(body));
  if (faults.length > 0)
    return faults.map(({ message }) => ({ field: '', message, isBreaking: true }));
  return findShapeChanges(released, shapeOf(schema, parse(body)));
}

/** One line for people. */
export const describeFault = ({ release, document, field, message }: ReleaseFault): string =>
  `release ${release}, ${document}${field && `, ${field}`}: ${message}`;
