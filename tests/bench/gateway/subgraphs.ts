/**
 * The process of one graph's subgraphs, all behind one port: each request is executed once with
 * graphql-js, then its answer is sent from memory. HTTP is spoken directly on the sockets, so that the
 * gateways in front are what is measured.
 */
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, type GraphQLSchema, parse } from 'graphql';
import type { GraphName } from './graphs/operations.js';
import { reviews } from './graphs/reviews.js';
import { shop } from './graphs/shop.js';
import { type HttpRequest, RequestReader } from './load/request-reader.js';

/** Answers that are remembered; the oldest go first. */
const maxAnswers = 60_000;

interface Subgraph {
  schema: GraphQLSchema;
  answers: Map<string, Buffer>;
}

const graph = { shop, reviews }[process.argv[2] as GraphName];
const subgraphs = new Map<string, Subgraph>(
  Object.entries(graph).map(([name, { typeDefs, resolvers }]) => [
    `/${name}`,
    { schema: buildSubgraphSchema({ typeDefs: parse(typeDefs), resolvers }), answers: new Map() },
  ]),
);

const server = createServer({ noDelay: true }, serve);
server.listen(0, '127.0.0.1', () => {
  console.log(`listening ${(server.address() as AddressInfo).port}`);
});

function serve(socket: Socket): void {
  const reader = new RequestReader((request) => respond(socket, request));
  socket.on('data', (chunk: Buffer) => reader.read(chunk));
  socket.on('error', () => socket.destroy());
}

function respond(socket: Socket, { path, body }: HttpRequest): void {
  const subgraph = subgraphs.get(path);
  const known = subgraph?.answers.get(body);
  if (known) return void socket.write(known);
  if (!subgraph) return void socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n');
  void answer(subgraph.schema, body).then((bytes) => {
    const { answers } = subgraph;
    if (answers.size >= maxAnswers) answers.delete(answers.keys().next().value!);
    answers.set(body, bytes);
    socket.write(bytes);
  });
}

async function answer(schema: GraphQLSchema, body: string): Promise<Buffer> {
  const { query, operationName, variables } = JSON.parse(
    Buffer.from(body, 'latin1').toString(),
  ) as { query: string; operationName?: string; variables?: Record<string, unknown> };
  const result = await execute({
    schema,
    document: parse(query),
    variableValues: variables,
    operationName,
  });
  if (result.errors) console.error(query, result.errors);
  const text = JSON.stringify(result);
  return Buffer.from(
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
  );
}
