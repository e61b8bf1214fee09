/**
 * How much the gateway does for small answers. What is asked for by a document's hash with GET has an address
 * that a client can keep; without a policy of the schema's (@cacheControl) it is for the one who asked alone.
 */
import { compressAnswers, tagAnswers } from '@tributary/service/small-answers';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** In characters. Below, a packet or two are saved for as much work as the rest of the request is. */
export const compressionThreshold = 4_096;

/** Call before the routes are registered. */
export function sendSmallAnswers(app: FastifyInstance): void {
  tagAnswers(app, {
    // Apollo Server writes errors first.
    appliesTo: (request, payload) => payload.startsWith('{"data"') && isAskedByHash(request),
    dependsOn: 'authorization, apollographql-client-name',
  });
  compressAnswers(app, { thresholdLength: compressionThreshold, brotliQuality: 4, gzipLevel: 1 });
}

function isAskedByHash({ query }: FastifyRequest): boolean {
  const { extensions, query: document } = query as Record<string, unknown>;
  return typeof extensions === 'string' && extensions.includes('"persistedQuery"') && !document;
}
