/**
 * A gateway for tests: a real HTTP server that validates each operation against the API schema of the
 * committed supergraph, executes it with graphql-js over a small shop, and keeps a record.
 */
import { execute, type GraphQLError, parse, subscribe, validate } from 'graphql';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { readApiSchema } from '../../scripts/supergraph.js';
import { Shop } from './shop.js';

export interface TestGateway {
  url: string;
  shop: Shop;
  /** Operations that arrived, in order. */
  operations: { name: string; headers: IncomingHttpHeaders }[];
  /** Time each operation takes before it is looked at. */
  delayMs: number;
  /** Open streams; destroying one loses it without a word. */
  streams: Set<ServerResponse>;
  /** Stops listening and cuts what is open. */
  stop(): Promise<void>;
  /** Listens again, on the same port. */
  start(): Promise<void>;
}

const schema = readApiSchema();

export async function startTestGateway(): Promise<TestGateway> {
  const server = createServer((request, response) => {
    void answer(gateway, request).then(({ status, body }) => {
      if (Symbol.asyncIterator in body) void stream(gateway, body, response);
      else
        response
          .writeHead(status, { 'content-type': 'application/json' })
          .end(JSON.stringify(body));
    });
  });
  const listen = (port: number) =>
    new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const gateway: TestGateway = {
    url: `http://127.0.0.1:${port}/graphql`,
    shop: new Shop(),
    operations: [],
    delayMs: 0,
    streams: new Set(),
    start: () => listen(port),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return gateway;
}

async function answer(gateway: TestGateway, request: IncomingMessage) {
  if (request.url === '/health/live') return { status: 200, body: { status: 'live' } };
  if (request.url !== '/graphql') return failure(404, 'NOT_FOUND', 'No such page.');
  const { operationName, query, variables } = JSON.parse(await text(request)) as Body;
  gateway.operations.push({ name: operationName, headers: request.headers });
  await pause(gateway.delayMs);
  const token = request.headers.authorization?.replace(/^Bearer /, '');
  const caller = token ? gateway.shop.accounts.identify(token) : null;
  if (typeof caller === 'string') return failure(401, caller, 'The token is no good.');
  const document = parse(query);
  const faults = validate(schema, document);
  if (faults.length > 0) return failure(400, 'GRAPHQL_VALIDATION_FAILED', messages(faults));
  const rootValue = gateway.shop.root(caller?.account ?? null, caller?.sessionId ?? null);
  const run = request.headers.accept === 'text/event-stream' ? subscribe : execute;
  const body = await run({
    schema,
    document,
    rootValue,
    variableValues: variables,
    operationName,
  });
  return { status: 200, body };
}

/** As the gateway does it: an event for each result, `complete` at the end. */
async function stream(
  gateway: TestGateway,
  results: AsyncIterable<object>,
  response: ServerResponse,
): Promise<void> {
  gateway.streams.add(response);
  response.once('close', () => gateway.streams.delete(response));
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(':\n\n');
  for await (const result of results) {
    if (response.destroyed) return;
    response.write(`event: next\ndata: ${JSON.stringify(result)}\n\n`);
  }
  response.end('event: complete\ndata:\n\n');
}

interface Body {
  operationName: string;
  query: string;
  variables: Record<string, unknown>;
}

const failure = (status: number, code: string, message: string) => ({
  status,
  body: { errors: [{ message, extensions: { code } }] },
});

const messages = (faults: readonly GraphQLError[]) => faults.map(({ message }) => message).join();
