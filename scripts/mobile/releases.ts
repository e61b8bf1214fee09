/** The released documents of the mobile app with their contracts, as they lie on disk. Frozen: never written twice. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GraphQLSchema, parse, validate } from 'graphql';
import { type DocumentShape, shapeOf } from './document-shape.js';
import { idOf, type PersistedOperation, releasesFolder } from './persisted-operations.js';
import { findShapeChanges } from './shape-changes.js';

export interface Release {
  version: string;
  operations: PersistedOperation[];
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
      const read = (name: string) => JSON.parse(readFileSync(join(folder, version, name), 'utf8'));
      const { operations } = read('manifest.json') as { operations: PersistedOperation[] };
      return { version, operations, contract: read('contract.json') as Release['contract'] };
    });
}

/** @throws Error when the version is none, is there already, or is not the newest */
export function writeRelease(
  version: string,
  operations: readonly PersistedOperation[],
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
  const manifest = { format: 'apollo-persisted-query-manifest', version: 1, operations };
  mkdirSync(join(folder, version), { recursive: true });
  const write = (name: string, content: object) =>
    writeFileSync(join(folder, version, name), `${JSON.stringify(content, null, 2)}\n`);
  write('manifest.json', manifest);
  write('contract.json', contract);
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
  { id, body }: PersistedOperation,
  released: DocumentShape | undefined,
  schema: GraphQLSchema,
): Omit<ReleaseFault, 'release' | 'document'>[] {
  const whole = (message: string) => [{ field: '', message, isBreaking: true }];
  if (id !== idOf(body))
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
