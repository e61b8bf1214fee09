/**
 * GraphQL over server-sent events on /graphql, a connection for each operation. A result is an event
 * `next`, the end is an event `complete`. A stream that ends without one asks to be made again: that is
 * how a gateway that drains, or has a new supergraph, sends its clients on.
 */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { CodedError, type Logger } from '@tributary/service';
import { errorBody } from '@tributary/service/http-server';
import {
  completeEvent,
  keepAlive,
  nextEvent,
  retryAfter,
  startEvents,
  writeEvent,
} from '@tributary/service/sse-writer';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { stringifyResult } from '../execution/ready-data.js';
import type { FindDocument } from '../execution/plain-request.js';
import type { EventStream } from './event-stream.js';
import { isForStream, readStreamingRequest } from './sse-request.js';
import type { Opened } from './subscriptions.js';
import { mayConnect } from './ws-request.js';

export interface SseRouteOptions {
  logger: Logger;
  heartbeatMs: number;
  corsOrigins: readonly string[];
  /** The text of a trusted document. */
  findDocument: FindDocument;
  open: (request: FastifyRequest, http: ReturnType<typeof readStreamingRequest>) => Promise<Opened>;
}

/** How long a client that does not read may hold its connection after the end. */
const lingerMs = 2_000;
/** Clients that reconnect by themselves are spread over this time. */
const reconnectSpreadMs = 3_000;
/** Answers that a client has to see as a status; all others are events. */
const plainStatuses: ReadonlySet<number> = new Set([401, 405, 415, 429, 503]);

/** To be called before the route /graphql is mounted; it takes the requests that want a stream. */
export function serveSse(app: FastifyInstance, options: SseRouteOptions): void {
  app.addHook('preHandler', (request, reply, done) => {
    const { accept } = request.headers;
    if (accept === undefined || !accept.includes('text/event-stream') || !isForStream(request))
      return done();
    reply.hijack();
    serve(request, reply, options).catch((error: unknown) => {
      options.logger.error({ err: error, requestId: request.id }, 'a stream failed');
      reply.raw.destroy();
    });
  });
}

async function serve(request: FastifyRequest, reply: FastifyReply, options: SseRouteOptions) {
  const opened = await answerOf(request, options);
  if (opened.kind === 'answer' && plainStatuses.has(opened.status)) {
    const headers = headersOf(reply, { 'content-type': 'application/json; charset=utf-8' });
    reply.raw.writeHead(opened.status, headers).end(opened.text);
    return;
  }
  const { raw } = reply;
  startEvents(raw, headersOf(reply));
  if (opened.kind === 'answer') raw.end(`${nextEvent(opened.text)}${completeEvent}`);
  else await writeStream(raw, opened.stream, options.heartbeatMs);
}

/** What the hooks of the server have set, too: the request's id, CORS. */
const headersOf = (reply: FastifyReply, own: OutgoingHttpHeaders = {}): OutgoingHttpHeaders => ({
  ...(reply.getHeaders() as OutgoingHttpHeaders),
  ...own,
});

async function answerOf(
  request: FastifyRequest,
  { open, corsOrigins, findDocument }: SseRouteOptions,
): Promise<Opened> {
  try {
    if (request.method === 'GET' && !mayConnect(request.headers, corsOrigins)) throw notFromHere();
    return await open(request, readStreamingRequest(request, findDocument));
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    const { status = 503 } = (error.extensions['http'] ?? {}) as { status?: number };
    return {
      kind: 'answer',
      status,
      text: JSON.stringify(errorBody(error.code, error.message)),
    };
  }
}

const notFromHere = () =>
  new CodedError('FORBIDDEN', 'Pages of this origin may not subscribe here.', {
    extensions: { http: { status: 403 } },
  });

async function writeStream(raw: ServerResponse, stream: EventStream, heartbeatMs: number) {
  raw.once('close', () => stream.end({ kind: 'left' }, true));
  const stopHeartbeat = keepAlive(raw, heartbeatMs);
  stream.onEnd(() => {
    stopHeartbeat();
    const timer = setTimeout(() => raw.destroy(), lingerMs).unref();
    raw.once('close', () => clearTimeout(timer));
  });
  for await (const result of stream) {
    if (raw.destroyed) return;
    const full = writeEvent(raw, nextEvent(stringifyResult(result).trimEnd()));
    if (full) await full;
  }
  if (stream.ending?.kind === 'reconnect') raw.end(`${retryAfter(randomMs())}\n`);
  else raw.end(completeEvent);
}

const randomMs = () => Math.round(500 + Math.random() * reconnectSpreadMs);
