import { readImportLines } from '../domain/import-lines.js';
import type { Effects } from '../effects.js';
import { createEvent } from '../events.js';
import type { Store } from '../store.js';
import { once } from './once.js';

export interface RequestedImport {
  jsonLines: string;
  idempotencyKey: string;
}

/**
 * Queues an import of the catalogue, once per idempotency key; the worker runs it.
 * @returns the import's id
 * @throws CodedError IDEMPOTENCY_KEY_REUSED
 */
export async function requestImport(
  store: Store,
  callerId: string,
  { jsonLines, idempotencyKey: key }: RequestedImport,
  effects: Effects,
): Promise<string> {
  const importId = effects.createId();
  const keyed = {
    name: 'importCatalogue',
    callerId,
    key,
    request: { jsonLines },
    responseRef: importId,
  };
  const id = await store.transaction((tx) =>
    once(tx, keyed, effects, async () => {
      const total = readImportLines(jsonLines).length;
      await tx.createImport({ id: importId, source: jsonLines, total, at: effects.now() });
      await tx.append([createEvent('CatalogueImportRequested', importId, { importId }, effects)]);
      return true;
    }),
  );
  return id!;
}
