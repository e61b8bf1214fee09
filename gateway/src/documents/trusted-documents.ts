/**
 * Documents that were registered when a client was released: its manifest. They are asked for by their
 * hash, as persisted queries are; in production a client that has a manifest gets nothing else.
 */
import { readFileSync } from 'node:fs';
import type { BaseContext } from '@apollo/server';
import { CodedError, ConfigError } from '@tributary/service';
import { documentIdOf, readManifest } from '@tributary/service/operation-manifest';
import { clientNameHeader } from '../client-name.js';
import type { JudgingPlugin } from '../execution/admission.js';
import type { Manifests } from './read-manifest-files.js';

export interface TrustedDocuments {
  /** The document with this hash, of whichever client. */
  find(hash: string): string | undefined;
  /** False for a client with a manifest that does not have the document; true for all others. */
  mayAsk(client: string | null | undefined, hash: string): boolean;
}

/** Reads all manifests. @throws ConfigError with every file that cannot be read or used */
export function readTrustedDocuments(manifests: Manifests): TrustedDocuments {
  const bodies = new Map<string, string>();
  const hashes = new Map<string, Set<string>>();
  const faults: string[] = [];
  for (const [client, files] of Object.entries(manifests))
    for (const file of files)
      try {
        const own = hashes.get(client) ?? new Set<string>();
        hashes.set(client, own);
        for (const { id, body } of readManifest(readFileSync(file, 'utf8'))) {
          bodies.set(id, body);
          own.add(id).add(documentIdOf(body));
        }
      } catch (error) {
        const reason = (error as Error).message;
        faults.push(`TRUSTED_DOCUMENTS: the manifest of ${client}, ${file}: ${reason}`);
      }
  if (faults.length > 0) throw new ConfigError(faults);
  return {
    find: (hash) => bodies.get(hash),
    mayAsk: (client, hash) => hashes.get(client ?? '')?.has(hash) ?? true,
  };
}

/** Refuses to a client with a manifest what is not in it. */
export function refuseUntrusted(documents: TrustedDocuments): JudgingPlugin<BaseContext> {
  return {
    admits: ({ client, queryHash }) => documents.mayAsk(client, queryHash),
    requestDidStart: async () => ({
      async didResolveOperation({ request, queryHash }) {
        const client = request.http?.headers.get(clientNameHeader);
        if (!documents.mayAsk(client, queryHash))
          throw new CodedError('DOCUMENT_NOT_TRUSTED', undefined, {
            extensions: { http: { status: 403 } },
          });
      },
    }),
  };
}
