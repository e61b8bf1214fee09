/** A subgraph on a real socket whose answers a test gives, and which says what happened to its connections. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  query: string;
  variables: Record<string, unknown>;
  headers: IncomingHttpHeaders;
}

export type Script = (response: ServerResponse, received: Received) => void;

export interface ScriptedSubgraph {
  url: string;
  /** How it answers from now on. */
  script: Script;
  /** Oldest first. */
  received: Received[];
  /** Requests whose connection was closed before they were answered. */
  cutOff: number;
  /** Bytes that were sent on all connections. */
  sentBytes(): number;
  /** How many connections it was opened. */
  connections(): number;
  stop(): Promise<void>;
  /** At the same address. */
  start(): Promise<void>;
}

export const answer =
  (data: object): Script =>
  (response) =>
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ data }));

export const status =
  (code: number): Script =>
  (response) =>
    response.writeHead(code).end('{}');

export const hang: Script = () => {};

export async function startScriptedSubgraph(script: Script): Promise<ScriptedSubgraph> {
  const sockets = new Set<{ bytesWritten: number }>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    response.on('close', () => {
      if (!response.writableFinished) subgraph.cutOff++;
    });
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Omit<Received, 'headers'>;
      const received = { ...body, headers: request.headers };
      subgraph.received.push(received);
      subgraph.script(response, received);
    });
  });
  server.on('connection', (socket) => sockets.add(socket));
  let port = 0;
  const start = async () => {
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  };
  await start();
  const subgraph: ScriptedSubgraph = {
    url: `http://127.0.0.1:${port}/graphql`,
    script,
    received: [],
    cutOff: 0,
    sentBytes: () => [...sockets].reduce((sum, { bytesWritten }) => sum + bytesWritten, 0),
    connections: () => sockets.size,
    start,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return subgraph;
}
