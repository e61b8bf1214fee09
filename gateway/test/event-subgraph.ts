/**
 * The orders service of the mini graph with events that a test sends: over server-sent events at
 * /graphql/stream and over graphql-ws at /graphql, by the libraries that real subgraphs use.
 */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { createHandler as createSse } from 'graphql-sse/lib/use/http';
import { useServer } from 'graphql-ws/use/ws';
import { execute, GraphQLError, parse } from 'graphql';
import { WebSocketServer } from 'ws';
import { typeDefs } from './mini-graph.js';

export interface OrderEvent {
  id: string;
  number: number | null;
  lines?: { sku: string }[];
}

export interface EventSubgraph {
  url: string;
  /** Headers of the subscriptions that came, oldest first. */
  received: IncomingHttpHeaders[];
  /** Ids of the orders that are being watched, one for each subscription. */
  watched(): string[];
  emit(event: OrderEvent): void;
  /** Ends all subscriptions as complete. */
  complete(): void;
  /** Breaks all connections; new ones are taken. */
  cut(): void;
  /** Breaks all connections and takes no new ones. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

type Listener = (event: OrderEvent | undefined) => void;

export async function startEventSubgraph(): Promise<EventSubgraph> {
  const listeners = new Map<Listener, string>();
  const received: IncomingHttpHeaders[] = [];
  const sockets = new Set<Socket>();
  const schema = buildSubgraphSchema({
    typeDefs: parse(typeDefs.orders),
    resolvers: {
      OrderLine: { variant: ({ sku }: { sku: string }) => ({ sku }) },
      Query: { order: (_root: unknown, { id }: { id: string }) => ({ id, number: 1, lines: [] }) },
      Subscription: {
        orderUpdated: {
          subscribe(_root: unknown, { id }: { id: string }) {
            if (id === 'none') throw new GraphQLError('No.', { extensions: { code: 'NOT_FOUND' } });
            return watch(listeners, id);
          },
        },
      },
    },
  });
  const sse = createSse({ schema });
  const server = createServer((request, response) => {
    if (request.url === '/graphql/stream') {
      received.push(request.headers);
      void sse(request, response);
      return;
    }
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => void answer(body, response));
  });
  async function answer(text: string, response: ServerResponse): Promise<void> {
    const { query, variables } = JSON.parse(text) as {
      query: string;
      variables?: Record<string, unknown>;
    };
    const result = await execute({ schema, document: parse(query), variableValues: variables });
    response.setHeader('content-type', 'application/json').end(JSON.stringify(result));
  }
  const wss = new WebSocketServer({ server, path: '/graphql' });
  wss.on('connection', (_socket, request) => received.push(request.headers));
  useServer({ schema }, wss);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const cut = () => sockets.forEach((socket) => socket.destroy());
  const listen = (port: number) =>
    new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const tell = (event: OrderEvent | undefined) =>
    listeners.forEach((id, listener) => (!event || event.id === id) && listener(event));
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    received,
    watched: () => [...listeners.values()],
    emit: tell,
    complete: () => tell(undefined),
    cut,
    start: () => listen(port),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}

/** Waits in the test's hand: an iterator that gives each event once. */
function watch(listeners: Map<Listener, string>, id: string) {
  const events: (OrderEvent | undefined)[] = [];
  let wake = () => {};
  let isOver = false;
  const listener: Listener = (event) => {
    events.push(event);
    wake();
  };
  listeners.set(listener, id);
  const done = () => {
    isOver = true;
    listeners.delete(listener);
    wake();
    return { done: true as const, value: undefined };
  };
  const iterator = {
    [Symbol.asyncIterator]: () => iterator,
    async next() {
      while (events.length === 0 && !isOver)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      const event = events.shift();
      if (!event) return done();
      return { done: false as const, value: { orderUpdated: { lines: [], ...event } } };
    },
    return: async () => done(),
  };
  return iterator;
}
