/** Which requests want a stream of events, and what they ask for: POST as usual, GET for EventSource. */
import { HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import { CodedError } from '@tributary/service';
import type { FastifyRequest } from 'fastify';
import { getOperationAST, OperationTypeNode, parse } from 'graphql';
import type { FindDocument } from '../execution/plain-request.js';

const path = '/graphql';

/**
 * Whether a request that accepts event streams is to have one: when it is its first wish, or when it
 * subscribes. Some clients accept streams with every query and are better served with plain JSON.
 */
export function isForStream({ headers, routeOptions, body }: FastifyRequest): boolean {
  if (routeOptions.url !== path) return false;
  if (headers.accept?.trimStart().startsWith('text/event-stream')) return true;
  const query = (body as { query?: unknown } | null | undefined)?.query;
  return typeof query === 'string' && /(^|[\s},])subscription\b/.test(query);
}

/**
 * @param findDocument the text of a trusted document by its hash
 * @throws CodedError BAD_REQUEST with the HTTP status
 */
export function readStreamingRequest(
  request: FastifyRequest,
  findDocument: FindDocument,
): HTTPGraphQLRequest {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers.set(name, String(value));
  headers.set('accept', 'application/json');
  const isGet = request.method === 'GET';
  if (isGet) headers.set('content-type', 'application/json');
  const body = isGet ? readSearch(request.url, findDocument) : request.body;
  return { method: 'POST', headers, search: '', body };
}

/** Only subscriptions: what changes anything is not to be had by following a link. */
function readSearch(url: string, findDocument: FindDocument): Record<string, unknown> {
  const search = new URL(url, 'http://gateway').searchParams;
  const operationName = search.get('operationName') ?? undefined;
  const extensions = readJson(search.get('extensions'));
  const query = search.get('query') || findDocument(hashIn(extensions)) || '';
  if (!isSubscription(query, operationName))
    throw new CodedError('BAD_REQUEST', 'Only subscriptions may be asked for by GET here.', {
      extensions: { http: { status: 405 } },
    });
  return {
    ...(search.get('query') && { query }),
    ...(operationName !== undefined && { operationName }),
    variables: readJson(search.get('variables')),
    extensions,
  };
}

/** Of a persisted query; empty where there is none. */
function hashIn(extensions: unknown): string {
  const { persistedQuery } = (extensions ?? {}) as { persistedQuery?: { sha256Hash?: unknown } };
  const hash = persistedQuery?.sha256Hash;
  return typeof hash === 'string' ? hash : '';
}

/** A query of a URL, whose length is bounded. */
function isSubscription(query: string, operationName: string | undefined): boolean {
  try {
    const operation = getOperationAST(parse(query), operationName);
    return operation?.operation === OperationTypeNode.SUBSCRIPTION;
  } catch {
    return query !== ''; // Apollo Server tells what is wrong with it
  }
}

function readJson(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new CodedError('BAD_REQUEST', 'The variables or extensions are no JSON.', {
      extensions: { http: { status: 400 } },
    });
  }
}
