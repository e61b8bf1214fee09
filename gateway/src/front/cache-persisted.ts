/**
 * Caching of what is asked for by a document's hash with GET: such an address can be kept by a client. An
 * answer gets an ETag, and 304 says that it is as it was. Without a policy of the schema's (@cacheControl)
 * it is for the one who asked alone, and to be asked for each time.
 */
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { addVary } from './vary.js';

const unlessSaid = 'private, no-cache';
/** Who calls and how decides what is answered. */
const dependsOn = 'authorization, apollographql-client-name';

/** Call before the routes are registered. */
export function cachePersisted(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    if (request.method !== 'GET' || typeof payload !== 'string') return done();
    if (!isAskedByHash(request) || !isSound(reply, payload)) return done();
    const etag = `W/"${createHash('sha1').update(payload).digest('base64url')}"`;
    const said = reply.getHeader('cache-control');
    if (!said || said === 'no-store') void reply.header('cache-control', unlessSaid);
    void reply.header('etag', etag);
    addVary(reply, dependsOn);
    if (!matches(request.headers['if-none-match'], etag)) return done();
    void reply.code(304).removeHeader('content-length').removeHeader('content-type');
    done(null, null);
  });
}

function isAskedByHash({ query }: FastifyRequest): boolean {
  const { extensions, query: document } = query as Record<string, unknown>;
  return typeof extensions === 'string' && extensions.includes('"persistedQuery"') && !document;
}

/** Apollo Server writes errors first. */
const isSound = ({ statusCode }: FastifyReply, payload: string): boolean =>
  statusCode === 200 && payload.startsWith('{"data"');

const matches = (header: string | undefined, etag: string): boolean =>
  header !== undefined && header.split(',').some((entry) => entry.trim() === etag);
