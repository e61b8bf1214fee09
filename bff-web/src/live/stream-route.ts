/**
 * /graphql/stream: subscriptions for browsers over server-sent events (graphql-sse, one connection each):
 * POST for GraphQL clients, GET for EventSource. Each event is a whole state with an id.
 */
import { CodedError, type ErrorCode, type Logger } from '@tributary/service';
import type { AnswerCache } from '@tributary/service/answer-cache';
import { formatResult } from '@tributary/service/format-result';
import { errorBody } from '@tributary/service/http-server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type GraphQLSchema, subscribe } from 'graphql';
import type { Context } from '../context.js';
import { refused } from '../same-origin.js';
import { type EventWriter, writeEvents } from './event-writer.js';
import { readSubscription, type SubscriptionRequest } from './read-subscription.js';
import { createStreamLimits, type StreamLimits } from './stream-limits.js';

export interface StreamRouteOptions {
  schema: GraphQLSchema;
  logger: Logger;
  createContext: (
    request: FastifyRequest,
    reply: FastifyReply,
    signal: AbortSignal,
  ) => Promise<Context>;
  /** Who is told news is not answered with what was before. */
  answers?: AnswerCache | undefined;
  limits?: StreamLimits;
  heartbeatMs?: number;
}

const statusByCode: Partial<Record<ErrorCode, number>> = {
  CSRF_REFUSED: 403,
  RATE_LIMITED: 429,
  SERVICE_UNAVAILABLE: 503,
};

export function serveStreams(app: FastifyInstance, options: StreamRouteOptions): void {
  const { schema, logger, createContext, answers, heartbeatMs } = options;
  const { limits = createStreamLimits() } = options;
  const closing = new AbortController();
  const open = new Set<Promise<void>>();

  const handle = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (!request.headers.accept?.includes('text/event-stream')) {
      const body = errorBody('BAD_REQUEST', 'Accept must be text/event-stream.');
      return void (await reply.code(406).send(body));
    }
    const left = new AbortController();
    const signal = AbortSignal.any([left.signal, closing.signal]);
    let leave: (() => void) | undefined;
    try {
      const asked = readSubscription(
        schema,
        request.method === 'GET' ? request.query : request.body,
      );
      const context = await createContext(request, reply, signal);
      if (context.foreign) throw refused();
      leave = limits.enter(context.session.id ?? request.ip);
      reply.raw.once('close', () => left.abort());
      reply.hijack();
      const events = writeEvents(reply.raw, {
        headers: { 'x-request-id': request.id },
        lastEventId: String(request.headers['last-event-id'] ?? ''),
        signal,
        onNews: () => answers?.forget(request),
        ...(heartbeatMs && { heartbeatMs }),
      });
      const stream = serve(asked, context, events, signal).finally(leave);
      open.add(stream);
      void stream.finally(() => open.delete(stream));
    } catch (error) {
      leave?.();
      const code = error instanceof CodedError ? error.code : 'INTERNAL_SERVER_ERROR';
      if (code === 'INTERNAL_SERVER_ERROR') logger.error({ err: error }, 'a stream failed');
      const body = errorBody(code, error instanceof CodedError ? error.message : undefined);
      await reply.code(statusByCode[code] ?? 400).send(body);
    }
  };

  const serve = async (
    { document, variables, operationName }: SubscriptionRequest,
    contextValue: Context,
    events: EventWriter,
    signal: AbortSignal,
  ): Promise<void> => {
    try {
      const results = await subscribe({
        schema,
        document,
        contextValue,
        variableValues: variables,
        operationName: operationName ?? null,
      });
      if (Symbol.asyncIterator in results)
        for await (const result of results) await events.next(formatResult(result, logger));
      else await events.next(formatResult(results, logger));
    } catch (error) {
      const fault = error instanceof CodedError ? error : new CodedError('INTERNAL_SERVER_ERROR');
      if (fault !== error && !signal.aborted) logger.error({ err: error }, 'a stream failed');
      if (!signal.aborted) await events.next({ errors: [fault.toJSON()] });
    }
    // While this process stops, the browser is to come back to another one.
    if (signal.aborted) events.end();
    else events.complete();
  };

  app.get('/graphql/stream', handle);
  app.post('/graphql/stream', handle);
  app.addHook('preClose', async () => {
    closing.abort();
    await Promise.all(open);
  });
}
