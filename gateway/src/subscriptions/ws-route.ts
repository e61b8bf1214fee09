/**
 * graphql-transport-ws on /graphql. The token is that of the connection: when it expires the connection
 * is closed with 4403, on which a client reconnects with a fresh one. A gateway that drains, or has a new
 * supergraph, closes with 1012, on which clients reconnect by themselves.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { CodedError, type Logger } from '@tributary/service';
import { GraphQLError, type GraphQLFormattedError, parse } from 'graphql';
import type { Context, ServerOptions, SubscribePayload } from 'graphql-ws';
import { type Extra, useServer } from 'graphql-ws/use/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { EventStream } from './event-stream.js';
import type { Opened } from './subscriptions.js';
import { leftOfToken } from './token-expiry.js';
import { headersOf, mayConnect, toHttpRequest } from './ws-request.js';

export interface WsRouteOptions {
  logger: Logger;
  heartbeatMs: number;
  maxConnections: number;
  maxMessageBytes: number;
  corsOrigins: readonly string[];
  /** @throws CodedError when the caller's token is no good */
  identify: (headers: IncomingMessage['headers']) => Promise<unknown>;
  open: (
    client: { headers: IncomingMessage['headers']; ip: string },
    http: ReturnType<typeof toHttpRequest>,
  ) => Promise<Opened>;
}

export interface WsRoute {
  /** Sends all clients on to another process. Resolves when they have gone, or were put out. */
  drain(): Promise<void>;
}

const closeCodes: Readonly<Record<string, number>> = {
  TOKEN_EXPIRED: 4403,
  UNAUTHENTICATED: 4401,
  SERVICE_UNAVAILABLE: 1013,
};
const restart = 1012;
const path = '/graphql';
const maxOperationsPerConnection = 100;
const lingerMs = 1_000;

type Connection = Context<Record<string, unknown>, Extra & Partial<Record<PropertyKey, never>>>;

export function serveWs(server: Server, options: WsRouteOptions): WsRoute {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: options.maxMessageBytes,
    clientTracking: true,
  });
  useServer(createProtocol(options) as unknown as ServerOptions, sockets, options.heartbeatMs);
  let isDraining = false;
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const isFull = isDraining || sockets.clients.size >= options.maxConnections;
    if (request.url?.split('?')[0] !== path) refuse(socket, '404 Not Found');
    else if (isFull) refuse(socket, '503 Service Unavailable');
    else if (!mayConnect(request.headers, options.corsOrigins)) refuse(socket, '403 Forbidden');
    else
      sockets.handleUpgrade(request, socket, head, (opened) => {
        sockets.emit('connection', opened, request);
        // The library would write to the console what a client sent that is no good.
        opened.removeAllListeners('error');
        opened.on('error', (error) => options.logger.debug({ err: error }, 'a WebSocket failed'));
      });
  });
  return {
    async drain() {
      isDraining = true;
      const open = [...sockets.clients];
      const gone = open.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
      for (const socket of open) socket.close(restart, 'Service restart');
      const timer = setTimeout(() => open.forEach((socket) => socket.terminate()), lingerMs);
      await Promise.all(gone);
      clearTimeout(timer);
    },
  };
}

function refuse(socket: Duplex, status: string): void {
  socket.on('error', () => undefined);
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

/** The library runs its part of the protocol; the operation itself passes through Apollo Server. */
function createProtocol(options: WsRouteOptions) {
  return {
    isProd: true,
    async onConnect(context: Connection) {
      const { socket, request } = context.extra;
      const headers = headersOf(request, context.connectionParams);
      try {
        await options.identify(headers);
      } catch (error) {
        const code = error instanceof CodedError ? error.code : 'SERVICE_UNAVAILABLE';
        socket.close(closeCodes[code] ?? 1011, code);
        return false;
      }
      closeWithToken(socket, headers.authorization);
      return true;
    },
    async onSubscribe(context: Connection, _id: string, payload: SubscribePayload) {
      const outcome = await answer(context, payload, options);
      if (Array.isArray(outcome)) return outcome;
      return { document: placeholder, schema: undefined, outcome };
    },
    subscribe: (args: unknown) => (args as { outcome: unknown }).outcome,
    onNext: (...[, , , , result]: unknown[]) => result,
  };
}

/** The library wants a document to see what kind of operation it is; anything may be streamed. */
const placeholder = parse('subscription { placeholder }');

async function answer(context: Connection, payload: SubscribePayload, options: WsRouteOptions) {
  const { socket, request } = context.extra;
  if (Object.keys(context.subscriptions).length > maxOperationsPerConnection)
    return [new CodedError('RATE_LIMITED')];
  const headers = headersOf(request, context.connectionParams);
  const ip = request.socket.remoteAddress ?? '';
  try {
    const opened = await options.open({ headers, ip }, toHttpRequest(headers, payload));
    if (opened.kind === 'stream') return watchOver(opened.stream, socket);
    const result = JSON.parse(opened.text) as { data?: unknown; errors?: GraphQLFormattedError[] };
    return result.data === undefined && result.errors ? result.errors.map(asTheyAre) : result;
  } catch (error) {
    if (error instanceof CodedError) return [error];
    options.logger.error({ err: error }, 'an operation over a WebSocket failed');
    return [new CodedError('INTERNAL_SERVER_ERROR')];
  }
}

/** An error that is formatted already. */
const asTheyAre = (formatted: GraphQLFormattedError): GraphQLError =>
  Object.assign(new GraphQLError(formatted.message), { toJSON: () => formatted });

/** What ends a stream may concern the connection: it is closed before the library says "complete". */
function watchOver(stream: EventStream, socket: WebSocket): EventStream {
  if (socket.readyState !== socket.OPEN) void stream.return();
  stream.onEnd((ending) => {
    if (ending.kind === 'reconnect') socket.close(restart, 'Service restart');
    if (ending.kind !== 'refused') return;
    // A client that does not read cannot be told.
    const timer = setTimeout(() => socket.bufferedAmount > 0 && socket.terminate(), lingerMs);
    timer.unref();
  });
  return stream;
}

function closeWithToken(socket: WebSocket, authorization: string | undefined): void {
  const leftMs = leftOfToken(authorization, Date.now());
  if (leftMs === undefined) return;
  const expire = () => socket.close(closeCodes['TOKEN_EXPIRED'], 'TOKEN_EXPIRED');
  const timer = setTimeout(expire, leftMs).unref();
  socket.once('close', () => clearTimeout(timer));
}
