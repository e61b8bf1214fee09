/**
 * The documents of all released versions of the app, by id, as releases/<version>/manifest.json lists them.
 * It reads them once; which request may ask for what is decided in require-released.ts.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '@tributary/service';
import { readManifest } from '@tributary/service/operation-manifest';

export interface ReleasedDocuments {
  /** The text with this id, of whichever release. */
  find(id: string): string | undefined;
  /** The newest release that has it. */
  releaseOf(id: string): string | undefined;
  readonly releases: readonly string[];
}

/**
 * @param folder holds a folder for each release; one that is not there holds none
 * @throws ConfigError with every manifest that cannot be read or used
 */
export function readReleasedDocuments(folder: string): ReleasedDocuments {
  const texts = new Map<string, string>();
  const newest = new Map<string, string>();
  const releases = existsSync(folder)
    ? readdirSync(folder).toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    : [];
  const faults = releases.flatMap((release) => {
    const file = join(folder, release, 'manifest.json');
    try {
      const operations = readManifest(readFileSync(file, 'utf8'));
      if (operations.length === 0) throw new Error('it lists no operations');
      for (const { id, body } of operations) {
        texts.set(id, body);
        newest.set(id, release);
      }
      return [];
    } catch (error) {
      return [`MOBILE_RELEASES: ${file}: ${(error as Error).message}`];
    }
  });
  if (faults.length > 0) throw new ConfigError(faults);
  return {
    find: (id) => texts.get(id),
    releaseOf: (id) => newest.get(id),
    releases,
  };
}
