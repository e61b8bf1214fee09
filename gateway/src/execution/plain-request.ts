/** The common kind of request: one operation as JSON in a POST, by its text or the hash of a trusted document. */
import type { FastifyRequest } from 'fastify';
import { clientNameHeader } from '../client-name.js';
import type { Variables } from './fetch-body.js';

export interface PlainRequest {
  query: string;
  operationName: string | undefined;
  variables: Variables;
  /** As the client sent it, instead of the text. */
  sentHash: string | undefined;
  client: string | undefined;
}

/** Types that no form of a foreign page can send, so that CSRF prevention has nothing to ask. */
const jsonTypes: ReadonlySet<string | undefined> = new Set([
  'application/json',
  'application/json; charset=utf-8',
  'application/json;charset=utf-8',
  'application/json; charset=UTF-8',
  'application/json;charset=UTF-8',
]);

export type FindDocument = (hash: string) => string | undefined;

/** Undefined for anything else, be it valid or not. */
export function readPlainRequest(
  request: FastifyRequest,
  findDocument: FindDocument,
): PlainRequest | undefined {
  const { headers, body } = request;
  if (request.method !== 'POST' || !jsonTypes.has(headers['content-type'])) return undefined;
  if (!isRecord(body)) return undefined;
  const { query: text, operationName, variables, extensions } = body;
  if (!isNothing(operationName) && typeof operationName !== 'string') return undefined;
  if (!isNothing(variables) && !isRecord(variables)) return undefined;
  const sentHash = isNothing(extensions) ? undefined : readHash(extensions);
  if (sentHash === null) return undefined;
  const query = sentHash === undefined ? text : isNothing(text) && findDocument(sentHash);
  if (typeof query !== 'string' || query === '') return undefined;
  return {
    query,
    operationName: operationName ?? undefined,
    variables: variables ?? undefined,
    sentHash,
    client: readClient(headers[clientNameHeader]),
  };
}

/** Undefined without one; null for what is no plain hash. */
function readHash(extensions: unknown): string | null | undefined {
  if (!isRecord(extensions)) return null;
  const { persistedQuery } = extensions;
  if (!persistedQuery) return undefined;
  if (!isRecord(persistedQuery) || persistedQuery['version'] !== 1) return null;
  const { sha256Hash } = persistedQuery;
  return typeof sha256Hash === 'string' ? sha256Hash : null;
}

const readClient = (header: string | string[] | undefined): string | undefined =>
  (Array.isArray(header) ? header.join(', ') : header) || undefined;

const isNothing = (value: unknown): value is null | undefined =>
  value === undefined || value === null;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
