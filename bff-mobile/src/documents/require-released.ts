/**
 * Before GraphQL: a request by a document's id must name one that was released, and in production there is
 * no other request. It answers with codes of the catalogue; the document itself Apollo Server looks up.
 */
import type { KeyValueCache } from '@apollo/utils.keyvaluecache';
import { Counter, type ErrorCode } from '@tributary/service';
import { errorBody } from '@tributary/service/http-server';

import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ReleasedDocuments } from './released-documents.js';

const documentsAsked = new Counter({
  name: 'mobile_documents_total',
  help: 'Requests by document id, by the newest release that has it: which apps are still about.',
  labelNames: ['release'],
});

/** What Apollo Server looks documents up in. Nothing that a client sent is ever kept. */
export function documentStoreOf(documents: ReleasedDocuments): KeyValueCache {
  return {
    get: async (key) => documents.find(key.slice('apq:'.length)),
    set: async () => {},
    delete: async () => false,
  };
}

/** Call before /graphql is mounted. `only` refuses every text that a client sends. */
export function requireReleased(
  app: FastifyInstance,
  documents: ReleasedDocuments,
  only: boolean,
): void {
  app.addHook('preHandler', (request, reply, done) => {
    const refusal = request.routeOptions.url === '/graphql' && judge(request, documents, only);
    if (!refusal) return done();
    const [status, code] = refusal;
    void reply.code(status).send(errorBody(code, messages[code]));
  });
}

type Refusal = [status: number, code: ErrorCode];

function judge(
  request: FastifyRequest,
  documents: ReleasedDocuments,
  only: boolean,
): Refusal | undefined {
  const { id, hasText } = readRequest(request);
  if (hasText) return only ? [403, 'DOCUMENT_NOT_TRUSTED'] : undefined;
  if (id === undefined) return only ? [400, 'BAD_REQUEST'] : undefined;
  const release = documents.releaseOf(id);
  documentsAsked.inc({ release: release ?? 'none' });
  return release ? undefined : [404, 'DOCUMENT_UNKNOWN'];
}

const messages: Partial<Record<ErrorCode, string>> = {
  BAD_REQUEST: 'Ask for a released document by its id.',
};

/** The id and whether there is a text, wherever the method puts them. */
function readRequest({ method, query, body }: FastifyRequest): { id?: string; hasText: boolean } {
  const sent = (method === 'GET' ? query : body) as Record<string, unknown> | null | undefined;
  if (!sent || typeof sent !== 'object') return { hasText: false };
  const id = readId(sent['extensions']);
  return { ...(id !== undefined && { id }), hasText: Array.isArray(sent) || 'query' in sent };
}

/** Of an object, or as a GET writes it, its JSON. */
function readId(extensions: unknown): string | undefined {
  const found = typeof extensions === 'string' ? parseObject(extensions) : extensions;
  const id = (found as { persistedQuery?: { sha256Hash?: unknown } } | null | undefined)
    ?.persistedQuery?.sha256Hash;
  return typeof id === 'string' ? id : undefined;
}

function parseObject(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
