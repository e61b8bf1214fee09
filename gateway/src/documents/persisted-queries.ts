/** Where Apollo Server finds a document by its hash: among the trusted ones, then among those that clients sent. */
import { InMemoryLRUCache, type KeyValueCache } from '@apollo/utils.keyvaluecache';
import type { TrustedDocuments } from './trusted-documents.js';

/** Apollo Server puts it before each hash. */
const prefix = 'apq:';
const maxBytes = 30 * 1_048_576;

export function persistedQueries(trusted: TrustedDocuments): KeyValueCache {
  const sent = new InMemoryLRUCache<string>({ maxSize: maxBytes });
  return {
    get: async (key) => trusted.find(key.slice(prefix.length)) ?? sent.get(key),
    set: (key, document, options) => sent.set(key, document, options),
    delete: (key) => sent.delete(key),
  };
}
