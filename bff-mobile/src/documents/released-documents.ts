/**
 * The documents of all released versions of the app, by id, as releases/<version>/manifest.json lists them.
 * It reads them once; which request may ask for what is decided in require-released.ts.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '@tributary/service';
import { parse } from 'graphql';
import { z } from 'zod';

export interface ReleasedDocuments {
  /** The text with this id, of whichever release. */
  find(id: string): string | undefined;
  /** The newest release that has it. */
  releaseOf(id: string): string | undefined;
  readonly releases: readonly string[];
}

/** As Apollo's manifest generator writes it, and the gateway reads it. */
const manifestShape = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string().min(1), body: z.string().min(1) })).min(1),
});

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
      for (const { id, body } of readManifest(file)) {
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

function readManifest(file: string) {
  const { operations } = manifestShape.parse(JSON.parse(readFileSync(file, 'utf8')));
  for (const { body } of operations) parse(body);
  return operations;
}
